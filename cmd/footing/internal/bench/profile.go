package bench

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime/pprof"
)

// Profile writes what a process does between doMark and doRead: its CPU profile to the file, and what it has allocated
// since its start to the file with .allocs behind its name. It ends with its input.
func Profile(in io.Reader, out io.Writer, file string) error {
	say := json.NewEncoder(out)
	for lines := bufio.NewScanner(in); lines.Scan(); {
		var o order
		err := json.Unmarshal(lines.Bytes(), &o)
		if err == nil {
			err = profile(o, file)
		}
		if err == nil {
			err = say.Encode(tally{})
		}
		if err != nil {
			return fmt.Errorf("profile: %w", err)
		}
	}
	return nil
}

func profile(o order, file string) error {
	if o.Do == doMark {
		f, err := os.Create(file) //nolint:gosec // where the caller of bench wants it
		if err != nil {
			return err
		}
		return pprof.StartCPUProfile(f) // the file is complete after the stop, and closed with the process
	}
	pprof.StopCPUProfile()
	f, err := os.Create(file + ".allocs") //nolint:gosec // likewise
	if err != nil {
		return err
	}
	return errors.Join(pprof.Lookup("allocs").WriteTo(f, 0), f.Close())
}
