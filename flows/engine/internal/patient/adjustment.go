package patient

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"footing/flows/engine/internal/turn"
	"footing/flows/press"
	"footing/flows/record"
	"footing/flows/state"
)

// mostChanges is how many of the latest changes the patient can refuse.
const mostChanges = 5

// adjusted takes over the clinician's changes to what is asked, files them, and tells the patient: at once, or after
// the quiet hours. An open check-in continues unchanged. What the patient has changed since the clinician looked is not
// overwritten.
func (t Side) adjusted(c state.Contact, l state.Adjust) {
	p := t.State.Patient
	switch {
	case !t.May(c.ID, state.RightSettle) || !p.SetUp():
		t.Ignore("a plan from somebody who is not the clinician, or for nobody")
		return
	case t.Problem(l.Days, l.Adjustment) != "":
		t.Ignore("a plan that the protocol does not allow")
		return
	case l.Seen != nil && (!slices.Equal(l.Seen.Days, p.Days) || !l.Seen.Adjustment.Equal(p.Adjustment)):
		t.Tell(c.ID, state.Declined{What: record.ChangeAdjustment, Outdated: true})
		return
	case slices.Equal(l.Days, p.Days) && l.Adjustment.Equal(p.Adjustment):
		t.Ignore("a plan that changes nothing")
		return
	}
	p.Changes = append(p.Changes, state.Change{Number: t.NextSerial(), Days: p.Days, Adjustment: p.Adjustment})
	p.Changes = p.Changes[max(0, len(p.Changes)-mostChanges):]
	t.adjust(l.Days, l.Adjustment, record.Adjustment{By: c.ID})
	t.Keep(record.Audit{
		By: c.ID, Deed: record.DeedSet, What: record.ChangeAdjustment, Of: t.State.ID,
		Code: t.State.Patient.Code,
	})
	if !t.Waits(state.NewsAdjustment) {
		t.tellAdjustment()
	}
}

// adjust applies new settings and files them.
func (t Side) adjust(days []time.Weekday, d state.Adjustment, fact record.Adjustment) {
	p := t.State.Patient
	if !slices.Equal(days, p.Days) {
		t.Keep(record.Rhythm{Days: days, At: p.At})
	}
	p.Days, p.Adjustment = days, d
	fact.Days, fact.Out, fact.Themes, fact.Low, fact.Drops = days, d.Out, d.Themes, d.Low, d.Drops
	t.Keep(fact)
	t.ScheduleAll()
}

// tellAdjustment tells the patient, in plain words, what has changed since they were last told, and offers to refuse
// it.
func (t Side) tellAdjustment() {
	p := t.State.Patient
	if !p.SetUp() || t.State.Blocked {
		t.Ignore("no change to tell of")
		return
	}
	n := slices.IndexFunc(p.Changes, func(c state.Change) bool { return !c.Told })
	if n < 0 {
		t.Ignore("no change to tell of")
		return
	}
	for i := range p.Changes {
		p.Changes[i].Told = true
	}
	before := p.Changes[n]
	lines := append([]string{t.Text("dosing.changed", "name", p.Clinician.Name)}, t.differences(before)...)
	lines = append(lines, t.Text("dosing.next", "next", t.DateTime(t.NextCheckIn())))
	t.Say(state.ClassPrompt, strings.Join(lines, "\n"),
		turn.Row(turn.Button(t.Text("dosing.refuse"), press.Settled{What: "dosing", Number: before.Number})), t.HelpRow())
}

// differences describes how the current settings differ from earlier ones.
func (t Side) differences(before state.Change) []string {
	p := t.State.Patient
	var lines []string
	if days := t.Days(p.Days, p.Adjustment); !slices.Equal(days, t.Days(before.Days, before.Adjustment)) ||
		!slices.Equal(p.Adjustment.Out, before.Adjustment.Out) {
		lines = append(lines, t.Text("dosing.days", "n", strconv.Itoa(len(days)), "days", t.DayList(days), "time", p.At))
	}
	if !slices.Equal(p.Adjustment.Themes, before.Adjustment.Themes) {
		key := "dosing.all_topics"
		if len(p.Adjustment.Themes) > 0 {
			key = "dosing.topics"
		}
		lines = append(lines, t.Text(key, "topics", t.share.Topics(p.Adjustment.Themes)))
	}
	if p.Adjustment.Low != before.Adjustment.Low || p.Adjustment.Drops != before.Adjustment.Drops {
		lines = append(lines, t.Text("dosing.talk", "name", p.Clinician.Name))
	}
	return lines
}

// adjustmentRefused undoes a change and all later ones, and tells the clinician.
func (t Side) adjustmentRefused(e state.Tapped, number int) {
	p := t.State.Patient
	n := -1
	if p.SetUp() {
		n = slices.IndexFunc(p.Changes, func(c state.Change) bool { return c.Number == number })
	}
	if n < 0 {
		t.Toast(e, "toast.old")
		return
	}
	t.Toast(e, "")
	before := p.Changes[n]
	p.Changes = p.Changes[:n]
	t.adjust(before.Days, before.Adjustment, record.Adjustment{By: t.State.ID, Refused: true})
	t.Keep(record.Audit{
		By: t.State.ID, Deed: record.DeedRefused, What: record.ChangeAdjustment, Of: t.State.ID,
		Code: t.State.Patient.Code,
	})
	t.Tell(p.Clinician.ID, state.Declined{What: record.ChangeAdjustment})
	t.Edit(e.Message, t.Text("dosing.refused", "name", p.Clinician.Name, "next", t.DateTime(t.NextCheckIn())), t.HelpRow())
}
