package loop

import (
	"fmt"
	"io"
	"sync"
)

// drawn is how many characters a draw has: 26 of 32 letters are 130 bits.
const drawn = 26

// Dice draws from one source of randomness that several loops share.
type Dice struct {
	mu     sync.Mutex
	source io.Reader
}

// NewDice makes dice of a source.
func NewDice(source io.Reader) *Dice { return &Dice{source: source} }

// Text draws 26 random letters and digits, in the same way as crypto/rand.Text.
func (d *Dice) Text() (string, error) {
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
	d.mu.Lock()
	defer d.mu.Unlock()
	letters := make([]byte, drawn)
	if _, err := io.ReadFull(d.source, letters); err != nil {
		return "", fmt.Errorf("draw randomness: %w", err)
	}
	for i, b := range letters {
		letters[i] = alphabet[b%32] // 256 is a multiple of 32, so every letter is as likely
	}
	return string(letters), nil
}
