package state

// Held is what waits behind "You have a note" in discreet mode: everything that came unasked since the last look. There
// is one note at a time; a newer one takes over what the older held.
type Held struct {
	ID      string `json:"id"`
	Message int    `json:"message,omitempty"`
	Parts   []Part `json:"parts"`
}

// Part is one message that is held, or one contact card.
type Part struct {
	Class   Class      `json:"class"`
	Text    string     `json:"text,omitempty"`
	Buttons [][]Button `json:"buttons,omitempty"`
	Slot    string     `json:"slot,omitempty"`
	Phone   string     `json:"phone,omitempty"`
	Name    string     `json:"name,omitempty"`
}
