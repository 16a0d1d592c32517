package backup

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"strconv"

	"footing/storage/keyspace"
	"footing/storage/seal"
)

// The plain form of a file: magic, then frames. A frame is one byte for its kind, the length of its payload (4 bytes,
// big endian) and the payload. That of header and trailer is JSON; that of the others is parts, each behind its length.
const (
	magic = "FOOTING-BACKUP\n"

	headerFrame  = 'h'
	againFrame   = 'd' // a key: what was said of it before does not hold
	keyFrame     = 'k' // a key, its type, its time to live in ms (-1: for good), and values; further ones may follow
	lastFrame    = 'l' // the key of a stream, and its last id, where that is not the last entry's
	trailerFrame = 'e'
	digestFrame  = 's' // SHA-256 of all that stands before; the end

	frameSize = 256 << 10 // about how much is put into one frame
	frameMost = 64 << 20  // no frame is longer
)

// portion is what one frame says of a key.
type portion struct {
	frame  byte
	key    string
	kind   string
	ttl    int64
	values []string // of a stream: for each entry its id, how many words follow, and these
}

// writer writes a plain file.
type writer struct {
	to      io.Writer
	sum     hash.Hash
	trailer Trailer
}

func newWriter(to io.Writer, h Header) (*writer, error) {
	sum := sha256.New()
	w := &writer{to: io.MultiWriter(to, sum), sum: sum, trailer: Trailer{
		Taken: make(map[string]int64), Sealed: make(map[string]int64),
	}}
	if _, err := io.WriteString(w.to, magic); err != nil {
		return nil, fmt.Errorf("write: %w", err)
	}
	return w, w.json(headerFrame, h)
}

func (w *writer) json(kind byte, v any) error {
	data, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("write: %w", err)
	}
	return w.frame(kind, data)
}

func (w *writer) frame(kind byte, payload []byte) error {
	if len(payload) > frameMost {
		return fmt.Errorf("write: a value of %d MB, more than a backup takes", len(payload)>>20)
	}
	head := binary.BigEndian.AppendUint32([]byte{kind}, uint32(len(payload))) //nolint:gosec // looked at above
	_, err := w.to.Write(head)
	if err == nil {
		_, err = w.to.Write(payload)
	}
	if err != nil {
		return fmt.Errorf("write: %w", err)
	}
	return nil
}

// again says that a key follows anew, or is gone.
func (w *writer) again(key string) error {
	return w.frame(againFrame, seal.Join(nil, [][]byte{[]byte(key)}))
}

// put writes what stands under a key, in as many frames as it needs.
func (w *writer) put(e portion) error {
	head := seal.Join(nil, [][]byte{[]byte(e.key), []byte(e.kind), []byte(strconv.FormatInt(e.ttl, 10))})
	payload, items := head, 0
	for item := range e.items() {
		for _, word := range item {
			payload = seal.Join(payload, [][]byte{[]byte(word)})
		}
		if items++; len(payload) > frameSize {
			if err := w.frame(keyFrame, payload); err != nil {
				return err
			}
			payload, items = head[:len(head):len(head)], 0
		}
	}
	if items == 0 {
		return nil
	}
	return w.frame(keyFrame, payload)
}

func (w *writer) last(key, id string) error {
	return w.frame(lastFrame, seal.Join(nil, [][]byte{[]byte(key), []byte(id)}))
}

// end writes the trailer and the digest.
func (w *writer) end() error {
	if err := w.json(trailerFrame, w.trailer); err != nil {
		return err
	}
	digest := w.sum.Sum(nil)
	w.trailer.Digest = hex.EncodeToString(digest)
	return w.frame(digestFrame, digest)
}

// reader reads what writer wrote.
type reader struct {
	from *bufio.Reader
	sum  hash.Hash
	n    int // frames that were read
}

func newReader(from io.Reader) (*reader, Header, error) {
	r := &reader{from: bufio.NewReaderSize(from, 64<<10), sum: sha256.New()}
	begin := make([]byte, len(magic))
	if _, err := io.ReadFull(r.from, begin); err != nil || string(begin) != magic {
		return nil, Header{}, fmt.Errorf("it does not begin as one: %w", errors.Join(ErrNotOurs, odd(err)))
	}
	r.sum.Write(begin)
	kind, payload, err := r.frame()
	if err != nil {
		return nil, Header{}, err
	}
	var h Header
	if kind != headerFrame || json.Unmarshal(payload, &h) != nil || h.Version < 1 {
		return nil, Header{}, fmt.Errorf("it does not say what it is: %w", ErrNotOurs)
	}
	if h.Version > version {
		return nil, Header{}, fmt.Errorf("%w (%s): the file has form %d, this release reads %d", ErrNewer, h.Release, h.Version, version)
	}
	if h.Shards < 1 || h.Shards > 100 {
		return nil, Header{}, fmt.Errorf("it is of %d shards: %w", h.Shards, ErrNotOurs)
	}
	return r, h, nil
}

