package desk

import (
	"slices"

	"footing/flows/digest"
	"footing/flows/engine/internal/turn"
	"footing/flows/press"
	"footing/flows/record"
	"footing/flows/state"
)

// promptRow are the buttons that say what a prompt came to; none where a summary has no prompt.
func (t Side) promptRow(m *state.Member, s digest.Summary) [][]state.Button {
	if s.Prompt == 0 {
		return nil
	}
	tried := press.Prompt{Patient: m.ID, Theme: s.Prompt, Number: s.Number, Outcome: record.Tried}
	talked, useless := tried, tried
	talked.Outcome, useless.Outcome = record.Talked, record.NotUseful
	return [][]state.Button{
		turn.Row(turn.Button(t.Text("button.talked"), talked)),
		turn.Row(turn.Button(t.Text("prompt.tried"), tried), turn.Button(t.Text("prompt.not_useful"), useless)),
	}
}

// prompted files that a prompt was shown, on its first showing.
func (t Side) prompted(m *state.Member, s digest.Summary) {
	if s.Prompt == 0 {
		return
	}
	m.Prompt, m.PromptNumber = s.Prompt, s.Number
	if s.Fresh {
		t.Keep(record.Prompted{Of: m.ID, Theme: s.Prompt, Number: s.Number})
	}
}

// promptTapped records the result of a prompt. Only the latest prompt can be answered; a second press changes the
// result. It rests the prompt, and nothing else: what the patient asked to talk about is theirs to close.
func (t Side) promptTapped(e state.Tapped, p press.Prompt) {
	m := t.own(func(m *state.Member) bool { return m.ID == p.Patient })
	known := slices.Contains([]record.Outcome{record.Talked, record.Tried, record.NotUseful}, p.Outcome)
	if m == nil || m.Prompt == 0 || p.Theme != m.Prompt || max(1, p.Number) != max(1, m.PromptNumber) || !known {
		t.Toast(e, "toast.old")
		return
	}
	t.Toast(e, "prompt.noted")
	t.Keep(record.PromptOutcome{Of: m.ID, Theme: m.Prompt, Number: max(1, p.Number), Outcome: p.Outcome, Code: m.Code})
}
