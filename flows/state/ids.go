package state

import (
	"crypto/sha256"
	"fmt"
	"regexp"
)

// EffectID names the n-th effect of an event (from 0). Letters and facts are deduplicated by it.
func EffectID(event string, n int) string { return fmt.Sprintf("%s#%d", event, n) }

// Payload is what an invitation link carries: the inviter's participant id, which names the shard, and the
// secret. 57 of Telegram's 64 characters.
var Payload = regexp.MustCompile(`^(s\d{2}-[A-Za-z0-9]{1,26})_([A-Z2-7]{26})$`)

// Link is the address of an invitation, and what to write to the bot where an app opens it without the word of its
// address.
func Link(bot, inviter, secret string) (link, typed string) {
	word := inviter + "_" + secret
	return "https://t.me/" + bot + "?start=" + word, "/start " + word
}

// HashSecret is the stored hash of an invitation's secret.
func HashSecret(secret string) string {
	sum := sha256.Sum256([]byte("invitation\x00" + secret))
	return fmt.Sprintf("%x", sum[:16])
}
