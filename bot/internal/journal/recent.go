package journal

import "encoding/binary"

// mostRecent is how many bytes of records are kept in memory at most: those of some 40,000 messages.
const mostRecent = 8 << 20

// recent is what was sent last, on all shards: records, each behind its length, oldest first. They lie in one piece,
// because the garbage collector would otherwise walk over all of them again and again, which cost a tap more than
// everything else about the journal.
type recent []byte

// add adds a record. Where there are too many, the older half goes.
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

// next is the oldest record, and what comes behind it.
func (r recent) next() ([]byte, recent) {
	n, width := binary.Uvarint(r)
	end := width + int(n) //nolint:gosec // as it was written
	return r[width:end], r[end:]
}
