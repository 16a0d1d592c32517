package patient

import (
	"strings"

	"footing/flows/engine/internal/turn"
	"footing/flows/press"
	"footing/flows/record"
	"footing/flows/state"
)

// awaitedTyped takes a text if one is expected. It reports whether it did.
func (t Side) awaitedTyped(text record.FreeText) bool {
	p := t.State.Patient
	if p == nil {
		return false
	}
	asked, ofAlert := p.Awaits, t.AwaitsReach()
	if asked.What == "" && !t.Mentions(text.Reveal()) && t.continued(text) {
		return true
	}
	t.AwaitNothing()
	what, more, _ := strings.Cut(asked.What, ":")
	if !t.Follows(asked.Since, asked.Told, turn.AwaitedFor) || !ofAlert && (!p.Active || p.Left) {
		return false
	}
	switch what {
	case "reach":
		return t.safety.ReachTyped(more, text)
	case "pause":
		return t.pauseTyped(text)
	case "goal", "step":
		return t.goal.Typed(what, text)
	case "plan":
		return t.safety.PlanTyped(more, text)
	default:
		return false
	}
}

// continued takes a text as the next part of the one that came just before.
func (t Side) continued(text record.FreeText) bool {
	place := t.Parts().GoesOn()
	ring, ofRing := strings.CutPrefix(place, turn.RingPart)
	plan, ofPlan := strings.CutPrefix(place, turn.PlanPart)
	switch {
	case ofRing:
		return t.safety.RingTyped(ring, text)
	case ofPlan:
		return t.safety.PlanContinued(plan, text)
	case place == "goal", place == "step":
		return t.State.Patient.SetUp() && t.goal.Continued(place, text)
	default:
		return false
	}
}

// partLeftOut takes away the last part of what the patient typed, if that is the one that was shown.
func (t Side) partLeftOut(e state.Tapped, key string) {
	place, ok := t.Parts().Named(key)
	note, ofNote := strings.CutPrefix(place, turn.NotePart)
	ring, ofRing := strings.CutPrefix(place, turn.RingPart)
	plan, ofPlan := strings.CutPrefix(place, turn.PlanPart)
	switch {
	case !ok:
		t.Toast(e, "toast.old")
	case ofNote:
		t.safety.NoteLeftOut(e, note)
	case ofRing:
		t.safety.RingLeftOut(e, ring)
	case ofPlan:
		t.safety.PlanLeftOut(e, plan)
	default:
		t.goal.LeftOut(e, place)
	}
}

// choiceTapped handles a press about the bot's behaviour. A text that was expected is no longer.
func (t Side) choiceTapped(e state.Tapped, p press.Press) {
	if c, ok := p.(press.Choice); ok && c.What == "privacy" {
		t.own.PrivacyTapped(e, c.Value)
		return
	}
	if t.State.Patient == nil {
		t.Toast(e, "toast.old")
		return
	}
	t.AwaitNothing()
	switch p := p.(type) {
	case press.Later:
		t.laterTapped(e, p)
	case press.Change:
		t.changeTapped(e, p.Occasion)
	case press.Session:
		t.sessionTapped(e, p)
	case press.Choice:
		t.chose(e, p.What, p.Value, p.More)
	default:
		t.Toast(e, "toast.old")
	}
}

func (t Side) chose(e state.Tapped, what, value, more string) {
	switch what {
	case "pause":
		t.pauseTapped(e, value)
	case "circle":
		t.circle.CircleTapped(e, value)
	case "data":
		t.own.Tapped(e, value, more)
	case "erase":
		t.own.EraseTapped(e, value)
	case "worse":
		t.worseTapped(e, value)
	case "silence":
		t.silenceTapped(e, value)
	case "goal":
		t.goal.Tapped(e, value)
	case "plan":
		t.safety.PlanTapped(e, value, more)
	case "consent":
		t.consentTapped(e, value, more)
	case "gap":
		t.gapTapped(e, value)
	case "discreet":
		t.discreetTapped(e, value)
	case "careful":
		t.carefulTapped(e, value)
	case "reach":
		t.safety.ReachTapped(e, value, more)
	default:
		t.Toast(e, "toast.old")
	}
}

// StopAsked asks for confirmation before a participation ends.
func (t Side) StopAsked() {
	if t.State.Patient == nil || t.State.Patient.Left {
		t.Say(state.ClassSafety, t.Text("stop.nothing", "numbers", t.Numbers()), t.HelpRow())
		return
	}
	t.Say(state.ClassReply, t.Text("stop.sure", "name", t.State.Patient.Clinician.Name),
		turn.Row(turn.Button(t.Text("stop.yes"), press.Stop{Yes: true})),
		turn.Row(turn.Button(t.Text("stop.no"), press.Stop{})))
}

// stopTapped ends the participation. Answers stay, and help continues to work.
func (t Side) stopTapped(e state.Tapped, yes bool) {
	p := t.State.Patient
	if p == nil || p.Left {
		t.Toast(e, "toast.old")
		return
	}
	t.Toast(e, "")
	if !yes {
		t.Edit(e.Message, t.Text("stop.kept"))
		return
	}
	t.Edit(e.Message, t.Text("stop.done", "name", p.Clinician.Name, "numbers", t.Numbers()), t.HelpRow())
	inResearch := p.Consents[record.ForResearch]
	t.Leave(turn.AskedToStop)
	if inResearch {
		text, rows := t.consentScreen(record.ForResearch)
		t.Say(state.ClassReply, text, rows...)
	}
}
