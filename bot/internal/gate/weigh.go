package gate

import (
	"cmp"
	"strings"

	"footing/flows/engine"
	"footing/flows/state"
)

// Weigh says how much an event matters, without knowing whose it is.
func Weigh(b engine.Bare, e state.Event) Weight {
	tap, press := e.(state.Tapped)
	said, _ := e.(state.Said)
	_, change := e.(state.Membership)
	about, asks := b.AboutAlert(e)
	switch text := said.Text.Reveal(); {
	case about, b.Plea(state.Route{Told: true}, e) >= engine.PleaHelp:
		return Weight{Kind: Grave, Key: cmp.Or(tap.Data, "words"), Text: text, Press: press, Asks: asks}
	case strings.HasPrefix(strings.TrimSpace(text), "/start "):
		return Weight{Kind: Link}
	case change:
		return Weight{Kind: Change}
	}
	return Weight{Press: press}
}
