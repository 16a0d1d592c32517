package patient

import (
	"fmt"
	"time"

	"footing/flows"
	"footing/flows/engine/internal/turn"
	"footing/flows/press"
	"footing/flows/record"
	"footing/flows/state"
)

// patientSteps are the questions before the first check-in, in the order they are asked.
func (t Side) patientSteps() []turn.Step {
	return []turn.Step{
		{Name: "adult", Ask: t.askAdult, Take: turn.Take(t.takeAdult)},
		{Name: "discreet", Ask: t.askDiscreet, Take: turn.Take(t.takeDiscreet), Why: "why.discreet"},
		t.consentStep(record.ForCare, nil),
		t.consentStep(record.ForSafety, t.Caring),
		{Name: "first", Ask: t.circle.AskFirst, Take: t.circle.TakeFirst, Why: "why.first"},
		{Name: "excluded", Applies: t.circle.OthersMayBeCalled, Ask: t.circle.AskExcluded, Take: t.circle.TakeExcluded},
		{
			Name: turn.SectionTherapist, Applies: func() bool { return t.Caring() && t.circle.AsksOfTherapist() },
			Ask: t.circle.AskTherapist, Take: t.circle.TakeTherapist,
		},
		t.consentStep(record.ForResearch, t.Caring),
		t.consentStep(record.ForPrivateResearch, func() bool { return t.State.Patient.Consents[record.ForResearch] }),
		t.ZoneStep(turn.SectionZone),
		{Name: "days", Applies: t.Caring, Ask: t.askDays, Take: turn.Take(t.takeDays)},
		{Name: "hour", Applies: t.Caring, Ask: t.askHour, Take: turn.Take(t.takeHour), Typed: t.takeHour},
	}
}

// Steps lists the steps of one section of the set-up, or of the whole where none is named.
func (t Side) Steps(name string) []turn.Step {
	switch name {
	case "":
		return t.patientSteps()
	case turn.SectionSchedule:
		return turn.Pick(t.patientSteps(), "days", "hour")
	default:
		return turn.Pick(t.patientSteps(), name)
	}
}

// Done ends a patient's set-up, or a repeated section of it. The choices take effect now.
func (t Side) Done(set state.Setting) {
	switch set.Section {
	case turn.SectionSchedule:
		p := t.State.Patient
		t.Keep(record.Rhythm{Days: p.Days, At: p.At})
		t.setPace(state.Pace{})
		t.ScheduleAll()
		text := t.Text("schedule.done", "next", t.DateTime(t.NextCheckIn()))
		t.Finish(set.Message, text+t.WithoutSafetyLine(), t.sessionRow())
	case turn.SectionFirst, turn.SectionExcluded:
		t.Finish(set.Message, t.Text("whosees.changed", "people", t.InOrder()))
	case turn.SectionTherapist:
		t.Finish(set.Message, t.Text("whosees.therapist_is", "therapist", t.Therapist()))
	default:
		t.patientReady(set.Message)
	}
}

func (t Side) askAdult() (string, [][]state.Button) {
	return t.Text("setup.adult", "age", fmt.Sprint(t.Plan.Clinic.AdultAge)),
		[][]state.Button{t.YesOrNo(press.SetUp{Step: "adult", Value: "yes"}, press.SetUp{Step: "adult", Value: "no"})}
}

// takeAdult stops the set-up kindly, with helpline numbers, if the person is too young.
func (t Side) takeAdult(value string) turn.Outcome {
	p := t.State.Patient
	switch value {
	case "yes":
		t.Keep(record.Enrolment{Role: record.Patient, Code: p.Code, Clinician: p.Clinician.ID, Adult: true})
		return turn.Next
	case "no":
		message := t.State.Setting.Message
		t.Edit(message, t.Text("setup.too_young", "name", p.Clinician.Name)+"\n\n"+t.Numbers())
		t.Leave("too young")
		return turn.Settled
	default:
		return turn.Odd
	}
}

// consentStep asks for one purpose. Both answers go on to the next step.
func (t Side) consentStep(purpose record.Purpose, applies func() bool) turn.Step {
	name := string(purpose)
	return turn.Step{
		Name: name, Applies: applies, First: aboutKey(purpose), Why: "why." + name,
		Ask: func() (string, [][]state.Button) {
			return t.Text("consent."+name, t.Names()...), [][]state.Button{
				t.YesOrNo(press.SetUp{Step: name, Value: "yes"}, press.SetUp{Step: name, Value: "no"}),
			}
		},
		Take: turn.Take(func(value string) turn.Outcome {
			if value != "yes" && value != "no" {
				return turn.Odd
			}
			t.consent(purpose, value == "yes")
			return turn.Next
		}),
	}
}

// patientReady ends the set-up. From here on check-ins come, if the patient agreed to them.
func (t Side) patientReady(message int) {
	p := t.State.Patient
	p.Active, p.Start = true, t.Now()
	t.Tell(p.Clinician.ID, state.Enrolled{Code: p.Code, Name: t.State.Name, Care: t.Caring()})
	for _, c := range t.With(state.RightJoined) {
		if c.ID != p.Clinician.ID {
			t.Tell(c.ID, state.Enrolled{Code: p.Code, Name: t.State.Name, Backup: true})
		}
	}
	for _, c := range t.With(state.RightVacancy) { // the clinician left meanwhile
		t.Tell(c.ID, state.Orphaned{Code: p.Code})
	}
	if !t.Caring() {
		t.Finish(message, t.Text("setup.done_without", "name", t.First().Name))
		return
	}
	t.Keep(record.Rhythm{Days: p.Days, At: p.At})
	first := t.ScheduleAll()
	text := t.Text("setup.done", "when", t.Clock(first), "name", p.Clinician.Name)
	t.Finish(message, text+t.WithoutSafetyLine())
}

// Leave ends a participation. Check-ins stop, and the clinician is told only that it ended.
func (t Side) Leave(reason string) {
	p := t.State.Patient
	t.endOccasion(record.EndLeft)
	for _, s := range t.Plan.Rotation {
		t.Forget(state.WakeCheckIn, s.ID)
	}
	for _, r := range t.Plan.Random {
		t.Forget(state.WakeCheckIn, r.ID)
	}
	if !p.Meets.Next.IsZero() {
		t.Forget(state.WakeCheckIn, flows.SessionSlot)
		p.Meets.Next = time.Time{}
	}
	t.Forget(state.WakeNews, state.NewsSummary)
	p.Active, p.Left, p.Late = false, true, nil
	t.withdrawFromResearch()
	t.State.Setting = nil
	t.Keep(record.Withdrawal{Reason: reason})
	for _, c := range t.With(state.RightLeaving) {
		t.Tell(c.ID, state.Departed{Code: p.Code})
	}
	t.circle.DropProposal()
}
