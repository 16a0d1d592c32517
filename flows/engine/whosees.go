package engine

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"footing/flows/record"
)

// whoSees says exactly who sees what, and who is told first of something urgent.
func (t *turn) whoSees() {
	p := t.state.Patient
	name := p.Clinician.Name
	lines := []string{t.text("whosees.head")}
	shared, private := t.subjects()
	switch {
	case !t.caring() || p.Left:
		lines = append(lines, t.text("whosees.nothing", "name", name))
	default:
		lines = append(lines, t.text("whosees.shared", "name", name, "topics", shared))
		if p.Consents[record.ForSafety] && t.inOrder() != "" {
			lines = append(lines, t.text("whosees.safety", "name", name))
		}
		if private != "" {
			lines = append(lines, t.text("whosees.private", "topics", private))
		}
	}
	for _, s := range p.Seconds {
		if s.Summary {
			lines = append(lines, t.text("whosees.second", "who", s.Name))
		}
	}
	if p.Stand != nil {
		lines = append(lines, t.text("whosees.stand", "who", p.Stand.Name, "name", name, "until", t.date(p.Stand.Until.Add(-time.Minute))))
	}
	if people := t.inOrder(); people != "" {
		lines = append(lines, t.text("whosees.urgent", "people", people))
	} else {
		lines = append(lines, t.text("whosees.nobody", "numbers", t.numbers()))
	}
	if out := t.leftOut(); out != "" {
		lines = append(lines, t.text("whosees.excluded", "people", out))
	}
	lines = append(lines, t.text("whosees.typed", "name", name), t.text("whosees.others"))
	lines = append(lines, t.text(map[bool]string{true: "whosees.research", false: "whosees.no_research"}[p.Consents[record.ForResearch]]))
	t.say(ClassReply, strings.Join(lines, "\n\n"), t.circleRows()...)
}

// subjects are what the check-ins are about, in the patient's words: what the clinician sees, and what stays private.
func (t *turn) subjects() (shared, private string) {
	var lists [2][]string
	for theme := 1; theme <= themes; theme++ {
		for n, kept := range []bool{false, true} {
			if t.asksAbout(theme, kept) {
				lists[n] = append(lists[n], t.text("topic."+strconv.Itoa(theme)))
			}
		}
	}
	return strings.Join(lists[0], "; "), strings.Join(lists[1], "; ")
}

// themes is how many there are.
const themes = 12

func (t *turn) asksAbout(theme int, private bool) bool {
	for _, q := range t.plan.Questionnaires {
		if q.Theme == theme && q.Private == private {
			return true
		}
	}
	return false
}

// inOrder names the people whom the ladder calls, each once and in its order.
func (t *turn) inOrder() string {
	var names []string
	for _, step := range t.plan.Clinic.Ladder.Steps {
		for _, c := range t.onLadder(step.Call) {
			if !slices.Contains(names, c.Name) {
				names = append(names, c.Name)
			}
		}
	}
	return strings.Join(names, ", ")
}

// leftOut names the people whom the patient excluded.
func (t *turn) leftOut() string {
	var names []string
	for _, c := range t.state.Patient.circle() {
		if slices.Contains(t.state.Patient.Excluded, c.ID) {
			names = append(names, c.Name)
		}
	}
	return strings.Join(names, ", ")
}

// circleRows lead to who is first and who is left out, where there is a choice.
func (t *turn) circleRows() [][]Button {
	var rows [][]Button
	if t.state.Patient.Backup != nil {
		rows = append(rows, row(button(t.text("whosees.first"), "c:circle:first")))
	}
	if t.othersMayBeCalled() {
		rows = append(rows, row(button(t.text("whosees.exclude"), "c:circle:excluded")))
	}
	for _, s := range t.state.Patient.Seconds {
		rows = append(rows, row(button(t.text("whosees.end_second", "who", s.Name), "x:second:"+colleagueKey(s.ID))))
	}
	return append(rows, t.helpRow())
}

// circleTapped begins the set-up's own step about the people who may be called.
func (t *turn) circleTapped(e Tapped, value string) {
	switch value {
	case partFirst, partExcluded:
		t.toast(e, "")
		t.again(value)
	default:
		t.toast(e, "toast.old")
	}
}

// introduce makes the patient known to those who may be called from now on and were not before.
func (t *turn) introduce(before []Contact) {
	p := t.state.Patient
	if !p.Active && !p.Left {
		return // they are told when the patient has finished setting up
	}
	for _, c := range p.told() {
		if !slices.ContainsFunc(before, func(other Contact) bool { return other.ID == c.ID }) {
			t.tell(c.ID, Enrolled{Code: p.Code, Name: t.state.Name, Backup: true})
		}
	}
}

// privacy is the whole of what Telegram wants to be said, to everybody who asks.
func (t *turn) privacy() {
	parts := []string{
		t.text("privacy.what"), t.text("privacy.who"), t.text("privacy.where"), t.text("privacy.long"),
		t.text("privacy.rights"),
	}
	if line := t.plan.Clinic.Complaints; line != "" {
		parts = append(parts, t.text("privacy.complaints", "complaints", line))
	} else {
		parts = append(parts, t.text("privacy.no_complaints"))
	}
	if t.state.Patient == nil {
		t.say(ClassReply, strings.Join(parts, "\n\n"), t.helpRow())
		return
	}
	line, change := t.discreetLine()
	t.say(ClassReply, strings.Join(append(parts, line), "\n\n"), change, t.helpRow())
}
