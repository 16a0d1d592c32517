package engine

import (
	"slices"
	"strings"

	"footing/flows/press"
	"footing/flows/state"
)

// owed gives each message of the turn the class of whoever it is owed to: patients are answered before staff, except
// about an alert, and both before somebody unknown. What is urgent or unprompted is so for all whom the bot knows.
func (t sides) owed(e state.Event, before bool) {
	answer, help := state.ClassReply, state.ClassSafety
	switch {
	case !before && !known(t.State):
		answer, help = state.ClassStranger, state.ClassStrangerHelp
	case t.State.Desk != nil && (aboutAlert(e) || slices.ContainsFunc(t.Effects, actsOnAlert)):
		answer = state.ClassAct
	case t.State.Desk != nil && t.State.Patient == nil:
		answer = state.ClassStaff
	}
	for n, one := range t.Effects {
		t.Effects[n] = owedAs(one, answer, help)
	}
}

// owedAs replaces the classes of an answer and of a text about safety in a message.
func owedAs(e state.Effect, answer, help state.Class) state.Effect {
	as := func(c state.Class) state.Class {
		switch c {
		case state.ClassReply:
			return answer
		case state.ClassSafety:
			return help
		default:
			return c
		}
	}
	switch e := e.(type) {
	case state.Say:
		e.Class = as(e.Class)
		return e
	case state.Edit:
		e.Class = as(e.Class)
		return e
	case state.Picture:
		e.Class = as(e.Class)
		return e
	case state.Card:
		e.Class = as(e.Class)
		return e
	case state.Document:
		e.Class = as(e.Class)
		return e
	case state.Delete:
		e.Class = as(e.Class)
		return e
	default:
		return e
	}
}

// known tells whether the bot knows somebody: a patient, also one who has left, staff, and whoever opens a valid
// invitation. An invitation that nobody has confirmed yet makes nobody known, for anybody can make a link up.
func known(s state.State) bool {
	return s.Patient != nil || s.Desk != nil || s.Office != nil || s.Opener != nil && s.Opener.Offer != nil
}

// aboutAlert tells whether an event is an act of staff about an alert, or news of one for them.
func aboutAlert(e state.Event) bool {
	switch e := e.(type) {
	case state.Tapped:
		p, _ := press.Decode(e.Data)
		_, alarm := p.(press.Alarm)
		return alarm
	case state.Sent:
		return strings.HasPrefix(e.Anchor, "alarm:")
	case state.Told:
		switch e.Letter.(type) {
		case state.Alarm, state.Settled, state.Relieved, state.Unheard, state.Shown, state.Eased, state.ReachSaid,
			state.Notice:
			return true
		default:
			return false
		}
	default:
		return false
	}
}

// actsOnAlert tells whether an effect passes on what staff do about an alert: also a note that is typed.
func actsOnAlert(e state.Effect) bool {
	tell, ok := e.(state.Tell)
	if !ok {
		return false
	}
	switch tell.Letter.(type) {
	case state.Acted, state.Look, state.AskReach:
		return true
	default:
		return false
	}
}