// odd is an error that is not only the end of the file.
func odd(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return nil
	}
	return err
}

// frame reads one frame. The end of the file is not expected.
func (r *reader) frame() (kind byte, payload []byte, err error) {
	var head [5]byte
	if _, err := io.ReadFull(r.from, head[:]); err != nil {
		return 0, nil, fmt.Errorf("it ends before its end: %w", errors.Join(ErrNotOurs, odd(err)))
	}
	size := binary.BigEndian.Uint32(head[1:])
	if size > frameMost {
		return 0, nil, fmt.Errorf("a part of %d MB: %w", size>>20, ErrNotOurs)
	}
	payload = make([]byte, 0, min(size, frameSize))
	for len(payload) < int(size) { // as much memory as there is to read, whatever the length says
		part := make([]byte, min(int(size)-len(payload), frameSize))
		if _, err := io.ReadFull(r.from, part); err != nil {
			return 0, nil, fmt.Errorf("it ends before its end: %w", errors.Join(ErrNotOurs, odd(err)))
		}
		payload = append(payload, part...)
	}
	if head[0] != digestFrame {
		r.sum.Write(head[:])
		r.sum.Write(payload)
	}
	r.n++
	return head[0], payload, nil
}

// next gives what a frame says of a key; at the end, the trailer instead, when all that it says holds.
func (r *reader) next() (e portion, end *Trailer, err error) {
	kind, payload, err := r.frame()
	if err != nil {
		return portion{}, nil, err
	}
	if kind == trailerFrame {
		end, err = r.end(payload)
		return portion{}, end, err
	}
	parts, err := seal.Split(payload)
	if err != nil || len(parts) == 0 {
		return portion{}, nil, fmt.Errorf("a part is damaged: %w", ErrNotOurs)
	}
	e = portion{frame: kind, key: string(parts[0])}
	if _, ours := keyspace.Parse(e.key); !ours {
		return portion{}, nil, fmt.Errorf("a key is none of Footing's: %w", ErrNotOurs)
	}
	switch {
	case kind == againFrame && len(parts) == 1:
		return e, nil, nil
	case kind == lastFrame && len(parts) == 2:
		e.values = []string{string(parts[1])}
		return e, nil, nil
	case kind == keyFrame && len(parts) > 3:
		return e, nil, e.fill(parts)
	}
	return portion{}, nil, fmt.Errorf("a part of a kind %q that this release does not know: %w", kind, ErrNotOurs)
}

// fill takes over type, time and values.
func (e *portion) fill(parts [][]byte) (err error) {
	e.kind = string(parts[1])
	if e.ttl, err = strconv.ParseInt(string(parts[2]), 10, 64); err != nil || e.ttl < -1 {
		return fmt.Errorf("a time is damaged: %w", ErrNotOurs)
	}
	for _, p := range parts[3:] {
		e.values = append(e.values, string(p))
	}
	n := 0
	for item := range e.items() {
		n += len(item)
	}
	if n != len(e.values) || n == 0 {
		return fmt.Errorf("the values of a key are damaged: %w", ErrNotOurs)
	}
	return nil
}

// end reads the trailer, and holds the digest behind it against what was read.
func (r *reader) end(payload []byte) (*Trailer, error) {
	var t Trailer
	if err := json.Unmarshal(payload, &t); err != nil {
		return nil, fmt.Errorf("its end is damaged: %w", ErrNotOurs)
	}
	kind, digest, err := r.frame()
	if err != nil {
		return nil, err
	}
	if kind != digestFrame || !bytes.Equal(digest, r.sum.Sum(nil)) {
		return nil, fmt.Errorf("it was changed since it was made: %w", ErrNotOurs)
	}
	if _, err := r.from.ReadByte(); !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("something stands behind its end: %w", errors.Join(ErrNotOurs, err))
	}
	t.Digest = hex.EncodeToString(digest)
	return &t, nil
}
