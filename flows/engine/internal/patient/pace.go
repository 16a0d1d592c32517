package patient

import (
	"slices"
	"time"

	"footing/flows"
	"footing/flows/engine/internal/turn"
	"footing/flows/press"
	"footing/flows/record"
	"footing/flows/state"
)

// silence is how long a patient must be silent before they are asked, once, whether they want fewer check-ins.
const silence = 14 * 24 * time.Hour

// Heard records that the patient did something here.
func (t Side) Heard() {
	if p := t.State.Patient; p != nil {
		p.Heard, p.Nudged, p.Unbegun, p.UnbegunIn = t.Now(), false, 0, 0
	}
}

// silent reports whether the patient has been silent long enough to be asked.
func (t Side) silent() bool {
	p := t.State.Patient
	last := p.Heard
	if p.Start.After(last) {
		last = p.Start
	}
	return p.SetUp() && !p.Nudged && !p.PausedAt(t.Now()) && t.Now().Sub(last) >= silence
}

// noticeSilence plans that question once an unanswered check-in has closed. It picks a day without a check-in, so that
// nobody gets two messages on one day.
func (t Side) noticeSilence() {
	p := t.State.Patient
	clock, err := flows.ParseClock(p.At)
	if err != nil || !t.silent() {
		return
	}
	today := t.Now().In(t.Zone())
	for ahead := 1; ahead <= 7; ahead++ {
		day := today.AddDate(0, 0, ahead)
		if !slices.Contains(p.Days, day.Weekday()) || ahead == 7 {
			t.Wake(state.WakeNews, state.NewsSilence, flows.Resolve(clock.On(day), t.Zone()))
			return
		}
	}
}

// askSilent asks once: fewer, a pause, or carry on?
func (t Side) askSilent() {
	if t.State.Patient == nil || !t.silent() || t.Quiet() || t.State.Blocked {
		t.Ignore("no silence")
		return
	}
	t.State.Patient.Nudged = true
	t.Say(state.ClassPrompt, t.Text("silence.ask"),
		turn.Row(turn.Button(t.Text("silence.fewer"), press.Chose("silence", "fewer")),
			turn.Button(t.Text("silence.pause"), press.Chose("silence", "pause"))),
		turn.Row(turn.Button(t.Text("silence.on"), press.Chose("silence", "on"))), t.HelpRow())
}

func (t Side) silenceTapped(e state.Tapped, value string) {
	p := t.State.Patient
	if !p.SetUp() {
		t.Toast(e, "toast.old")
		return
	}
	switch value {
	case "fewer":
		t.Toast(e, "")
		t.setPace(state.Pace{Reduced: true, Soft: p.Pace.Soft})
		t.Edit(e.Message, t.Text("silence.fewer_done", "next", t.DateTime(t.NextCheckIn())))
	case "pause":
		t.Toast(e, "")
		t.Await("pause")
		t.Edit(e.Message, t.Text("pause.ask"), t.pauseRows()...)
	case "on":
		t.Toast(e, "")
		t.Edit(e.Message, t.Text("silence.on_done", "next", t.DateTime(t.NextCheckIn())))
	default:
		t.Toast(e, "toast.old")
	}
}

// setPace changes how much is asked and files it.
func (t Side) setPace(pace state.Pace) {
	if t.State.Patient.Pace == pace {
		return
	}
	t.State.Patient.Pace = pace
	t.Keep(record.Pace{Reduced: pace.Reduced, Soft: pace.Soft})
}

// skips reports whether the slot's check-in is left out because the patient wanted fewer.
func (t Side) skips(s flows.Slot, day time.Time) bool {
	if !t.State.Patient.Pace.Reduced {
		return false
	}
	asked := t.Active(t.State.Patient.Adjustment)
	n := slices.IndexFunc(asked, func(other flows.Slot) bool { return other.ID == s.ID })
	week, period := max(0, t.WeekOf(day)), max(2, len(asked))
	// Each round moves one step on, because otherwise a slot would always fall on the same weeks of the rotation.
	return (week+week/period)%period != n
}

// softened keeps one questionnaire besides those about safety, if the patient asked for less.
func (t Side) softened(asked []string) []string {
	if !t.State.Patient.Pace.Soft {
		return asked
	}
	others := 0
	return slices.DeleteFunc(asked, func(id string) bool {
		if q := t.Plan.Questionnaires[id]; q == nil || q.Theme == 0 {
			return false
		}
		others++
		return others > 1
	})
}

// tellsWorse reports whether there is a clinician whom the patient may want to know that a check-in made things worse.
func (t Side) tellsWorse() bool { return t.May(t.State.Patient.Clinician.ID, state.RightCalled) }

// worseTapped handles "This made it worse". It offers to ask less from now on, and tells the clinician only if the
// patient wants that.
func (t Side) worseTapped(e state.Tapped, value string) {
	p := t.State.Patient
	if !p.SetUp() {
		t.Toast(e, "toast.old")
		return
	}
	name := p.Clinician.Name
	switch value {
	case "ask":
		t.Toast(e, "")
		rows := [][]state.Button{turn.Row(turn.Button(t.Text("worse.soften"), press.Chose("worse", "soften")))}
		if t.tellsWorse() {
			rows = append(rows, turn.Row(turn.Button(t.Text("worse.tell", "name", name), press.Chose("worse", "tell"))))
		}
		t.Edit(e.Message, t.Text("worse.ask"), append(rows,
			turn.Row(turn.Button(t.Text("worse.leave"), press.Chose("worse", "leave"))), t.HelpRow())...)
	case "soften":
		t.Toast(e, "")
		t.setPace(state.Pace{Reduced: p.Pace.Reduced, Soft: true})
		t.Edit(e.Message, t.Text("worse.softened"), t.HelpRow())
	case "tell":
		if !t.tellsWorse() { // left out, or gone, since the button was shown
			t.Toast(e, "toast.old")
			return
		}
		t.Toast(e, "")
		t.setPace(state.Pace{Reduced: p.Pace.Reduced, Soft: true})
		t.safety.NotifyClinician(record.Notice{Level: string(flows.Line), Rule: turn.RuleMadeWorse}, true)
		t.Edit(e.Message, t.Text("worse.told", "name", name), t.HelpRow())
	case "leave":
		t.Toast(e, "")
		t.Edit(e.Message, t.Text("choices.unchanged"), t.HelpRow())
	default:
		t.Toast(e, "toast.old")
	}
}
