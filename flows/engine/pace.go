package engine

import (
	"slices"
	"time"

	"footing/flows"
	"footing/flows/record"
)

// silence is how long nothing must have been heard of somebody before they are asked, once, whether they want less.
const silence = 14 * 24 * time.Hour

// newsSilence is the key of the moment at which that is asked.
const newsSilence = "silence"

// heard notes that the patient did something here.
func (t *turn) heard() {
	if p := t.state.Patient; p != nil {
		p.Heard, p.Nudged = t.now(), false
	}
}

// silent tells whether nothing was heard for so long that it is time to ask.
func (t *turn) silent() bool {
	p := t.state.Patient
	last := p.Heard
	if p.Start.After(last) {
		last = p.Start
	}
	return p.setUp() && !p.Nudged && !p.pausedAt(t.now()) && t.now().Sub(last) >= silence
}

// noticeSilence plans the question after an unanswered check-in has closed, for a day without a check-in: nobody
// gets two messages on one day for not having answered the first.
func (t *turn) noticeSilence() {
	p := t.state.Patient
	clock, err := flows.ParseClock(p.At)
	if err != nil || !t.silent() {
		return
	}
	today := t.now().In(t.zone())
	for ahead := 1; ahead <= 7; ahead++ {
		day := today.AddDate(0, 0, ahead)
		if !slices.Contains(p.Days, day.Weekday()) || ahead == 7 {
			t.wake(WakeNews, newsSilence, flows.Resolve(clock.On(day), t.zone()))
			return
		}
	}
}

// askSilent asks once: fewer, a pause, or carry on?
func (t *turn) askSilent() {
	if t.state.Patient == nil || !t.silent() || t.quiet() || t.state.Blocked {
		t.ignore("no silence")
		return
	}
	t.state.Patient.Nudged = true
	t.say(ClassPrompt, t.text("silence.ask"),
		row(button(t.text("silence.fewer"), "c:silence:fewer"), button(t.text("silence.pause"), "c:silence:pause")),
		row(button(t.text("silence.on"), "c:silence:on")), t.helpRow())
}

func (t *turn) silenceTapped(e Tapped, value string) {
	p := t.state.Patient
	if !p.setUp() {
		t.toast(e, "toast.old")
		return
	}
	switch value {
	case "fewer":
		t.toast(e, "")
		t.setPace(Pace{Reduced: true, Soft: p.Pace.Soft})
		t.edit(e.Message, t.text("silence.fewer_done", "next", t.dateTime(t.nextCheckIn())))
	case "pause":
		t.toast(e, "")
		t.await("pause")
		t.edit(e.Message, t.text("pause.ask"), t.pauseRows()...)
	case "on":
		t.toast(e, "")
		t.edit(e.Message, t.text("silence.on_done", "next", t.dateTime(t.nextCheckIn())))
	default:
		t.toast(e, "toast.old")
	}
}

// Pace is how much is asked: all that the protocol has, unless the patient wanted less. /schedule brings all of it
// back.
type Pace struct {
	Reduced bool `json:"reduced,omitempty"` // one check-in a week, each of the rotation in its turn
	Soft    bool `json:"soft,omitempty"`    // beside safety one questionnaire in each check-in, not several
}

// setPace changes how much is asked, and records it.
func (t *turn) setPace(pace Pace) {
	if t.state.Patient.Pace == pace {
		return
	}
	t.state.Patient.Pace = pace
	t.keep(record.Pace{Reduced: pace.Reduced, Soft: pace.Soft})
}

// skips tells whether a slot's check-in is one of those that are left out because the patient wanted fewer.
func (t *turn) skips(s flows.Slot, day time.Time) bool {
	if !t.state.Patient.Pace.Reduced {
		return false
	}
	asked := t.active(t.state.Patient.Dosing)
	n := slices.IndexFunc(asked, func(other flows.Slot) bool { return other.ID == s.ID })
	week, period := max(0, t.weekOf(day)), max(2, len(asked))
	// One step further with each round, lest a slot always fall on the same of the rotation's weeks.
	return (week+week/period)%period != n
}

// softened leaves one questionnaire beside those of safety, where the patient asked for that.
func (t *turn) softened(asked []string) []string {
	if !t.state.Patient.Pace.Soft {
		return asked
	}
	others := 0
	return slices.DeleteFunc(asked, func(id string) bool {
		if q := t.plan.Questionnaires[id]; q == nil || q.Theme == 0 {
			return false
		}
		others++
		return others > 1
	})
}

// worseTapped takes "This made it worse": it softens what follows, and tells the clinician only where that is asked
// for.
func (t *turn) worseTapped(e Tapped, value string) {
	p := t.state.Patient
	if !p.setUp() {
		t.toast(e, "toast.old")
		return
	}
	name := p.Clinician.Name
	switch value {
	case "ask":
		t.toast(e, "")
		rows := [][]Button{row(button(t.text("worse.soften"), "c:worse:soften"))}
		if !slices.Contains(p.Excluded, p.Clinician.ID) {
			rows = append(rows, row(button(t.text("worse.tell", "name", name), "c:worse:tell")))
		}
		t.edit(e.Message, t.text("worse.ask"), append(rows, row(button(t.text("worse.leave"), "c:worse:leave")), t.helpRow())...)
	case "soften":
		t.toast(e, "")
		t.setPace(Pace{Reduced: p.Pace.Reduced, Soft: true})
		t.edit(e.Message, t.text("worse.softened"), t.helpRow())
	case "tell":
		t.toast(e, "")
		t.setPace(Pace{Reduced: p.Pace.Reduced, Soft: true})
		t.keep(record.Notice{Level: string(flows.Line), Rule: ruleMadeWorse})
		t.tell(p.Clinician.ID, Noted{Code: p.Code, Level: string(flows.Line), Rule: ruleMadeWorse, At: t.now(), Waits: true})
		t.edit(e.Message, t.text("worse.told", "name", name), t.helpRow())
	case "leave":
		t.toast(e, "")
		t.edit(e.Message, t.text("choices.unchanged"), t.helpRow())
	default:
		t.toast(e, "toast.old")
	}
}

// ruleMadeWorse names the notice that a check-in made things worse and that the patient wants it known.
const ruleMadeWorse = "made_worse"
