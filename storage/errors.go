package storage

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"net"
	"slices"
	"syscall"

	"github.com/redis/go-redis/v9"
)

// Why a turn's script did nothing. None of these is Final.
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

// Final tells whether an error stays however often the call is repeated: this package refuses an argument, or a stored
// value can't be opened. Only then may an entry be parked. After every other error, known or not, Redis or the network
// is in trouble and the call may or may not have worked: repeat it. Every call of this package may be repeated.
func Final(err error) bool {
	var f finalError
	return errors.As(err, &f)
}

// Away tells whether an error is an answer of Redis that it cannot work, or says that Redis is not reached. While
// such a fault lasts all calls meet it.
func Away(err error) bool {
	var reply redis.Error
	return errors.As(err, &reply) || offNetwork(err) || errors.Is(err, io.EOF) ||
		errors.Is(err, net.ErrClosed) || errors.Is(err, redis.ErrClosed)
}

// offNetwork tells whether an error is one of the network. An errno alone is none, though it has the methods: a full
// disk has one too. The network's own stand in an error that says where they come from.
func offNetwork(err error) bool {
	var network net.Error
	if !errors.As(err, &network) {
		return false
	}
	_, bare := network.(syscall.Errno) // what errors.As has found, not what it wraps
	return !bare
}

// finalError marks an error that this package made. An error reply of Redis is never one.
type finalError struct{ error }

func (f finalError) Unwrap() error { return f.error }

// final makes an error that stays however often the call is repeated.
func final(format string, args ...any) error { return finalError{fmt.Errorf(format, args...)} }

// Denied tells whether Redis answers but doesn't accept this user or password.
func Denied(err error) bool {
	return redis.IsAuthError(err) || redis.IsPermissionError(err) || redis.HasErrorPrefix(err, "AUTH ")
}

// shardErrors is the error of a call that went on with the other shards where some failed: what befell each of these.
type shardErrors map[int]error

func (f shardErrors) Error() string {
	shards := slices.Sorted(maps.Keys(f))
	text := fmt.Sprintf("shard %d: %v", shards[0], f[shards[0]])
	if len(f) > 1 {
		text += fmt.Sprintf(" (and %d more shards)", len(f)-1)
	}
	return text
}

func (f shardErrors) Unwrap() []error {
	all := make([]error, 0, len(f))
	for _, shard := range slices.Sorted(maps.Keys(f)) {
		all = append(all, f[shard])
	}
	return all
}

// FailedOn tells whether a call that returned this error has failed on a shard. An error that names no shards failed on
// all of them.
func FailedOn(err error, shard int) bool {
	var some shardErrors
	if errors.As(err, &some) {
		return some[shard] != nil
	}
	return err != nil
}

// apart is the error of a pipeline that asks each shard for itself: that of the shards which failed, or, where all did,
// what befell them together.
func apart(whole error, failures []error, shards int) error {
	if len(failures) == 0 || len(failures) == shards && shards > 1 {
		return whole
	}
	return errors.Join(failures...)
}
