package turn

import (
	"crypto/sha256"
	"fmt"
	"footing/flows/record"
)

// colleagueKey names a colleague in a button's data.
func ColleagueKey(id string) string {
	sum := sha256.Sum256([]byte("colleague\x00" + id))
	return fmt.Sprintf("%x", sum[:5])
}

// changeOf is the audit's word for a tie.
func ChangeOf(tie record.Tie) string {
	switch tie {
	case record.AsClinician:
		return record.ChangeHandOver
	case record.AsSecond:
		return record.ChangeSecond
	case record.AsStandIn:
		return record.ChangeStandIn
	case record.AsPost:
	}
	return string(tie)
}
