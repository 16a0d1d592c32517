package journal

import "encoding/binary"

// mostRecent is the most bytes of records that are kept in memory: those of some 40,000 messages.
const mostRecent = 8 << 20

// recent has the records of the latest messages that were sent, on all shards: each after its length, oldest first.
// They are one slice of bytes, because the garbage collector had to scan separate records again and again. That cost a
// tap more than everything else about the journal.
type recent []byte

// add adds a record. If there are too many, the older half is dropped.
func (r *recent) add(record []byte) {
	if len(*r)+len(record) > mostRecent {
		rest := *r
		for len(rest) > mostRecent/2 {
			_, rest = rest.next()
		}
		*r = append(make(recent, 0, mostRecent), rest...)
	}
	*r = append(binary.AppendUvarint(*r, uint64(len(record))), record...)
}

// next returns the oldest record, and the rest.
func (r recent) next() ([]byte, recent) {
	n, width := binary.Uvarint(r)
	end := width + int(n) //nolint:gosec // as it was written
	return r[width:end], r[end:]
}
