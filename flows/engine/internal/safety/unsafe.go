package safety

import (
	"time"

	"footing/flows/record"
	"footing/flows/state"
)

// helpEvery is how long the whole help text about an alert, and the contact cards, stand without being sent again. What
// a patient is owed next, such as who has seen it, must not wait behind copies of what they have just read.
const helpEvery = 5 * time.Minute

// Unsafe is "I'm not safe", pressed and confirmed. It calls a human and reports whether somebody was called. The same
// button calls nobody once more while what the patient has just read of the alert still stands: a finger slips.
func (t Side) Unsafe(e state.Tapped) bool {
	if !t.LinkedPatient() {
		t.Toast(e, "")
		t.Say(state.ClassSafety, t.Text("help.no_clinic", "numbers", t.Numbers()))
		return false
	}
	alerts := t.State.Patient.Alerts
	for n := range alerts {
		if a := &alerts[n]; a.Asked == e.Message && t.stands(a) {
			t.toastStands(e, a)
			t.stillStands(a)
			return false
		}
	}
	if n := len(alerts) - 1; n >= 0 && alerts[n].Closed.IsZero() && t.stands(&alerts[n]) {
		t.toastStands(e, &alerts[n])
	} else {
		t.Toast(e, "")
	}
	t.Alert(record.CauseAsked, "", []string{"asked"}, []state.Evidence{{At: t.SaidAt(), What: "asked"}})
	alerts = t.State.Patient.Alerts
	alerts[len(alerts)-1].Asked = e.Message
	return true
}

// stands reports whether the patient has just read how an alert stands, and it stands so still.
func (t Side) stands(a *state.Alert) bool {
	return a.Seen.IsZero() && !a.Restarted.After(a.Helped) && t.Now().Sub(a.Helped) < helpEvery
}

// stillStands answers a further call by a short text, once for helpEvery.
func (t Side) stillStands(a *state.Alert) {
	if t.standsSaid(a) {
		return
	}
	a.StandsSaid = t.Now()
	key, name := "safety.already", t.oneReached(a)
	switch {
	case len(t.Staffed()) == 0:
		key = "gone.nobody_called"
	case name == "":
		t.sayNobody(a)
		return
	case t.mayBePressed(a):
		key = "safety.already_outside"
	case a.Looked:
		key = "safety.already_looked"
	}
	t.Say(state.ClassSafety, t.Text(key, "name", name, "numbers", t.Numbers()), t.HelpRow())
}

// toastStands answers the press, by words where no text follows.
func (t Side) toastStands(e state.Tapped, a *state.Alert) {
	switch {
	case !t.standsSaid(a):
		t.Toast(e, "")
	case len(t.Staffed()) == 0, t.oneReached(a) == "":
		t.Toast(e, "safety.again_nobody")
	case t.mayBePressed(a):
		t.Toast(e, "toast.noted")
	default:
		t.Toast(e, "safety.again")
	}
}

func (t Side) standsSaid(a *state.Alert) bool { return t.Now().Sub(a.StandsSaid) < helpEvery }

// Cards sends the numbers as contact cards, unless they have just been sent.
func (t Side) Cards() {
	if p := t.State.Patient; p != nil {
		if t.Now().Sub(p.CardsAt) < helpEvery {
			return
		}
		if !t.Careful() {
			p.CardsAt = t.Now()
		}
	}
	t.Turn.Cards()
}
