package simulator

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
)

// Transport calls the server without any connection: every request is answered within the caller's goroutine, whatever
// its host. A connection that the server breaks is an error, as is the end of the request's context.
func (s *Server) Transport() http.RoundTripper { return transport{s} }

type transport struct{ server *Server }

// RoundTrip answers one request.
func (t transport) RoundTrip(req *http.Request) (resp *http.Response, err error) {
	if req.Body == nil {
		req = req.Clone(req.Context())
		req.Body = http.NoBody
	}
	defer func() {
		if closed := req.Body.Close(); err == nil && closed != nil {
			resp, err = nil, fmt.Errorf("close the request's body: %w", closed)
		}
	}()
	if err := req.Context().Err(); err != nil {
		return nil, fmt.Errorf("call the simulator: %w", err)
	}
	page := &recorder{status: http.StatusOK, header: http.Header{}}
	if page.broken(t.server, req) {
		if err := req.Context().Err(); err != nil {
			return nil, fmt.Errorf("call the simulator: %w", err)
		}
		return nil, fmt.Errorf("call the simulator: connection broken: %w", io.ErrUnexpectedEOF)
	}
	return &http.Response{
		Status:        fmt.Sprintf("%d %s", page.status, http.StatusText(page.status)),
		StatusCode:    page.status,
		Proto:         "HTTP/1.1",
		ProtoMajor:    1,
		ProtoMinor:    1,
		Header:        page.header,
		Body:          io.NopCloser(&page.body),
		ContentLength: int64(page.body.Len()),
		Request:       req,
	}, nil
}

// recorder is a response that is kept until the handler is done.
type recorder struct {
	status int
	header http.Header
	body   bytes.Buffer
}

// broken runs the handler and tells whether it broke the connection.
func (r *recorder) broken(h http.Handler, req *http.Request) (broken bool) {
	defer func() {
		if reason := recover(); reason != nil {
			if reason != http.ErrAbortHandler { //nolint:errorlint // net/http compares it like this, too
				panic(reason)
			}
			broken = true
		}
	}()
	h.ServeHTTP(r, req)
	return false
}

func (r *recorder) Header() http.Header { return r.header }

func (r *recorder) WriteHeader(status int) { r.status = status }

func (r *recorder) Write(data []byte) (int, error) {
	return r.body.Write(data) //nolint:wrapcheck // a buffer never fails
}
