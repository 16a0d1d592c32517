package safety

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"footing/flows"
	"footing/flows/engine/internal/turn"
	"footing/flows/record"
	"footing/flows/state"
)

// Judge applies the rules of urgency to the answers so far. Each rule takes effect once per check-in. It reports
// whether an answer was red: then somebody was called, and the check-in must end. A rule that cannot be evaluated is
// shown to the clinician and never counts as "no".
func (t Side) Judge(o *state.Occasion) bool {
	before := t.Careful()
	red := t.judgeRules(o, false)
	if !before && t.Careful() { // also where the answer was red: it asks how they may be reached, and says nothing of this
		t.Say(state.ClassReply, t.Text("careful.on"), t.carefulRows()...)
	}
	return red
}

// JudgeEnd applies the rules about unanswered items once a check-in has ended by itself. It skips a patient who
// withdrew, and a red answer, which already has its alert.
func (t Side) JudgeEnd(o *state.Occasion, reason record.Ending) {
	if reason != record.EndRed && reason != record.EndLeft {
		t.judgeRules(o, true)
		t.leftOpen(o)
	}
}

func (t Side) judgeRules(o *state.Occasion, atEnd bool) bool {
	for _, level := range []flows.Level{flows.Careful, flows.Red, flows.Note, flows.Care, flows.Line} {
		for _, id := range t.Asks(o) {
			q, ok := t.Plan.Questionnaires[id]
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
func (t Side) apply(o *state.Occasion, q *flows.Questionnaire, rule flows.Alert) bool {
	holds, err := rule.When.Holds(o.Standing(), t.Past())
	if rule.Level == flows.Careful && (holds || err != nil) { // too much care does less harm than too little
		o.Told = append(o.Told, rule.ID)
		t.BeCareful(state.CarefulByAnswer)
		return false
	}
	if err != nil {
		o.Told = append(o.Told, rule.ID)
		t.giveNotice(flows.Note, ruleFailed, o, false)
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
		to := t.giveNotice(flows.Note, rule.ID, o, q.Theme != 0)
		t.Say(state.ClassSafety, t.WithPlan(t.noticeText(to)), t.HelpRow())
	case flows.Care:
		t.giveNotice(flows.Care, rule.ID, o, true)
		t.Say(state.ClassReply, t.Text("safety.care"), t.HelpRow())
	case flows.Line:
		t.giveNotice(flows.Line, rule.ID, o, true)
	case flows.Careful:
	}
	return false
}

// giveNotice files a notice. One of level Note is passed on the same duty day, the others wait for the digest. A notice
// that is not about safety waits for the duty hours. To is who gets it; nobody, if its ID is empty.
func (t Side) giveNotice(level flows.Level, rule string, o *state.Occasion, waits bool) (to state.Contact) {
	n := record.Notice{Level: string(level), Rule: rule, Occasion: o.ID, Codes: safetyCodes(t.Questions(o), o)}
	if level != flows.Note {
		t.Keep(n)
		return state.Contact{}
	}
	return t.Notify(n, waits)
}

// SafetyAnswered remembers that a "since ..." safety question was answered. A declined question does not count, so the
// next one covers that time too.
func (t Side) SafetyAnswered(o *state.Occasion) {
	t.keepReached(o)
	for _, p := range t.Questions(o) {
		a, ok := o.Answers[p.Item.ID]
		if p.Questionnaire.Theme == 0 && !p.Item.FollowUp && ok && !a.Stale && !flows.Declined(a.Code) {
			t.State.Patient.SafetyAt = o.Opened
			break
		}
	}
}

// keepReached remembers, at the end of a check-in, when each question with windows was answered. One that was declined
// keeps the time before, or gets one to which no window reaches, so what is stored does not tell it from an answer.
func (t Side) keepReached(o *state.Occasion) {
	p := t.State.Patient
	for _, q := range t.Questions(o) {
		a, ok := o.Answers[q.Item.ID]
		if len(q.Item.Windows) == 0 || !ok || a.Stale {
			continue
		}
		if p.Reached == nil {
			p.Reached = map[string]time.Time{}
		}
		_, before := p.Reached[q.Item.ID]
		switch {
		case !flows.Declined(a.Code):
			p.Reached[q.Item.ID] = a.At
		case !before:
			p.Reached[q.Item.ID] = a.At.AddDate(0, 0, -turn.LongAgo)
		}
	}
}

// safetyCodes are the answers to the safety items so far, as "item=code".
func safetyCodes(places []turn.Question, o *state.Occasion) []string {
	var codes []string
	for _, p := range places {
		a, ok := o.Answers[p.Item.ID]
		tells := (p.Questionnaire.Theme == 0 || p.Item.Hidden) && !p.Questionnaire.Private && p.Item.Kind != flows.Information
		if ok && !a.Stale && tells {
			codes = append(codes, p.Item.ID+"="+cmp.Or(a.Code, strings.Join(a.Codes, ",")))
		}
	}
	return codes
}
