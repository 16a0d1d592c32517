package state

import "time"

// Agreement is one choice about one purpose as it was made: when, and after which text.
type Agreement struct {
	At     time.Time `json:"at"`
	Text   string    `json:"text,omitempty"` // names the text that was shown
	Locale string    `json:"locale,omitempty"`
	Shown  string    `json:"shown,omitempty"` // names the newer text that was already asked about
}
