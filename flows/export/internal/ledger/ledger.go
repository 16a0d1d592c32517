// Package ledger makes the files of an export and keeps the size and the SHA-256 of each, for the manifest:
//
//	l := ledger.New(create)
//	f, err := l.Open("responses.csv") // write, then close
//	files := l.List()
//
// It knows nothing of what is written.
package ledger

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

// Ledger creates the files and records what was written to each.
type Ledger struct {
	create func(name string) (io.WriteCloser, error)
	files  []Filed
}

// New makes a ledger of files that are made by the given function.
func New(create func(name string) (io.WriteCloser, error)) *Ledger { return &Ledger{create: create} }

// Filed is one finished file.
type Filed struct {
	Name   string `json:"name"`
	Bytes  int64  `json:"bytes"`
	SHA256 string `json:"sha256"`
}

// File is one file being written.
type File struct {
	name   string
	ledger *Ledger
	under  io.WriteCloser
	buffer *bufio.Writer
	hash   hash.Hash
	bytes  int64
}

const bufferSize = 64 << 10

// Open begins a file.
func (l *Ledger) Open(name string) (*File, error) {
	under, err := l.create(name)
	if err != nil {
		return nil, fmt.Errorf("create %s: %w", name, err)
	}
	f := &File{name: name, ledger: l, under: under, hash: sha256.New()}
	f.buffer = bufio.NewWriterSize(io.MultiWriter(under, f.hash), bufferSize)
	return f, nil
}

// Write appends bytes to the file.
func (f *File) Write(p []byte) (int, error) {
	n, err := f.buffer.Write(p)
	f.bytes += int64(n)
	if err != nil {
		return n, fmt.Errorf("write %s: %w", f.name, err)
	}
	return n, nil
}

// Close finishes the file and records it in the ledger.
func (f *File) Close() error {
	if err := f.buffer.Flush(); err != nil {
		return fmt.Errorf("write %s: %w", f.name, err)
	}
	if err := f.under.Close(); err != nil {
		return fmt.Errorf("close %s: %w", f.name, err)
	}
	f.ledger.files = append(f.ledger.files, Filed{f.name, f.bytes, hex.EncodeToString(f.hash.Sum(nil))})
	return nil
}

// Put writes a whole file.
func (l *Ledger) Put(name string, data []byte) error {
	f, err := l.Open(name)
	if err != nil {
		return err
	}
	if _, err := f.Write(data); err != nil {
		return err
	}
	return f.Close()
}

// List gives the finished files by name.
func (l *Ledger) List() []Filed {
	list := slices.Clone(l.files)
	slices.SortFunc(list, func(a, b Filed) int { return cmp.Compare(a.Name, b.Name) })
	return list
}

// Last is the finished file that was finished last.
func (l *Ledger) Last() Filed { return l.files[len(l.files)-1] }

// Name is the file's name, with a slash where it is in a folder.
func (f *File) Name() string { return f.name }

// Bytes is how much was written so far.
func (f *File) Bytes() int64 { return f.bytes }

// Sum is the SHA-256 of a finished file, as text.
func (f *File) Sum() string { return hex.EncodeToString(f.hash.Sum(nil)) }
