// Package course is the record that each shard keeps of its own history: the Redis hash {sNN}:run. With it a process
// notices that Redis came back as an older copy, and finds out which turns that copy lacks (ADR 0032).
//
// The record has three parts. Turns counts the saved turns; a number lower than one seen before means that the store
// went back. Lines name who took the shard, and after which turn. Two copies that were both worked on after they parted
// have the same turn numbers but different lines, so one cannot be mistaken for the other. Copied, Restored and Forward
// are set only after the store went back, until what was lost is repaired or people have been told.
//
//	c, err := course.Of(fields) // parse the hash
//	c.Begin(id)                 // the shard was taken: begin a line
//	pairs := c.Fields()         // the fields to write, but for turns
//
// This package only converts; it does not speak to Redis. commit.lua counts the turns, storage.Store.Course reads the
// record and KeepCourse writes it, and package journal decides what follows from it.
package course

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// The names of the hash's fields.
const (
	turns    = "turns"
	lines    = "lines"
	copied   = "copied"
	restored = "restored"
	forward  = "forward"
)

var errFields = errors.New("what a shard says of its history cannot be read")

// Course is a shard's record. The zero value is that of a shard without any turn.
type Course struct {
	Turns int64  // number of saved turns
	Lines []Line // oldest first; one is begun each time that the shard is taken
	// Copied is the time of the backup that the shard was restored from, and Restored the time of the restore. Both are
	// zero unless there was a restore whose consequences are not yet dealt with.
	Copied, Restored time.Time
	Forward          Forward
}

// Line is the work on a shard by one process, from when it took the shard until the shard is taken again.
type Line struct {
	ID    string // the lease's epoch and random characters
	Begun int64  // number of the last turn before this line
}

// mostLines is how many lines are kept. If the shard was taken more often than that since a copy was made, no line
// connects the two, and everything that the copy lacks counts as lost.
const mostLines = 200

// Begin begins a line after the last turn.
func (c *Course) Begin(id string) {
	c.Lines = append(slices.Clone(c.Lines), Line{id, c.Turns})
	c.Lines = c.Lines[max(0, len(c.Lines)-mostLines):]
}

// Write formats lines as text: for each its Begun, a colon and its ID, separated by spaces.
func Write(all []Line) string {
	words := make([]string, len(all))
	for i, l := range all {
		words[i] = fmt.Sprintf("%d:%s", l.Begun, l.ID)
	}
	return strings.Join(words, " ")
}

// Read parses the text that Write returns.
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

// Forward is the state of bringing a shard forward: repeating the turns that an older copy lacks. It is stored so that
// another process can finish the work. It is zero if none is under way.
type Forward struct {
	Epoch       int64     // epoch of the lease under which it began
	At          time.Time // when it began
	From, Until time.Time // the period in which turns were found to be lost; zero if none were
}

// Begun tells whether a shard is being brought forward.
func (f Forward) Begun() bool { return !f.At.IsZero() }

// Marked returns the fields that mark a shard as restored from a backup.
func Marked(copiedAt, restoredAt time.Time) []any {
	return []any{copied, number(copiedAt), restored, number(restoredAt)}
}

// Of parses the fields of the hash. Unknown fields are ignored.
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

// Fields returns names and values alternately, as course.lua takes them. An empty value removes the field. Turns is not
// among them: course.lua takes it separately, because it may only rise.
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

// number is a time in Unix milliseconds; 0 for the zero time.
func number(at time.Time) int64 {
	if at.IsZero() {
		return 0
	}
	return at.UnixMilli()
}
