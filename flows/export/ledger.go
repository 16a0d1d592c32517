package export

import (
	"bufio"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"io"
	"slices"
)

// ledger creates the files and records what was written to each.
type ledger struct {
	create Create
	files  []filed
}

// filed is one finished file.
type filed struct {
	Name   string `json:"name"`
	Bytes  int64  `json:"bytes"`
	SHA256 string `json:"sha256"`
}

// file is one file being written.
type file struct {
	name   string
	ledger *ledger
	under  io.WriteCloser
	buffer *bufio.Writer
	hash   hash.Hash
	bytes  int64
}

const bufferSize = 64 << 10

func (l *ledger) open(name string) (*file, error) {
	under, err := l.create(name)
	if err != nil {
		return nil, fmt.Errorf("create %s: %w", name, err)
	}
	f := &file{name: name, ledger: l, under: under, hash: sha256.New()}
	f.buffer = bufio.NewWriterSize(io.MultiWriter(under, f.hash), bufferSize)
	return f, nil
}

// Write appends bytes to the file.
func (f *file) Write(p []byte) (int, error) {
	n, err := f.buffer.Write(p)
	f.bytes += int64(n)
	if err != nil {
		return n, fmt.Errorf("write %s: %w", f.name, err)
	}
	return n, nil
}

// Close finishes the file and records it in the ledger.
func (f *file) Close() error {
	if err := f.buffer.Flush(); err != nil {
		return fmt.Errorf("write %s: %w", f.name, err)
	}
	if err := f.under.Close(); err != nil {
		return fmt.Errorf("close %s: %w", f.name, err)
	}
	f.ledger.files = append(f.ledger.files, filed{f.name, f.bytes, hex.EncodeToString(f.hash.Sum(nil))})
	return nil
}

// put writes a whole file.
func (l *ledger) put(name string, data []byte) error {
	f, err := l.open(name)
	if err != nil {
		return err
	}
	if _, err := f.Write(data); err != nil {
		return err
	}
	return f.Close()
}

// list gives the finished files by name.
func (l *ledger) list() []filed {
	list := slices.Clone(l.files)
	slices.SortFunc(list, func(a, b filed) int { return cmp.Compare(a.Name, b.Name) })
	return list
}
