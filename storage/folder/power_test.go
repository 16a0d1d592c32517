package folder

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"testing"
)

// powered is a file that knows what a power cut would leave of it: what was synced last.
type powered struct {
	*os.File
	kept []byte
}

func (p *powered) Sync() error {
	info, err := p.Stat()
	if err == nil {
		p.kept, err = io.ReadAll(io.NewSectionReader(p.File, 0, info.Size()))
	}
	return err
}

// TestAPowerCutLosesNothingThatWasAppended: what Append has said to be there is there after a power cut at any time
// from then on, also while records before it are handed on and removed.
func TestAPowerCutLosesNothingThatWasAppended(t *testing.T) {
	folder := t.TempDir()
	s, err := openRecords(filepath.Join(folder, "spool"), defaultLimit)
	if err != nil {
		t.Fatal(err)
	}
	file := &powered{File: s.file.(*os.File)}
	if err := file.Sync(); err != nil {
		t.Fatal(err)
	}
	s.file = file
	t.Cleanup(func() {
		if err := s.close(); err != nil {
			t.Error(err)
		}
	})
	for n := range 40 {
		if err := add(s, [][]byte{fmt.Appendf(nil, "record %d", n), make([]byte, 1+n*100)}); err != nil {
			t.Fatal(err)
		}
		after := filepath.Join(folder, fmt.Sprint("after ", n))
		if err := os.WriteFile(after, file.kept, 0o600); err != nil {
			t.Fatal(err)
		}
		left, err := openRecords(after, defaultLimit)
		if err != nil {
			t.Fatalf("after the power cut: %v", err)
		}
		if left.len() != s.len() || left.lost() > 0 {
			t.Errorf("a power cut after %d appends leaves %d records of %d, and %d bytes that cannot be read",
				n+1, left.len(), s.len(), left.lost())
		}
		if err := left.close(); err != nil {
			t.Error(err)
		}
	}
}
