package circle

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

// WhoSees says exactly who sees what, and who is called first in an emergency.
func (t Side) WhoSees() {
	p := t.State.Patient
	name := p.Clinician.Name
	lines := []string{t.Text("whosees.head")}
	shared, private := t.subjects()
	switch {
	case !t.Caring() || p.Left:
		lines = append(lines, t.Text("whosees.nothing", "name", name))
	default:
		lines = append(lines, t.Text("whosees.shared", "name", name, "topics", shared))
		if p.Consents[record.ForSafety] && t.InOrder() != "" {
			key := "whosees.safety"
			if !t.May(p.Clinician.ID, state.RightAlerts) {
				key = "whosees.safety_left_out"
			}
			lines = append(lines, t.Text(key, "name", name))
		}
		if private != "" {
			lines = append(lines, t.Text("whosees.private", "topics", private))
		}
	}
	for _, s := range p.Seconds {
		if s.Summary {
			lines = append(lines, t.Text("whosees.second", "who", s.Name))
		}
	}
	if p.Stand != nil {
		lines = append(lines, t.Text("whosees.stand", "who", p.Stand.Name, "name", name, "until",
			t.Date(p.Stand.Until.Add(-time.Minute))))
	}
	if away := t.AwayWords(); away != "" {
		lines = append(lines, away)
	}
	if people := t.InOrder(); people != "" {
		lines = append(lines, t.Text("whosees.urgent", "people", people))
		lines = append(lines, t.swapped()...)
	} else {
		lines = append(lines, t.Text("whosees.nobody", "numbers", t.Numbers()))
	}
	if out := t.leftOut(); out != "" {
		lines = append(lines, t.Text("whosees.excluded", "people", out))
	}
	lines = append(lines, t.Text("whosees.typed", "name", name), t.Text("whosees.others"))
	lines = append(lines,
		t.Text(map[bool]string{true: "whosees.research", false: "whosees.no_research"}[p.Consents[record.ForResearch]]))
	t.Say(state.ClassReply, strings.Join(lines, "\n\n"), t.circleRows()...)
}

// subjects lists the topics of the check-ins in the patient's words: those that the clinician sees, and those that stay
// private.
func (t Side) subjects() (shared, private string) {
	var lists [2][]string
	for theme := 1; theme <= themes; theme++ {
		for n, kept := range []bool{false, true} {
			if t.asksAbout(theme, kept) {
				lists[n] = append(lists[n], t.Text(t.topic(theme, kept)))
			}
		}
	}
	return strings.Join(lists[0], "; "), strings.Join(lists[1], "; ")
}

// themes is how many there are.
const themes = 12

// topic is the key of a topic's words. Of one theme, what a patient deserves is shared and what is hard to say is
// private: the same words in both lists would deny each other.
func (t Side) topic(theme int, private bool) string {
	if theme == 3 && !private && t.asksAbout(theme, true) {
		return "topic.3_shared"
	}
	return "topic." + strconv.Itoa(theme)
}

func (t Side) asksAbout(theme int, private bool) bool {
	for _, q := range t.Plan.Questionnaires {
		if q.Theme == theme && q.Private == private {
			return true
		}
	}
	return false
}

// leftOut names the excluded people.
func (t Side) leftOut() string {
	var names []string
	for _, c := range append(t.Circle(), t.lenders()...) {
		if t.State.Patient.LeavesOut(c.ID) {
			names = append(names, c.Name)
		}
	}
	return strings.Join(names, ", ")
}

// circleRows offers to change who is first and who is excluded, if there is a choice.
func (t Side) circleRows() [][]state.Button {
	var rows [][]state.Button
	if t.State.Patient.Backup != nil {
		rows = append(rows, turn.Row(turn.Button(t.Text("whosees.first"), press.Chose("circle", "first"))))
	}
	if t.OthersMayBeCalled() {
		rows = append(rows, turn.Row(turn.Button(t.Text("whosees.exclude"), press.Chose("circle", "excluded"))))
	}
	if t.Caring() && t.AsksOfTherapist() {
		rows = append(rows, turn.Row(turn.Button(t.Text("whosees.therapist"), press.Chose("circle", turn.SectionTherapist))))
	}
	for _, s := range t.State.Patient.Seconds {
		rows = append(rows,
			turn.Row(turn.Button(t.Text("whosees.end_second", "who", s.Name),
				press.EndSecond{Colleague: turn.ColleagueKey(s.ID)})))
	}
	return append(rows, t.HelpRow())
}

// CircleTapped starts the set-up step about who may be called.
func (t Side) CircleTapped(e state.Tapped, value string) {
	switch value {
	case turn.SectionFirst, turn.SectionExcluded, turn.SectionTherapist:
		t.Toast(e, "")
		t.RepeatSection(value)
	default:
		t.Toast(e, "toast.old")
	}
}

// Introduce introduces the patient to people who may be called now but could not be before.
func (t Side) Introduce(before []state.Contact) {
	p := t.State.Patient
	if !p.Active && !p.Left {
		return // they are told when the patient has finished setting up
	}
	for _, c := range t.With(state.RightJoined) {
		if !slices.ContainsFunc(before, func(other state.Contact) bool { return other.ID == c.ID }) {
			t.Tell(c.ID, state.Enrolled{Code: p.Code, Name: t.State.Name, Backup: true})
		}
	}
}

// Others lists the circle without whoever is called first, and those who will be called again when a swap of their post
// ends. Whoever was left out is among them also where nobody else is there, because they can be let in again.
func (t Side) Others() []state.Contact {
	first := t.First().ID
	return append(slices.DeleteFunc(t.Circle(), func(c state.Contact) bool {
		return c.ID == first && !t.State.Patient.LeavesOut(c.ID)
	}), t.lenders()...)
}

// OthersMayBeCalled tells whether anybody but the first may be called about the patient.
func (t Side) OthersMayBeCalled() bool { return len(t.Others()) > 0 }

// AskExcluded lets the patient exclude people from alerts. An excluded person is never called and never learns of it.
func (t Side) AskExcluded() (string, [][]state.Button) {
	var rows [][]state.Button
	for _, c := range t.Others() {
		label, what := c.Name, "out"
		if t.State.Patient.LeavesOut(c.ID) {
			label, what = "✕ "+label, "in"
		}
		rows = append(rows,
			turn.Row(turn.Button(label, press.SetUp{Step: "excluded", Value: what, Of: turn.ColleagueKey(c.ID)})))
	}
	key := "setup.excluded"
	switch {
	case len(t.Staffed()) == 0:
		key = "setup.excluded_all"
	case len(rows) == 0: // whoever was let in again is the only one
		key = "setup.first_only"
	}
	return t.Text(key, "name", t.First().Name), append(rows,
		turn.Row(turn.Button(t.Text("button.done"), press.SetUp{Step: "excluded", Value: "done"})))
}
