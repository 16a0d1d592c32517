package export

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base32"
	"encoding/binary"
	"strings"

	"footing/flows/export/disclosure"
)

// pseudonymBytes is how many bytes of the hash are shown: enough that no two people share a pseudonym.
const pseudonymBytes = 10

// Pseudonym stands for a participant in one study. It is HMAC-SHA-256, with the study's key, of their random id, which
// has nothing to do with Telegram. It begins with a letter, so that no spreadsheet reads it as a number.
func Pseudonym(key []byte, id string) string {
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(id))
	name := base32.StdEncoding.EncodeToString(mac.Sum(nil)[:pseudonymBytes])
	return "p" + strings.ToLower(name)
}

// Tail is how many weeks are cut from the end of what is shown of a participant: 0 to MostTail, drawn with a key of the
// clinic's, not of a study, so that it is the same in all releases and no comparison of them tells it.
func Tail(key []byte, id string) int {
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte("tail " + id))
	return int(binary.BigEndian.Uint64(mac.Sum(nil)) % (disclosure.MostTail + 1))
}

// CellKey is a participant's key in the cells of tables, the same in all studies.
func CellKey(key []byte, id string) uint64 {
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte("cell " + id))
	return binary.BigEndian.Uint64(mac.Sum(nil))
}
