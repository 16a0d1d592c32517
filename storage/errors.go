package storage

import (
	"context"
	"errors"
	"io"
	"net"
	"os"

	"github.com/redis/go-redis/v9"
)

// Why a turn's script did nothing. All three are about order, not about Redis, so none is Unavailable.
var (
	// ErrFenced says that another process took the shard over: stop working on it, and Acquire it anew.
	ErrFenced = errors.New("the shard was taken over")
	// ErrGone says that the entry has been dealt with already, as after a lost reply: nothing is left to do,
	// except to read from the outbox what that earlier success put there.
	ErrGone = errors.New("the entry has been dealt with already")
	// ErrStale says that the participant was changed after it was loaded: load it again and repeat the turn.
	ErrStale = errors.New("the participant was changed in between")
)

// Why a store that is there is not opened; each says what to do.
var (
	// ErrKeyset says that the store was made with other keys.
	ErrKeyset = errors.New("use the keyset file that belongs to it")
	// ErrGeneration says that this is another store than the one that the caller remembers.
	ErrGeneration = errors.New("connect to the Redis that has it")
)

// Unavailable tells whether an error means that Redis is away, or can't take writes now, so that the same
// call may well succeed later: the network, a timeout, a server that is loading, full, read-only or without
// its master. What was asked may or may not have been done; every call of this package may be repeated.
func Unavailable(err error) bool {
	if err == nil || errors.Is(err, context.Canceled) || errors.Is(err, redis.ErrClosed) {
		return false
	}
	for _, gone := range []error{
		context.DeadlineExceeded, os.ErrDeadlineExceeded, io.EOF, io.ErrUnexpectedEOF, io.ErrClosedPipe,
		net.ErrClosed, redis.ErrPoolTimeout, redis.ErrPoolExhausted,
	} {
		if errors.Is(err, gone) {
			return true
		}
	}
	var network net.Error
	if errors.As(err, &network) {
		return true
	}
	for _, prefix := range []string{
		"LOADING", "CLUSTERDOWN", "READONLY", "MASTERDOWN", "TRYAGAIN", "NOREPLICAS", "OOM", "MISCONF", "BUSY",
		"max number of clients",
	} {
		if redis.HasErrorPrefix(err, prefix) {
			return true
		}
	}
	return false
}
