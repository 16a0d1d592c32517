package engine

import (
	"cmp"
	"slices"
	"strings"

	"footing/flows"
	"footing/flows/record"
)

// judge applies the rules of urgency to the answers so far. Each rule has its effect once per check-in. It
// tells whether an answer was red: somebody was called, and the check-in is to end. A rule that cannot be evaluated is surfaced to the clinician, never taken
// for "no".
func (t *turn) judge(o *Occasion) bool { return t.judgeRules(o, false) }

// judgeEnd applies the rules that look at what was left open, once a check-in has ended by itself: whoever withdrew
// is not spoken of, and a red answer has its alert.
func (t *turn) judgeEnd(o *Occasion, reason record.Ending) {
	if reason != record.EndRed && reason != record.EndLeft {
		t.judgeRules(o, true)
	}
}

func (t *turn) judgeRules(o *Occasion, atEnd bool) bool {
	for _, level := range []flows.Level{flows.Red, flows.Note, flows.Care, flows.Line} {
		for _, id := range t.asks(o) {
			q, ok := t.plan.Questionnaires[id]
			if !ok {
				continue
			}
			for _, rule := range q.Alerts {
				if rule.Level == level && rule.AtEnd == atEnd && !slices.Contains(o.Told, rule.ID) && t.apply(o, q, rule) {
					return true
				}
			}
		}
	}
	return false
}

// apply tells whether the rule was a red one that holds.
func (t *turn) apply(o *Occasion, q *flows.Questionnaire, rule flows.Alert) bool {
	holds, err := rule.When.Holds(o.standing(), t.past())
	if err != nil {
		o.Told = append(o.Told, rule.ID)
		t.noteTo(flows.Note, "rule_failed", o, false)
		return false
	}
	if !holds {
		return false
	}
	o.Told = append(o.Told, rule.ID)
	switch rule.Level {
	case flows.Red:
		t.red(o)
		return true
	case flows.Note:
		t.noteTo(flows.Note, rule.ID, o, q.Theme != 0)
		t.say(ClassSafety, t.withPlan(t.noteLeft()), t.helpRow())
	case flows.Care:
		t.noteTo(flows.Care, rule.ID, o, true)
		t.say(ClassReply, t.text("safety.care"), t.helpRow())
	case flows.Line:
		t.noteTo(flows.Line, rule.ID, o, true)
	}
	return false
}

// noteTo files a notice; one of the level Note is passed on the same duty day, the others wait for the digest. One
// that is not about safety waits for the duty hours.
func (t *turn) noteTo(level flows.Level, rule string, o *Occasion, waits bool) {
	t.keep(record.Notice{Level: string(level), Rule: rule, Occasion: o.ID, Codes: safetyCodes(t.places(o), o)})
	if level == flows.Note {
		t.tell(t.first().ID, Noted{Code: t.state.Patient.Code, Level: string(level), Rule: rule, At: t.now(), Waits: waits})
	}
}

// noteSafety notes that one of the questions which begin with "since" was answered. To decline is no answer, so the
// next one looks back over that time too.
func (t *turn) noteSafety(o *Occasion) {
	for _, p := range t.places(o) {
		a, ok := o.Answers[p.item.ID]
		if p.questionnaire.Theme == 0 && !p.item.FollowUp && ok && !a.Stale && !flows.Declined(a.Code) {
			t.state.Patient.Safety = o.Opened
			return
		}
	}
}

// safetyCodes are the answers to the safety items so far, as "item=code".
func safetyCodes(places []place, o *Occasion) []string {
	var codes []string
	for _, p := range places {
		a, ok := o.Answers[p.item.ID]
		tells := (p.questionnaire.Theme == 0 || p.item.Hidden) && !p.questionnaire.Private && p.item.Kind != flows.Information
		if ok && !a.Stale && tells {
			codes = append(codes, p.item.ID+"="+cmp.Or(a.Code, strings.Join(a.Codes, ",")))
		}
	}
	return codes
}

// act does what an option does beyond being an answer.
func (t *turn) act(p place, g given) {
	switch g.action {
	case flows.ShowNumbers:
		t.say(ClassReply, t.text("action.numbers", "numbers", t.numbers()), t.helpRow())
	case flows.TellPerson:
		to := t.first()
		t.keep(record.Notice{Level: string(flows.Note), Rule: "asked_to_tell", Codes: []string{p.item.ID + "=" + g.Code}})
		t.tell(to.ID, Noted{Code: t.state.Patient.Code, Level: string(flows.Note), Rule: "asked_to_tell", At: t.now()})
		t.say(ClassReply, t.text("action.tell", "name", to.Name), t.helpRow())
	case flows.BringAlong:
		t.say(ClassReply, t.text("action.bring"), t.helpRow())
	case flows.SayIt:
		t.say(ClassReply, t.text("action.say", "saying", t.sayings([]int{p.questionnaire.Theme})), t.helpRow())
	case flows.AskBackup:
		t.say(ClassReply, t.backupWords(), t.helpRow())
	case flows.Complain:
		t.say(ClassReply, t.complaintWords(), t.helpRow())
	case flows.NoAction:
	}
}

// first is whoever gets this patient's urgent messages first, as the ladder calls them.
func (t *turn) first() Contact {
	if all := t.onLadder(flows.RankFirst); len(all) > 0 {
		return all[0]
	}
	return t.foremost()
}

// foremost is whoever comes before all others around this patient, whether they can be called now or not.
func (t *turn) foremost() Contact {
	p := t.state.Patient
	for _, c := range append(p.contacts(), p.circle()...) {
		return c
	}
	return p.Clinician
}

// backupWords say who else can be spoken to. Nobody is told that they were asked for.
func (t *turn) backupWords() string {
	p := t.state.Patient
	other, ok := p.otherPerson()
	if !ok {
		return t.text("action.no_backup", "name", p.Clinician.Name)
	}
	return t.text("action.backup", "name", p.Clinician.Name, "backup", other.Name)
}

// complaintWords say where a complaint goes.
func (t *turn) complaintWords() string {
	if t.plan.Clinic.Complaints == "" {
		return t.text("action.no_complaints")
	}
	return t.text("action.complaints", "route", t.plan.Clinic.Complaints)
}
