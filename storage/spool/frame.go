package spool

import (
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"strings"
)

// The file begins with header. Frames follow, each of
//
//	1 byte   what it is: record or accepted
//	4 bytes  length of the payload, big endian
//	4 bytes  CRC-32C of the five bytes before and of the payload, big endian
//	n bytes  payload
//
// The payload of a record is the caller's. The payload of an accepted frame is
// an offset in the file, 8 bytes, big endian: records before it need not be
// handed on again.
const (
	header    = "FSPOOL1\n"
	frameHead = 9

	record   = 'r'
	accepted = 'a'
)

// span is where a record's payload stands in the file.
type span struct {
	offset int64
	length int
}

// content is what a file holds.
type content struct {
	waiting []span // records not yet accepted, in order
	end     int64  // behind the last whole frame; 0 if even the header is torn
	damaged int64  // bytes before end that belong to no frame
}

func appendFrame(to []byte, kind byte, payload []byte) []byte {
	start := len(to)
	to = append(to, kind)
	to = binary.BigEndian.AppendUint32(to, uint32(len(payload))) //nolint:gosec // at most MaxRecord
	to = binary.BigEndian.AppendUint32(to, checksum(to[start:], payload))
	return append(to, payload...)
}

func checksum(head, payload []byte) uint32 {
	castagnoli := crc32.MakeTable(crc32.Castagnoli)
	return crc32.Update(crc32.Checksum(head[:5], castagnoli), castagnoli, payload)
}

// frameAt returns the kind and the payload of the whole frame with which data
// begins, or false.
func frameAt(data []byte) (kind byte, payload []byte, ok bool) {
	if len(data) < frameHead {
		return 0, nil, false
	}
	kind = data[0]
	length := binary.BigEndian.Uint32(data[1:])
	if int64(length) > int64(len(data)-frameHead) {
		return 0, nil, false
	}
	switch {
	case kind == record && length >= 1 && length <= MaxRecord:
	case kind == accepted && length == 8:
	default:
		return 0, nil, false
	}
	payload = data[frameHead : frameHead+length]
	return kind, payload, checksum(data, payload) == binary.BigEndian.Uint32(data[5:])
}

// scan reads a whole file. What is no frame is passed over: at the end it is
// the torn last write, elsewhere the disk has lost something and the frames
// behind it still count.
func scan(data []byte) (content, error) {
	if len(data) < len(header) && strings.HasPrefix(header, string(data)) {
		return content{}, nil // new, or torn while it was made
	}
	if !strings.HasPrefix(string(data[:min(len(data), len(header))]), header) {
		return content{}, fmt.Errorf("read its header: %w", ErrForeign)
	}
	found := content{end: int64(len(header))}
	for at := found.end; at < int64(len(data)); {
		kind, payload, ok := frameAt(data[at:])
		if !ok {
			at++
			continue
		}
		found.damaged += at - found.end
		begin := at + frameHead
		switch kind {
		case record:
			found.waiting = append(found.waiting, span{begin, len(payload)})
		case accepted:
			found.accept(binary.BigEndian.Uint64(payload))
		}
		at = begin + int64(len(payload))
		found.end = at
	}
	return found, nil
}

// accept forgets the records that stand before an offset.
func (c *content) accept(offset uint64) {
	done := 0
	for done < len(c.waiting) && uint64(c.waiting[done].offset) < offset { //nolint:gosec // never negative
		done++
	}
	c.waiting = c.waiting[done:]
}
