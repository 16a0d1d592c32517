// Package course has what a shard says of its own history, in the hash {sNN}:run.
//
//	c, err := course.Of(fields) // as the store has them
//	c.Turns++
//	pairs := c.Fields()         // as it shall have them
package course

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// The fields of the hash.
const (
	turns    = "turns"
	lines    = "lines"
	copied   = "copied"
	restored = "restored"
	forward  = "forward"
)

var errFields = errors.New("what a shard says of its history cannot be read")

// Course is what a shard says. The zero value is that of a shard on which nothing was done.
type Course struct {
	Turns int64 // how many turns were saved
	// Lines are those of its history, oldest first. One is begun each time that the shard is taken, so that of two copies
	// on which work went on, one cannot be taken for the other, though their turns have the same numbers.
	Lines []Line
	// Copied and Restored say that the shard is a backup's copy of the one time, put back at the other.
	Copied, Restored time.Time
	Forward          Forward
}

// Line is what was done on the shard by whoever has taken it.
type Line struct {
	ID    string // drawn
	Begun int64  // the number of the last turn before it
}

// mostLines is how many are kept. With as many takings between a copy and now, what it lacks counts as lost.
const mostLines = 200

// Begin begins a line behind the last turn.
func (c *Course) Begin(id string) {
	c.Lines = append(slices.Clone(c.Lines), Line{id, c.Turns})
	c.Lines = c.Lines[max(0, len(c.Lines)-mostLines):]
}

// Write gives lines as text: each line's number, a colon and its id.
func Write(all []Line) string {
	words := make([]string, len(all))
	for i, l := range all {
		words[i] = fmt.Sprintf("%d:%s", l.Begun, l.ID)
	}
	return strings.Join(words, " ")
}

// Read reads what Write gives.
func Read(text string) (all []Line, err error) {
	for word := range strings.FieldsSeq(text) {
		number, id, ok := strings.Cut(word, ":")
		begun, wrong := strconv.ParseInt(number, 10, 64)
		if !ok || wrong != nil {
			return nil, errFields
		}
		all = append(all, Line{id, begun})
	}
	return all, nil
}

// Forward is what is known of bringing a shard forward that is not done yet; zero if none is under way.
type Forward struct {
	Epoch       int64     // of the lease with which it was begun
	At          time.Time // when it was begun
	From, Until time.Time // between which hours something is lost, as far as it was found; zero: nothing
}

// Begun tells whether one is under way.
func (f Forward) Begun() bool { return !f.At.IsZero() }

// Marked are the fields by which a restored shard is known as one.
func Marked(copiedAt, restoredAt time.Time) []any {
	return []any{copied, number(copiedAt), restored, number(restoredAt)}
}

// Of reads the fields of the hash. Others than these are passed over.
func Of(fields map[string]string) (c Course, err error) {
	var failed error
	number := func(text string) int64 {
		n, err := strconv.ParseInt(text, 10, 64)
		if text != "" && err != nil {
			failed = errFields
		}
		return n
	}
	moment := func(text string) time.Time {
		if n := number(text); n != 0 {
			return time.UnixMilli(n).UTC()
		}
		return time.Time{}
	}
	c.Lines, failed = Read(fields[lines])
	c.Turns = number(fields[turns])
	c.Copied, c.Restored = moment(fields[copied]), moment(fields[restored])
	if parts := strings.Fields(fields[forward]); len(parts) == 4 {
		c.Forward = Forward{number(parts[0]), moment(parts[1]), moment(parts[2]), moment(parts[3])}
	} else if len(parts) > 0 {
		failed = errFields
	}
	return c, failed
}

// Fields are those of the hash, each with its value; empty for one that shall not be there.
func (c Course) Fields() []any {
	back, way := []any{copied, "", restored, ""}, ""
	if !c.Restored.IsZero() {
		back = Marked(c.Copied, c.Restored)
	}
	if f := c.Forward; f.Begun() {
		way = fmt.Sprintf("%d %d %d %d", f.Epoch, number(f.At), number(f.From), number(f.Until))
	}
	return append([]any{lines, Write(c.Lines), forward, way}, back...)
}

// number is a time in Unix milliseconds; 0 if it is zero.
func number(at time.Time) int64 {
	if at.IsZero() {
		return 0
	}
	return at.UnixMilli()
}
