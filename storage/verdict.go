package storage

import (
	"errors"
	"fmt"
	"strconv"
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

// wordAndNumber reads a reply that is a word and a number.
func wordAndNumber(reply []string, err error) (string, int64, error) {
	if err != nil {
		return "", 0, err
	}
	if len(reply) != 2 {
		return "", 0, fmt.Errorf("run script: %d words for a word and a number", len(reply))
	}
	n, err := strconv.ParseInt(reply[1], 10, 64)
	if err != nil {
		return "", 0, fmt.Errorf("run script: %w", err)
	}
	return reply[0], n, nil
}
