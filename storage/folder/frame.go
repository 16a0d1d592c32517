package folder

import (
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"slices"
	"strings"
)

// Every file of frames begins with eight bytes that say what it is. Frames
// follow, each of
//
//	1 byte   what it is
//	4 bytes  length of the payload, big endian
//	4 bytes  CRC-32C of the five bytes before and of the payload, big endian
//	n bytes  payload
//
// The payload of a record is sealed. That of an accepted frame is an offset in
// the file, 8 bytes, big endian: records before it need not be handed on again.
// That of a picked frame is a list of such offsets, at which the payloads of
// records stand that need not be handed on again either. A blank frame stands over one that was removed.
const (
	header       = "FSPOOL2\n" // records of every kind may follow
	formerHeader = "FSPOOL1\n" // former records only, or none: releases up to 0.1 read it, too
	frameHead    = 9

	record   = 's' // sealed with the folder's key
	former   = 'r' // sealed by its writer with the store's keyset, as up to 0.1
	accepted = 'a'
	blank    = 'x' // nothing any more: zeros, where a frame stood that was removed
	picked   = 'p' // never beneath a former header: releases up to 0.1 would take it for damage
)

// span is where a record's payload stands in the file, and the lane in which it
// waits, which is known in memory only.
type span struct {
	kind   byte
	offset int64
	length int
	lane   int
}

// content is what a file holds.
type content struct {
	header  string
	waiting []span // records not yet accepted, in order
	end     int64  // behind the last whole frame; 0 if even the header is torn
	damaged int64  // bytes before end that belong to no frame
	gaps    []span // where these stand
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
// begins, or false. Kinds are those that may stand in this file.
func frameAt(data []byte, kinds string) (kind byte, payload []byte, ok bool) {
	if len(data) < frameHead {
		return 0, nil, false
	}
	kind = data[0]
	length := binary.BigEndian.Uint32(data[1:])
	if int64(length) > int64(len(data)-frameHead) || length > maxPayload || strings.IndexByte(kinds, kind) < 0 {
		return 0, nil, false
	}
	payload = data[frameHead : frameHead+length]
	return kind, payload, checksum(data, payload) == binary.BigEndian.Uint32(data[5:])
}

// frames calls found for each whole frame behind the header of data. It
// returns where the last one ends and how many bytes between them belong to
// none. What is no frame is passed over: at the end it is the torn last write,
// elsewhere the disk has lost something and the frames behind it still count.
func frames(data []byte, kinds string, found func(kind byte, at int64, payload []byte)) (end, damaged int64) {
	end = int64(len(header))
	for at := end; at < int64(len(data)); {
		kind, payload, ok := frameAt(data[at:], kinds)
		if !ok {
			at++
			continue
		}
		damaged += at - end
		found(kind, at+frameHead, payload)
		end = at + frameHead + int64(len(payload))
		at = end
	}
	return end, damaged
}

// begun tells whether data begins with a header. A file that is new, or was
// torn while it was made, does not and may be begun again; any other file
// belongs to somebody else (ErrForeign).
func begun(data []byte, header string) (bool, error) {
	if strings.HasPrefix(string(data[:min(len(data), len(header))]), header) {
		return true, nil
	}
	if strings.HasPrefix(header, string(data[:min(len(data), len(header))])) {
		return false, nil
	}
	return false, fmt.Errorf("read its header: %w", ErrForeign)
}

// scan reads a whole file of records.
func scan(data []byte) (content, error) {
	found := content{header: header}
	whole, err := begun(data, header)
	if err != nil {
		found.header = formerHeader
		whole, err = begun(data, formerHeader)
	}
	if err != nil || !whole {
		return content{}, err
	}
	gone := make(map[int64]bool) // records that a picked frame names
	behind := int64(len(header))
	found.end, found.damaged = frames(data, string([]byte{record, former, accepted, picked, blank}),
		func(kind byte, at int64, payload []byte) {
			if gap := at - frameHead - behind; gap > 0 {
				found.gaps = append(found.gaps, span{offset: behind, length: int(gap)})
			}
			behind = at + int64(len(payload))
			switch {
			case kind == blank:
			case kind == picked:
				for ; len(payload) >= 8; payload = payload[8:] {
					if offset := binary.BigEndian.Uint64(payload); offset < uint64(at) { //nolint:gosec // never negative
						gone[int64(offset)] = true //nolint:gosec // below at
					}
				}
			case kind != accepted && len(payload) > 0:
				found.waiting = append(found.waiting, span{kind: kind, offset: at, length: len(payload)})
			case kind == accepted && len(payload) == 8:
				found.accept(binary.BigEndian.Uint64(payload))
			}
		})
	found.waiting = slices.DeleteFunc(found.waiting, func(at span) bool { return gone[at.offset] })
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
