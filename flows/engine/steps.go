package engine

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"footing/flows"
	"footing/flows/record"
)

// patientSteps are the questions before the first check-in, in the order they are asked.
func (t *turn) patientSteps() []step {
	return []step{
		{name: "adult", ask: t.askAdult, take: t.takeAdult},
		{name: "discreet", ask: t.askDiscreet, take: t.takeDiscreet},
		t.consentStep(record.ForCare, nil),
		t.consentStep(record.ForSafety, t.caring),
		{name: "first", ask: t.askFirst, take: t.takeFirst, why: "why.first"},
		{name: "excluded", applies: t.othersMayBeCalled, ask: t.askExcluded, take: t.takeExcluded},
		t.consentStep(record.ForResearch, t.caring),
		t.consentStep(record.ForPrivateResearch, func() bool { return t.state.Patient.Consents[record.ForResearch] }),
		t.zoneStep(partZone),
		{name: "days", applies: t.caring, ask: t.askDays, take: t.takeDays},
		{name: "hour", applies: t.caring, ask: t.askHour, take: t.takeHour, typed: t.takeHour},
	}
}

// patientPart lists the steps of one part of the set-up, or of the whole where none is named.
func (t *turn) patientPart(name string) []step {
	switch name {
	case "":
		return t.patientSteps()
	case partSchedule:
		return pick(t.patientSteps(), "days", "hour")
	default:
		return pick(t.patientSteps(), name)
	}
}

// patientDone ends a patient's set-up, or a part of it that was gone through again: what was chosen holds from now on.
func (t *turn) patientDone(set Setting) {
	switch set.Part {
	case partSchedule:
		p := t.state.Patient
		t.keep(record.Rhythm{Days: p.Days, At: p.At})
		t.setPace(Pace{})
		t.scheduleAll()
		t.finish(set.Message, t.text("schedule.done", "next", t.dateTime(t.nextCheckIn())), t.sessionRow())
	case partFirst, partExcluded:
		t.finish(set.Message, t.text("whosees.changed", "people", t.inOrder()))
	default:
		t.patientReady(set.Message)
	}
}

// caring tells whether answers may be kept; without that nothing is asked.
func (t *turn) caring() bool { return t.state.Patient.Consents[record.ForCare] }

func (t *turn) askAdult() (string, [][]Button) {
	return t.text("setup.adult", "age", fmt.Sprint(t.plan.Clinic.AdultAge)),
		[][]Button{row(button(t.text("button.yes"), "e:adult:yes"), button(t.text("button.no"), "e:adult:no"))}
}

// takeAdult stops kindly, with numbers, for whoever is too young.
func (t *turn) takeAdult(value string) outcome {
	p := t.state.Patient
	switch value {
	case "yes":
		t.keep(record.Enrolment{Role: record.Patient, Code: p.Code, Clinician: p.Clinician.ID, Adult: true})
		return next
	case "no":
		message := t.state.Setting.Message
		t.edit(message, t.text("setup.too_young", "name", p.Clinician.Name)+"\n\n"+t.numbers())
		t.leave("too young")
		return closed
	default:
		return odd
	}
}

// consentStep asks for one purpose. Both answers go on to the next step.
func (t *turn) consentStep(purpose record.Purpose, applies func() bool) step {
	name := string(purpose)
	return step{
		name: name, applies: applies, why: "why." + name,
		ask: func() (string, [][]Button) {
			return t.text("consent."+name, t.names()...), [][]Button{
				row(button(t.text("button.yes"), "e:"+name+":yes"), button(t.text("button.no"), "e:"+name+":no")),
			}
		},
		take: func(value string) outcome {
			if value != "yes" && value != "no" {
				return odd
			}
			t.consent(purpose, value == "yes")
			return next
		},
	}
}

// askFirst says who gets urgent messages, and lets the person choose where there is a choice.
func (t *turn) askFirst() (string, [][]Button) {
	p := t.state.Patient
	if p.Backup == nil {
		return t.text("setup.first_only", "name", p.Clinician.Name),
			[][]Button{row(button(t.text("button.ok"), "e:first:clinician."+colleagueKey(p.Clinician.ID)))}
	}
	return t.text("setup.first", "name", p.Clinician.Name, "backup", p.Backup.Name), [][]Button{
		row(button(p.Clinician.Name, "e:first:clinician."+colleagueKey(p.Clinician.ID))),
		row(button(p.Backup.Name, "e:first:backup."+colleagueKey(p.Backup.ID))),
	}
}

