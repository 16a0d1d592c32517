// Package appendonly has Redis write its append-only files anew. What was removed still stands in them until then.
//
//	files := appendonly.Of(rdb)
//	begun, err := files.Begin(ctx)       // those that can be written are being written now
//	over, err := files.Over(ctx, begun)  // later, until they are
//
// It asks every server: the master, its replicas as the master names them, all nodes of a cluster. An error names each
// server whose file was not written, and why; the others were asked all the same. A replica that is cut off from its
// master is not seen. Snapshots and copies are not reached.
package appendonly

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/redis/go-redis/v9"
)

// Files are the append-only files of one Redis.
type Files struct{ rdb redis.UniversalClient }

// Of are those of a client's Redis.
func Of(rdb redis.UniversalClient) Files { return Files{rdb} }

// Begun are files that are being written anew: what their servers said before, by address.
type Begun map[string]info

// Begin has each server write its file anew, and returns at once.
func (f Files) Begin(ctx context.Context) (Begun, error) {
	servers, err := f.look(ctx)
	if err != nil {
		return nil, fmt.Errorf("have the append-only file written anew: %w", err)
	}
	defer closeAll(servers)
	begun := make(Begun)
	var failed []string
	for _, s := range servers {
		err := s.ready()
		if err == nil {
			err = s.client.BgRewriteAOF(ctx).Err()
		}
		if begun[s.address] = s.info; err != nil {
			failed = append(failed, s.says(err))
		}
	}
	return begun, joined(failed)
}

// Over tells whether all files were written since Begin. After an error one was not, and Begin has to be repeated.
func (f Files) Over(ctx context.Context, begun Begun) (bool, error) {
	servers, err := f.look(ctx)
	if err != nil {
		return false, fmt.Errorf("look whether the append-only file was written anew: %w", err)
	}
	defer closeAll(servers)
	over := true
	var failed []string
	for _, s := range servers {
		before, known := begun[s.address]
		switch {
		case s.err != nil:
			failed = append(failed, s.says(s.err))
		case !known || before.run != s.run:
			failed = append(failed, s.says(errors.New("the server is another one now")))
		case s.busy:
			over = false
		case s.failed:
			failed = append(failed, s.says(errFailed))
		case s.rewrites <= before.rewrites:
			over = false
		}
	}
	return over && len(failed) == 0, joined(failed)
}

// Hindrance says which files could not be written anew now, and why; nil: all could, as far as can be seen without
// asking for it. It changes nothing.
func (f Files) Hindrance(ctx context.Context) error {
	servers, err := f.look(ctx)
	if err != nil {
		return fmt.Errorf("look at the append-only file: %w", err)
	}
	defer closeAll(servers)
	var failed []string
	for _, s := range servers {
		err := s.ready()
		if err == nil && s.failed {
			err = errFailed
		}
		if err != nil && !errors.Is(err, errBusy) {
			failed = append(failed, s.says(err))
		}
	}
	return joined(failed)
}

// joined puts what each server said into one line.
func joined(failed []string) error {
	if len(failed) == 0 {
		return nil
	}
	return errors.New(strings.Join(failed, "; "))
}
