package export

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base32"
	"strings"
)

// pseudonymBytes of the hash are shown: enough that two people never share a pseudonym.
const pseudonymBytes = 10

// Pseudonym stands for a participant in one study: HMAC-SHA-256 with the study's key over their random id, never over
// anything of Telegram's. It begins with a letter, so that no spreadsheet takes it for a number.
func Pseudonym(key []byte, id string) string {
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(id))
	name := base32.StdEncoding.EncodeToString(mac.Sum(nil)[:pseudonymBytes])
	return "p" + strings.ToLower(name)
}
