package state

import (
	"crypto/sha256"
	"fmt"
)

// Hash is what is kept of an invitation's secret.
func Hash(secret string) string {
	sum := sha256.Sum256([]byte("invitation\x00" + secret))
	return fmt.Sprintf("%x", sum[:16])
}
