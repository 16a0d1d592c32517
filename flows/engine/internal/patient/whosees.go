package patient

import (
	"footing/flows/engine/internal/turn"
	"footing/flows/record"
	"footing/flows/state"
	"slices"
	"strconv"
	"strings"
	"time"
)

// whoSees says exactly who sees what, and who is told first of something urgent.
func (t Side) whoSees() {
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
			lines = append(lines, t.Text("whosees.safety", "name", name))
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
		lines = append(lines, t.Text("whosees.stand", "who", p.Stand.Name, "name", name, "until", t.Date(p.Stand.Until.Add(-time.Minute))))
	}
	if people := t.InOrder(); people != "" {
		lines = append(lines, t.Text("whosees.urgent", "people", people))
	} else {
		lines = append(lines, t.Text("whosees.nobody", "numbers", t.Numbers()))
	}
	if out := t.leftOut(); out != "" {
		lines = append(lines, t.Text("whosees.excluded", "people", out))
	}
	lines = append(lines, t.Text("whosees.typed", "name", name), t.Text("whosees.others"))
	lines = append(lines, t.Text(map[bool]string{true: "whosees.research", false: "whosees.no_research"}[p.Consents[record.ForResearch]]))
	t.Say(state.ClassReply, strings.Join(lines, "\n\n"), t.circleRows()...)
}

// subjects are what the check-ins are about, in the patient's words: what the clinician sees, and what stays private.
func (t Side) subjects() (shared, private string) {
	var lists [2][]string
	for theme := 1; theme <= themes; theme++ {
		for n, kept := range []bool{false, true} {
			if t.asksAbout(theme, kept) {
				lists[n] = append(lists[n], t.Text("topic."+strconv.Itoa(theme)))
			}
		}
	}
	return strings.Join(lists[0], "; "), strings.Join(lists[1], "; ")
}

// themes is how many there are.
const themes = 12

func (t Side) asksAbout(theme int, private bool) bool {
	for _, q := range t.Plan.Questionnaires {
		if q.Theme == theme && q.Private == private {
			return true
		}
	}
	return false
}

// leftOut names the people whom the patient excluded.
func (t Side) leftOut() string {
	var names []string
	for _, c := range t.State.Patient.Circle() {
		if slices.Contains(t.State.Patient.Excluded, c.ID) {
			names = append(names, c.Name)
		}
	}
	return strings.Join(names, ", ")
}

// circleRows lead to who is first and who is left out, where there is a choice.
func (t Side) circleRows() [][]state.Button {
	var rows [][]state.Button
	if t.State.Patient.Backup != nil {
		rows = append(rows, turn.Row(turn.Button(t.Text("whosees.first"), "c:circle:first")))
	}
	if t.othersMayBeCalled() {
		rows = append(rows, turn.Row(turn.Button(t.Text("whosees.exclude"), "c:circle:excluded")))
	}
	for _, s := range t.State.Patient.Seconds {
		rows = append(rows, turn.Row(turn.Button(t.Text("whosees.end_second", "who", s.Name), "x:second:"+turn.ColleagueKey(s.ID))))
	}
	return append(rows, t.HelpRow())
}

// circleTapped begins the set-up's own step about the people who may be called.
func (t Side) circleTapped(e state.Tapped, value string) {
	switch value {
	case turn.PartFirst, turn.PartExcluded:
		t.Toast(e, "")
		t.Again(value)
	default:
		t.Toast(e, "toast.old")
	}
}

// introduce makes the patient known to those who may be called from now on and were not before.
func (t Side) introduce(before []state.Contact) {
	p := t.State.Patient
	if !p.Active && !p.Left {
		return // they are told when the patient has finished setting up
	}
	for _, c := range p.Told() {
		if !slices.ContainsFunc(before, func(other state.Contact) bool { return other.ID == c.ID }) {
			t.Tell(c.ID, state.Enrolled{Code: p.Code, Name: t.State.Name, Backup: true})
		}
	}
}

// privacy is the whole of what Telegram wants to be said, to everybody who asks.
func (t Side) privacy() {
	parts := []string{
		t.Text("privacy.what"), t.Text("privacy.who"), t.Text("privacy.where"), t.Text("privacy.long"),
		t.Text("privacy.rights"),
	}
	if line := t.Plan.Clinic.Complaints; line != "" {
		parts = append(parts, t.Text("privacy.complaints", "complaints", line))
	} else {
		parts = append(parts, t.Text("privacy.no_complaints"))
	}
	if t.State.Patient == nil {
		t.Say(state.ClassReply, strings.Join(parts, "\n\n"), t.HelpRow())
		return
	}
	line, change := t.discreetLine()
	t.Say(state.ClassReply, strings.Join(append(parts, line), "\n\n"), change, t.HelpRow())
}
