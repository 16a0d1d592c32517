package storage

import (
	"errors"
	"fmt"
)

// verdict reads the first word of a reply: "ok", with the rest, or why nothing was done.
func verdict(reply []string, err error) ([]string, error) {
	if err != nil {
		return nil, err
	}
	if len(reply) == 0 {
		return nil, errors.New("run script: empty reply")
	}
	switch reply[0] {
	case "ok":
		return reply[1:], nil
	case "fenced":
		return nil, ErrFenced
	case "gone":
		return nil, ErrGone
	case "stale":
		return nil, ErrStale
	case "taken":
		return nil, final("the participant or the chat already exists")
	}
	return nil, fmt.Errorf("run script: unknown verdict %q", reply[0])
}
