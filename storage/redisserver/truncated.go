package redisserver

import (
	"context"
	"fmt"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"time"
)

// TruncatedError says that the append-only file ends in the middle of an entry. The server then refuses to start: with
// fsync before every reply an honest crash cuts at most the entry that was being written, but a copy that was cut short
// looks the same, and a server that took it for whole would go on without what is missing, and cut the file for good.
type TruncatedError struct {
	// Dir is the server's folder, File the cut file's name in its appendonlydir.
	Dir, File string
	// Size is the file's size and Whole up to where its entries can be read, both in bytes. They are 0 where
	// redis-check-aof is not installed, or does not say.
	Size, Whole int64
}

// Error says what happened.
func (e *TruncatedError) Error() string {
	tail := "its end"
	if e.Size > 0 {
		tail = fmt.Sprintf("the last %d of its %d bytes", e.Size-e.Whole, e.Size)
	}
	return fmt.Sprintf("the append-only file %s was cut: "+
		"it ends in the middle of an entry, so %s can't be read. "+
		"A power failure, a full disk or an incomplete copy does that. Nothing was changed",
		filepath.Join(e.Dir, aofFolder, e.File), tail)
}

// Remedy says what a person can do, and what is lost by it.
func (e *TruncatedError) Remedy() string {
	cuts := "the unreadable end"
	if e.Size > 0 {
		cuts = fmt.Sprintf("these %d bytes", e.Size-e.Whole)
	}
	return fmt.Sprintf("If you have a whole copy of %[1]s, put it back. If not, make a copy of that folder as it is, "+
		"then run redis-check-aof --fix %[2]s and answer y: it cuts off %[3]s. After a power failure that is one change "+
		"which nobody was told is kept; after an incomplete copy, everything later is missing too.",
		e.Dir, filepath.Join(e.Dir, aofFolder, "appendonly.aof.manifest"), cuts)
}

// checkTime is how long redis-check-aof may read.
const checkTime = time.Minute

var (
	unexpectedEnd = regexp.MustCompile(`Unexpected end of file reading the append only file (\S+)\. `)
	analyzed      = regexp.MustCompile(`AOF analyzed: filename=(\S+), size=(\d+), ok_up_to=(\d+),`)
)

// truncated reads from the last line of a server's log whether it ended because its append-only file was cut, and asks
// redis-check-aof, which changes nothing here, how much that is.
func truncated(ctx context.Context, dir, line string) (*TruncatedError, bool) {
	found := unexpectedEnd.FindStringSubmatch(line)
	if found == nil {
		return nil, false
	}
	e := &TruncatedError{Dir: dir, File: found[1]}
	ctx, cancel := context.WithTimeout(ctx, checkTime)
	defer cancel()
	check := exec.CommandContext(ctx, "redis-check-aof", "appendonly.aof.manifest")
	check.Dir, check.Env = filepath.Join(dir, aofFolder), []string{}
	says, _ := check.Output() // it fails in any case, for the file is not whole
	for _, one := range analyzed.FindAllStringSubmatch(string(says), -1) {
		size, err := strconv.ParseInt(one[2], 10, 64)
		whole, wrong := strconv.ParseInt(one[3], 10, 64)
		if one[1] == e.File && err == nil && wrong == nil && whole < size {
			e.Size, e.Whole = size, whole
		}
	}
	return e, true
}
