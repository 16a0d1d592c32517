package engine

import (
	"strings"
	"time"

	"footing/flows"
	"footing/flows/record"
)

// Choices are what a patient decided about how the bot is with them, beyond consent, days and hour.
type Choices struct {
	Pause  Pause      `json:"pause,omitzero"`
	Pace   Pace       `json:"pace,omitzero"`
	Goal   Goal       `json:"goal,omitzero"`
	Plan   SafetyPlan `json:"plan,omitzero"`
	Awaits Awaited    `json:"awaits,omitzero"`
	Heard  time.Time  `json:"heard,omitzero"`   // when the patient last wrote or tapped anything
	Nudged bool       `json:"nudged,omitempty"` // asked about the silence since then
	Erased bool       `json:"erased,omitempty"` // everything was removed; only alerts that are not over are left
	// Discreet lets nothing be read in the chat that was not asked for; Held is what waits behind its note.
	Discreet bool  `json:"discreet,omitempty"`
	Held     *Held `json:"held,omitempty"`
	// Changeable is the check-in that was answered last, while its answers can be changed.
	Changeable *Occasion `json:"changeable,omitempty"`
	// Agreed has when each consent was given or refused, and after which text.
	Agreed map[record.Purpose]Agreement `json:"agreed,omitempty"`
	// Asked is the last occasion of each slot, by slot id: it carries its date.
	Asked map[string]string `json:"asked,omitempty"`
}

// Awaited is what the next text that is typed is for. It is forgotten after a while, so that something written on
// another day is not taken for it.
type Awaited struct {
	What  string    `json:"what"`
	Since time.Time `json:"since"`
}

// awaitedFor is how long a text that was asked for may take.
const awaitedFor = time.Hour

// await makes the next text the answer to a question of ours.
func (t *turn) await(what string) {
	t.dropNotes()
	t.state.Patient.Awaits = Awaited{What: what, Since: t.now()}
}

// awaitedTyped takes a text where one was asked for. It tells whether the text was one.
func (t *turn) awaitedTyped(text record.FreeText) bool {
	p := t.state.Patient
	if p == nil || p.Awaits.What == "" {
		return false
	}
	asked := p.Awaits
	p.Awaits = Awaited{}
	if t.now().Sub(asked.Since) > awaitedFor || !p.Active || p.Left {
		return false
	}
	switch what, more, _ := strings.Cut(asked.What, ":"); what {
	case "pause":
		return t.pauseTyped(text)
	case "goal", "step":
		return t.goalTyped(what, text)
	case "plan":
		return t.planTyped(more, text)
	default:
		return false
	}
}

// choiceTapped takes a press on a button "c:<what>:<value>:<more>".
func (t *turn) choiceTapped(e Tapped, what, value, more string) {
	p := t.state.Patient
	if p == nil {
		t.toast(e, "toast.old")
		return
	}
	p.Awaits = Awaited{}
	switch what {
	case "pause":
		t.pauseTapped(e, value)
	case "circle":
		t.circleTapped(e, value)
	case "change":
		t.changeTapped(e, value)
	case "data":
		t.dataTapped(e, value, more)
	case "erase":
		t.eraseTapped(e, value)
	case "worse":
		t.worseTapped(e, value)
	case "silence":
		t.silenceTapped(e, value)
	case "goal":
		t.goalTapped(e, value)
	case "plan":
		t.planTapped(e, value, more)
	case "consent":
		t.consentTapped(e, value, more)
	case "session":
		t.sessionTapped(e, value, more)
	case "gap":
		t.gapTapped(e, value)
	case "later":
		t.laterTapped(e, value, more)
	case "discreet":
		t.discreetTapped(e, value)
	default:
		t.toast(e, "toast.old")
	}
}

// startOfDay is the instant at which the local day begins that lies so many days after today.
func (t *turn) startOfDay(ahead int) time.Time {
	return flows.Resolve(flows.Clock(0).On(t.now().In(t.zone()).AddDate(0, 0, ahead)), t.zone())
}

// dateTime is a day and a time of day on the reader's clock.
func (t *turn) dateTime(at time.Time) string {
	return t.date(at) + ", " + at.In(t.zone()).Format("15:04")
}