// takeFirst lets the person be told first whose button was pressed: <post>.<colleague>. A button of an earlier release
// has the post alone.
func (t *turn) takeFirst(value string) outcome {
	p := t.state.Patient
	before := p.told()
	post, key, named := strings.Cut(value, ".")
	is := func(c Contact, its string) bool { return named && key == colleagueKey(c.ID) || !named && post == its }
	switch {
	case is(p.Clinician, "clinician"):
		p.First = p.Clinician.ID
	case p.Backup != nil && is(*p.Backup, "backup"):
		p.First = p.Backup.ID
	default:
		return odd
	}
	p.Excluded = slices.DeleteFunc(p.Excluded, func(id string) bool { return id == p.First })
	t.introduce(before)
	t.callFirst()
	return next
}

// others are those of the circle who are not told first.
func (t *turn) others() []Contact {
	return slices.DeleteFunc(t.state.Patient.circle(), func(c Contact) bool { return c.ID == t.foremost().ID })
}

func (t *turn) othersMayBeCalled() bool { return len(t.others()) > 0 }

// askExcluded lets the person keep alerts from somebody: who is excluded is never called and never told of it.
func (t *turn) askExcluded() (string, [][]Button) {
	var rows [][]Button
	for _, c := range t.others() {
		label, what := c.Name, "out"
		if slices.Contains(t.state.Patient.Excluded, c.ID) {
			label, what = "✕ "+label, "in"
		}
		rows = append(rows, row(button(label, "e:excluded:"+what+"."+colleagueKey(c.ID))))
	}
	return t.text("setup.excluded", "name", t.foremost().Name), append(rows, row(button(t.text("button.done"), "e:excluded:done")))
}

// takeExcluded leaves out the person whose button was pressed, or lets them in again: out.<colleague>, in.<colleague>.
func (t *turn) takeExcluded(value string) outcome {
	p := t.state.Patient
	if value == "done" {
		return next
	}
	what, key, _ := strings.Cut(value, ".")
	others := t.others()
	n := slices.IndexFunc(others, func(c Contact) bool { return colleagueKey(c.ID) == key })
	if n < 0 || what != "out" && what != "in" {
		return odd
	}
	id, before := others[n].ID, p.told()
	switch at := slices.Index(p.Excluded, id); {
	case what == "in" && at >= 0:
		p.Excluded = slices.Delete(p.Excluded, at, at+1)
	case what == "out" && at < 0:
		p.Excluded = append(p.Excluded, id)
		t.relieve(id)
	}
	t.introduce(before)
	return stay
}

// patientReady ends the set-up: from here on check-ins come, if the person agreed to them.
func (t *turn) patientReady(message int) {
	p := t.state.Patient
	p.Active, p.Start = true, t.now()
	t.tell(p.Clinician.ID, Enrolled{Code: p.Code, Name: t.state.Name, Care: t.caring()})
	for _, c := range p.told() {
		if c.ID != p.Clinician.ID {
			t.tell(c.ID, Enrolled{Code: p.Code, Name: t.state.Name, Backup: true})
		}
	}
	if p.Clinician.ID == "" && p.Lead != nil && !slices.Contains(p.Excluded, p.Lead.ID) { // who left meanwhile
		t.tell(p.Lead.ID, Orphaned{Code: p.Code, Was: t.plan.Clinic.Name})
	}
	if !t.caring() {
		t.finish(message, t.text("setup.done_without", "name", p.Clinician.Name))
		return
	}
	t.keep(record.Rhythm{Days: p.Days, At: p.At})
	first := t.scheduleAll()
	text := t.text("setup.done", "when", t.clock(first), "name", p.Clinician.Name)
	if p.Consents[record.ForSafety] && !t.dutyAfter(first) {
		text += "\n\n" + t.text("setup.no_safety_hours")
	}
	t.finish(message, text)
}

// finish closes the set-up's message, or says so in a new one where the person wrote last.
func (t *turn) finish(message int, text string, rows ...[]Button) {
	if message != 0 {
		t.edit(message, text, rows...)
		return
	}
	t.say(ClassReply, text, rows...)
}

// leave ends a participation: nothing is asked any more, the clinician is told that and no more.
func (t *turn) leave(reason string) {
	p := t.state.Patient
	t.endOccasion(record.EndLeft)
	for _, s := range t.plan.Rotation {
		t.forget(WakeCheckIn, s.ID)
	}
	for _, r := range t.plan.Random {
		t.forget(WakeCheckIn, r.ID)
	}
	if !p.Meets.Next.IsZero() {
		t.forget(WakeCheckIn, flows.SessionSlot)
		p.Meets.Next = time.Time{}
	}
	t.forget(WakeNews, newsSummary)
	p.Active, p.Left = false, true
	t.state.Setting = nil
	t.keep(record.Withdrawal{Reason: reason})
	for _, c := range p.told() {
		t.tell(c.ID, Departed{Code: p.Code})
	}
	for _, s := range p.Seconds {
		if !s.Alerts {
			t.tell(s.ID, Departed{Code: p.Code})
		}
	}
	p.Proposal = nil
}
