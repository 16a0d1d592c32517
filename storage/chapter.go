package storage

import (
	"errors"
	"fmt"

	_ "embed" // the dictionary

	"github.com/klauspost/compress/zstd"

	"footing/flows/record"
	"footing/storage/reseal"
	"footing/storage/seal"
)

// A chapter has the facts of a participant of about four weeks, packed. Most of a fact's bytes say what the facts
// around it say as well. What somebody wrote is not packed, for then its length would tell what it is: it stands behind
// the rest as it is.
//
// A chapter's length follows from how many facts it has and how long what they quote is. So it tells nothing about the
// answers.

// dictionary is what a chapter is packed with: facts of invented people. What was packed with it can be read only with
// it, so it never changes; a better one would be a second one, with a number of its own, which stands in each chapter.
//
//go:embed dictionary-1
var dictionary []byte

const dictionaryNumber = 1

// What a chapter has room for: more than its facts take packed, whatever they say.
const (
	roomOfChapter = 256
	roomOfFact    = 25
)

// sealChapter packs and seals facts. Last is the time that stands before the chapter, Unix milliseconds.
func (s *Store) sealChapter(id string, last int64, facts []record.Fact) ([]byte, error) {
	var alike, quoting []byte
	for _, f := range facts {
		data, err := record.Encode(f)
		if err != nil {
			return nil, final("seal chapter: %w", err)
		}
		if f.Quotes() {
			quoting = seal.Join(quoting, [][]byte{data})
			data = nil // an empty part: it stands among those that quote
		}
		alike = seal.Join(alike, [][]byte{data})
	}
	packer, err := zstd.NewWriter(nil, zstd.WithEncoderDictRaw(dictionaryNumber, dictionary), zstd.WithEncoderCRC(false),
		zstd.WithEncoderLevel(zstd.SpeedBetterCompression), zstd.WithEncoderConcurrency(1), zstd.WithLowerEncoderMem(true))
	if err != nil {
		return nil, fmt.Errorf("pack a chapter: %w", err)
	}
	packed := packer.EncodeAll(alike, nil)
	if err := packer.Close(); err != nil {
		return nil, fmt.Errorf("pack a chapter: %w", err)
	}
	room := roomOfChapter + roomOfFact*len(facts)
	return s.sealParts("chapter", reseal.ForChapter(id, last), max(seal.ClassSmall, room+len(quoting)), packed, quoting)
}

// openChapter gives the facts of a chapter, in the order in which they were recorded.
func (s *Store) openChapter(id string, last int64, sealed string) ([]record.Fact, error) {
	parts, first, err := s.openParts("chapter", sealed, reseal.ForChapter(id, last), 2)
	if err != nil {
		return nil, err
	}
	if first == early {
		return nil, final("open chapter: %w", seal.ErrParts)
	}
	unpacker, err := s.unpacker()
	if err != nil {
		return nil, err
	}
	plain, err := unpacker.DecodeAll(parts[0], nil)
	if errors.Is(err, zstd.ErrUnknownDictionary) {
		return nil, final("open chapter: %w", errNewer)
	}
	if err != nil {
		return nil, final("open chapter: %w", errors.Join(seal.ErrParts, err))
	}
	alike, err := seal.Split(plain)
	if err != nil {
		return nil, final("open chapter: %w", err)
	}
	quoting, err := seal.Split(parts[1])
	if err != nil {
		return nil, final("open chapter: %w", err)
	}
	facts := make([]record.Fact, len(alike))
	for n, data := range alike {
		if len(data) == 0 {
			if len(quoting) == 0 {
				return nil, final("open chapter: %w", seal.ErrParts)
			}
			data, quoting = quoting[0], quoting[1:]
		}
		if facts[n], err = record.Decode(data); err != nil {
			return nil, final("open chapter, fact %d: %w", n+1, err)
		}
	}
	return facts, nil
}

// mostUnpacked bounds what a chapter takes unpacked, in bytes.
const mostUnpacked = 64 << 20

// newUnpacker makes what opens chapters.
func newUnpacker() (*zstd.Decoder, error) {
	d, err := zstd.NewReader(nil, zstd.WithDecoderDictRaw(dictionaryNumber, dictionary),
		zstd.WithDecoderMaxMemory(mostUnpacked), zstd.WithDecoderLowmem(true), zstd.WithDecoderConcurrency(1))
	if err != nil {
		return nil, fmt.Errorf("read the dictionary of chapters: %w", err)
	}
	return d, nil
}
