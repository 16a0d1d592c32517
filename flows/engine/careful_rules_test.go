package engine_test

import (
	"cmp"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"footing/flows/engine"
	"footing/flows/press"
	"footing/flows/record"
	"footing/flows/state"
)

// carefulness: under careful contact no contact card is sent, whatever comes by itself says that there is a note, what
// was held about safety is never lost, and whoever opens the note is shown all of it in its order.
func (r *rules) carefulness(before state.State, e state.Event, after state.State, effects []state.Effect) {
	if before.Patient == nil || after.Patient == nil || !before.Patient.Careful.Holds() || !after.Patient.Careful.Holds() {
		return
	}
	words := r.tr.plan.Wording(after.Locale)
	var shown []string
	for _, effect := range effects {
		switch s := effect.(type) {
		case state.Card:
			r.tr.t.Fatalf("under careful contact, after %T %+v, a contact card is sent: %s", e, e, s.Name)
		case state.Say:
			shown = append(shown, s.Text)
			if r.unprompted(before, e) && !s.Protect && s.Text != words["discreet.note"] {
				r.tr.t.Fatalf("under careful contact, after %T %+v, somebody is sent %q", e, e, s.Text)
			}
		case state.Edit:
			shown = append(shown, s.Text)
		}
	}
	if held := before.Patient.Held; held != nil && !erases(effects) {
		r.stillThere(*held, e, after, shown)
		r.inOrder(*held, e, shown)
	}
}

// unprompted tells whether the person has not just tapped or written. A chat in which somebody is also a clinician is
// left out: that side's messages are not the patient's.
func (r *rules) unprompted(before state.State, e state.Event) bool {
	if before.Desk != nil || r.fetches(e) {
		return false
	}
	switch e := e.(type) {
	case state.Said, state.Tapped:
		return false
	case state.Unreachable:
		return e.Anchor != state.AnchorTidy
	}
	return true
}

// stillThere: what was held about safety is held on, or shown, or said again in the same words.
func (r *rules) stillThere(held state.Held, e state.Event, after state.State, shown []string) {
	if after.Patient.Held != nil {
		for _, part := range after.Patient.Held.Parts {
			shown = append(shown, part.Text)
		}
	}
	for _, part := range held.Parts {
		says := func(text string) bool { return strings.HasSuffix(text, part.Text) }
		if part.Class == state.ClassSafety && part.Anchor == "" && part.Phone == "" && !slices.ContainsFunc(shown, says) {
			r.tr.t.Fatalf("%q was held under careful contact, and is gone after %T %+v", part.Text, e, e)
		}
	}
}

// inOrder: opening the note shows what it holds, what is about safety first. The check-in's question may be over.
func (r *rules) inOrder(held state.Held, e state.Event, shown []string) {
	tap, ok := e.(state.Tapped)
	if p, _ := press.Decode(tap.Data); !ok || p != press.Press(press.Uncover{Cover: held.ID}) {
		return
	}
	parts := slices.DeleteFunc(slices.Clone(held.Parts), func(p state.Part) bool {
		return p.Phone != "" || p.Anchor != ""
	})
	slices.SortStableFunc(parts, func(a, b state.Part) int {
		return cmp.Compare(min(a.Class, state.ClassReply), min(b.Class, state.ClassReply))
	})
	for _, text := range shown {
		if len(parts) > 0 && strings.HasSuffix(text, parts[0].Text) {
			parts = parts[1:]
		}
	}
	if len(parts) > 0 {
		r.tr.t.Fatalf("a note was opened and did not show %q, in its order; it showed\n%s", parts[0].Text,
			strings.Join(shown, "\n"))
	}
}

func erases(effects []state.Effect) bool {
	return slices.ContainsFunc(effects, func(e state.Effect) bool { _, erased := e.(state.Erase); return erased })
}

// TestCarefulContact lets anything happen to somebody whose phone may be seen and who has called for help.
func TestCarefulContact(t *testing.T) {
	plan := shipped(t)
	rapid.Check(t, func(t *rapid.T) {
		tr := newTroupe(t, plan)
		tr.staff(lind, "Dr Lind", record.Clinician)
		tr.staff(moss, "Dr Moss", record.Backup)
		tr.enrol(4)
		tr.says(4, "help")
		tr.settle()
		tr.tapsOn(4, "My phone may be seen")
		if tr.oneIn(4, "calls") > 0 {
			tr.asksForHelp()
		}
		for range 1 + tr.oneIn(30, "acts") {
			switch tr.oneIn(6, "kind") {
			case 0:
				tr.tapsOn(4, "Open")
			case 1:
				tr.tapsAlarm()
			default:
				tr.act()
			}
			tr.settle()
		}
		tr.end()
	})
}

// TestRouteSaysCareful: whoever helps without the store knows that no card and no call may go out.
func TestRouteSaysCareful(t *testing.T) {
	plan := shipped(t)
	s := state.State{ID: "s02-P", Chat: 2, Patient: &state.Patient{}}
	if engine.RouteOf(plan, s).Careful {
		t.Error("careful contact holds for somebody who never wanted it")
	}
	s.Patient.Careful = state.Careful{Since: noon(), By: state.CarefulByWish}
	if !engine.RouteOf(plan, s).Careful {
		t.Error("the route does not say that careful contact holds")
	}
}
