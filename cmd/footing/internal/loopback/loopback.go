// Package loopback keeps what listens on this machine's loopback to this machine.
//
//	http.Serve(listener, loopback.Guard(handler, listener.Addr().String()))
//
// A page elsewhere can have the browser of somebody here look up its own name as 127.0.0.1 and then read what answers
// (DNS rebinding); the browser still says whom it means to ask, and Guard refuses another name.
package loopback

import (
	"net"
	"net/http"
)

// Guard refuses requests that do not mean this machine, if the server listens on its loopback only. One that others may
// reach is known by names that nobody here knows.
func Guard(next http.Handler, listening string) http.Handler {
	if !local(listening) {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !local(r.Host) {
			http.Error(w, "This address is for this machine only: ask for it as localhost or 127.0.0.1.",
				http.StatusMisdirectedRequest)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// local tells whether a host, with or without a port, is this machine's loopback.
func local(addr string) bool {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		host = addr
	}
	return host == "localhost" || net.ParseIP(host).IsLoopback()
}
