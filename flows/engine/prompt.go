package engine

import (
	"slices"
	"strconv"

	"footing/flows/digest"
	"footing/flows/record"
)

// promptRow are the buttons that say what a prompt came to; none where a summary has no prompt.
func (t *turn) promptRow(m *Member, s digest.Summary) [][]Button {
	if s.Prompt == 0 {
		return nil
	}
	key := "u:" + m.ID + ":" + strconv.Itoa(s.Prompt) + ":"
	return [][]Button{row(
		button(t.text("prompt.tried"), key+string(record.Tried)),
		button(t.text("prompt.not_useful"), key+string(record.NotUseful)),
	)}
}

// prompted files that a prompt was shown, the first time that it is.
func (t *turn) prompted(m *Member, s digest.Summary) {
	if s.Prompt == 0 {
		return
	}
	m.Prompt = s.Prompt
	if s.Fresh {
		t.keep(record.Prompted{Of: m.ID, Theme: s.Prompt})
	}
}

// promptTapped takes what a prompt came to. Only the one that was shown last can be spoken of; whoever thinks again
// presses the other button.
func (t *turn) promptTapped(e Tapped, patient, theme, outcome string) {
	m := t.own(func(m *Member) bool { return m.ID == patient })
	made := record.Outcome(outcome)
	known := slices.Contains([]record.Outcome{record.Tried, record.NotUseful}, made)
	if m == nil || m.Prompt == 0 || theme != strconv.Itoa(m.Prompt) || !known {
		t.toast(e, "toast.old")
		return
	}
	t.toast(e, "prompt.noted")
	t.keep(record.PromptOutcome{Of: m.ID, Theme: m.Prompt, Outcome: made, Code: m.Code})
}
