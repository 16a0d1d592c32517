package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"footing/cmd/footing/internal/assembly"
)

// healthcheckCmd asks the running serve how it is, for a container without a shell.
type healthcheckCmd struct {
	Ready bool `help:"Fail, too, where serve does not do its work: it waits for Redis, or serves numbers only."`
}

// Help is what --help says below the first line.
func (healthcheckCmd) Help() string {
	return `It asks the port of admin.addr, as set for serve, and says what is red there. The exit code is 0 if serve
answers: a restart does not help where Redis is away, and takes the numbers away from whoever needs them. With --ready
it is 1 then.`
}

// answersWithin is how long serve may take.
const answersWithin = 5 * time.Second

// Run asks.
func (c healthcheckCmd) Run(s assembly.Surroundings) error {
	a, err := assembly.New(s, assembly.Want{})
	if err != nil {
		return err
	}
	addr := reachable(a.Config.Admin.Addr)
	request, err := http.NewRequestWithContext(s.Ctx, http.MethodGet, "http://"+addr+"/healthz", nil)
	if err != nil {
		return fmt.Errorf("ask serve at %s: %w", addr, err)
	}
	answer, err := (&http.Client{Timeout: answersWithin}).Do(request)
	if err != nil {
		return fmt.Errorf("serve does not answer at %s (admin.addr): is it running? %w", addr, errors.Unwrap(err))
	}
	defer func() { _ = answer.Body.Close() }()
	var h health
	if err := json.NewDecoder(answer.Body).Decode(&h); err != nil || answer.StatusCode != http.StatusOK {
		return fmt.Errorf("what answers at %s (admin.addr) is not footing serve: %s", addr, answer.Status)
	}
	state := "ready"
	switch {
	case h.Standby:
		state = "standing by"
	case !h.Ready:
		state = "not ready"
	}
	if _, err := fmt.Fprintln(s.Out, state); err != nil {
		return fmt.Errorf("say how serve is: %w", err)
	}
	for _, red := range h.Red {
		if _, err := fmt.Fprintln(s.Out, "red:", red); err != nil {
			return fmt.Errorf("say how serve is: %w", err)
		}
	}
	if c.Ready && !h.Ready {
		return assembly.ErrFound
	}
	return nil
}

// reachable is where a server that listens on an address answers on this machine.
func reachable(addr string) string {
	host, port, err := net.SplitHostPort(addr)
	if ip := net.ParseIP(host); err == nil && (host == "" || ip != nil && ip.IsUnspecified()) {
		return net.JoinHostPort("localhost", port)
	}
	return addr
}
