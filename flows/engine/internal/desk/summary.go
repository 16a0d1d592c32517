package desk

import (
	"slices"
	"time"

	"footing/flows"
	"footing/flows/digest"
	"footing/flows/engine/internal/turn"
	"footing/flows/press"
	"footing/flows/record"
	"footing/flows/state"
)

// doublePress is how soon after a press a second one on the same button is ignored.
const doublePress = 2 * time.Second

// weekly sends the summary of the whole panel, which the worker composed from the panel's facts, and schedules the next
// one.
func (t Side) weekly(e state.Due) {
	d := t.State.Desk
	if d == nil || !d.Active {
		t.Ignore("a summary for nobody")
		return
	}
	if t.lateAtNight(e.Nominal) {
		t.Wake(state.WakeDigest, e.Key, t.AfterQuiet())
		return
	}
	t.ScheduleDigest()
	if d.Supervises() {
		t.countPanels(true)
		return
	}
	if t.away() {
		t.Ignore("a summary for somebody who is away")
		return
	}
	if e.Digest == nil || len(e.Digest.People)+len(e.Digest.Unread) == 0 {
		t.Ignore("a summary of an empty panel")
		return
	}
	var buttons []state.Button
	for _, s := range e.Digest.People {
		buttons = append(buttons, turn.Button(s.Code, press.Summary{Patient: s.ID}))
	}
	rows := inRows(buttons[:min(len(buttons), MostButtons)])
	if len(buttons) > MostButtons {
		rows = append(rows, turn.Row(turn.Button(t.Text("patients.more"), press.List{New: true})))
	}
	t.Add(state.Say{Chat: t.State.Chat, Class: state.ClassDigest, Text: e.Digest.Text, Buttons: rows, Protect: true})
	t.Keep(record.Digest{Until: e.Digest.Until, Patients: len(e.Digest.People)})
}

// lateAtNight reports whether a delayed moment now falls into the quiet hours. An hour at night that the clinician
// chose is not late.
func (t Side) lateAtNight(nominal time.Time) bool {
	chosen := t.Plan.Quiet(flows.WallClock(nominal.In(t.Zone()))) && t.Now().Sub(nominal) < time.Hour
	return t.Quiet() && !chosen
}

// summaryAsked fetches one patient's summary. The worker reads the facts, so it schedules a moment that is due at once.
// A second press right after the first is ignored: both moments could have the same time, and so the same event id.
func (t Side) summaryAsked(e state.Tapped, patient string) {
	m := t.byID(e, patient)
	if m == nil {
		return
	}
	t.Toast(e, "")
	if t.Now().Sub(m.Asked) < doublePress {
		return
	}
	m.Asked = t.Now()
	t.Wake(state.WakeSummary, patient, t.Now())
}

// summary shows one patient's summary and lets the patient know that it was opened.
func (t Side) summary(e state.Due) {
	m := t.own(func(m *state.Member) bool { return m.ID == e.Key })
	if m == nil || e.Digest == nil {
		t.Ignore("a summary of nobody")
		return
	}
	n := slices.IndexFunc(e.Digest.People, func(s digest.Summary) bool { return s.ID == e.Key })
	if n < 0 {
		if slices.Contains(e.Digest.Unread, m.Code) {
			t.Say(state.ClassReply, t.Text("digest.unread", "codes", m.Code))
			return
		}
		t.Ignore("a summary of nobody")
		return
	}
	shown := e.Digest.People[n]
	m.Looked = e.Digest.Until
	rows := append(t.promptRow(m, shown),
		turn.Row(turn.Button(t.Text("summary.card"), press.Member{Patient: m.ID, What: "card"})))
	if m.Left.IsZero() {
		rows = append(rows, t.ReplyRow(m.ID, flows.ReplyToSummary, turn.OpeningKey(m.Looked))...)
	}
	t.Add(state.Say{
		Chat: t.State.Chat, Class: state.ClassReply, Text: shown.Text, Buttons: rows, Protect: true,
	})
	if c := shown.Chart; c != nil {
		t.Add(state.Picture{Chat: t.State.Chat, Class: state.ClassReply, Chart: c, Caption: c.Caption, Protect: true})
	}
	t.prompted(m, shown)
	t.Keep(record.Opened{By: t.State.ID, What: "summary", Of: m.ID, Code: m.Code})
	t.Tell(m.ID, state.SummaryOpened{Name: t.State.Desk.Name, At: e.Digest.Until})
}
