package simulator

import (
	"testing"
)

func newServer(t *testing.T, opts Options) *Server {
	t.Helper()
	if opts.Token == "" {
		opts.Token, opts.Username = "42:secret", "footing_bot"
	}
	s := New(opts)
	t.Cleanup(s.Close)
	return s
}
