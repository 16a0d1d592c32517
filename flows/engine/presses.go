package engine

import (
	"footing/flows/engine/internal/turn"
	"footing/flows/state"
)

// tapped takes a press on an inline button. What the button carries names what was asked, and is looked up in
// the person's own state; whatever is not found there gets a calm answer and changes nothing.
func (t sides) tapped(e state.Tapped) {
	p, ok := turn.Decode(e.Data)
	if !ok {
		t.Toast(e, "toast.old")
		return
	}
	switch p := p.(type) {
	case turn.SetUp:
		t.done(t.SettingTapped(t.settingSteps(), e, p))
	case turn.Opening:
		t.openerTapped(e, p.Yes)
	case turn.Language:
		t.languageTapped(e, p.Locale)
	case turn.Alarm, turn.Canary, turn.Digits, turn.Dismiss, turn.Leave, turn.List, turn.Member, turn.Offer, turn.Prompt,
		turn.Return, turn.Summary:
		t.desk.Tapped(e, p)
	default:
		t.patient.Tapped(e, p)
	}
}
