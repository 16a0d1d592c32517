package patient

import (
	"footing/flows/engine/internal/turn"
	"footing/flows/press"
	"footing/flows/state"
)

// askDiscreet offers discreet mode before any of the content is shown.
func (t Side) askDiscreet() (string, [][]state.Button) {
	return t.Text("discreet.ask"),
		[][]state.Button{t.YesOrNo(press.SetUp{Step: "discreet", Value: "yes"}, press.SetUp{
			Step:  "discreet",
			Value: "no",
		})}
}

func (t Side) takeDiscreet(value string) turn.Outcome {
	switch value {
	case "yes":
		set := t.State.Setting
		t.Edit(set.Message, t.Text("discreet.done"))
		set.Message = 0 // the next question comes below the new button
		t.setDiscreet(true)
		return turn.Next
	case "no":
		if t.Discreet() { // from an earlier participation
			t.setDiscreet(false)
		}
		return turn.Next
	default:
		return turn.Odd
	}
}

// setDiscreet turns discreet mode on or off. Turning it off shows what waited behind a cover,
// unless careful contact still covers it.
func (t Side) setDiscreet(on bool) {
	p := t.State.Patient
	p.Discreet = on
	if on {
		t.SayKeyboard("")
		t.Wake(state.WakeTidy, state.TidyOver, t.Now().Add(turn.OverAfter))
		t.planTidy()
	} else {
		t.SayKeyboard(t.Text("discreet.off"))
		t.Forget(state.WakeTidy, state.TidyOver)
		t.Forget(state.WakeTidy, state.TidyOld)
		if held := p.Held; held != nil && !t.Careful() {
			t.showHeld(held)
		}
	}
	t.Menu()
}

// StayDiscreet keeps the mode of somebody who has removed everything, while an alert is open.
func (t Side) StayDiscreet(on bool) { t.State.Patient.Discreet = on }

// ShowHeldSafety shows what waits about safety, and nothing else of what is held: whoever removes everything is here
// now, and cannot open the cover afterwards.
func (t Side) ShowHeldSafety() {
	p := t.State.Patient
	if p.Held == nil {
		return
	}
	for _, part := range p.Held.Parts {
		if part.Class == state.ClassSafety && part.Phone == "" && part.Anchor == "" {
			t.Say(state.ClassSafety, t.partText(part), part.Buttons...)
		}
	}
}

// showHeld shows the held messages without a cover.
func (t Side) showHeld(held *state.Held) {
	p := t.State.Patient
	p.Held = nil
	for _, part := range t.StillHeld(held.Parts, nil) {
		if part.Phone != "" {
			t.Add(state.Card{Chat: t.State.Chat, Class: min(part.Class, state.ClassReply), Phone: part.Phone, Name: part.Name})
			continue
		}
		t.Add(state.Say{
			Chat: t.State.Chat, Class: min(part.Class, state.ClassReply), Text: t.partText(part),
			Buttons: part.Buttons, Anchor: part.Anchor,
		})
	}
	t.takeAway(held.Message)
}

// discreetTapped explains discreet mode and takes the choice.
func (t Side) discreetTapped(e state.Tapped, value string) {
	p := t.State.Patient
	switch value {
	case "ask", "why":
		t.Toast(e, "")
		text, more := t.Text("discreet.ask"), turn.Row(turn.Button(t.Text("button.why"), press.Chose("discreet", "why")))
		if value == "why" {
			text, more = t.Because("why.discreet", text), nil
		}
		t.Edit(e.Message, text, t.YesOrNo(press.Chose("discreet", "on"), press.Chose("discreet", "off")),
			append(more, t.HelpRow()...))
	case "on", "off":
		t.Toast(e, "")
		on := value == "on"
		if p.Discreet == on {
			t.Edit(e.Message, t.Text("choices.unchanged"))
			return
		}
		if on {
			t.Edit(e.Message, t.Text("discreet.done"))
		} else {
			t.Edit(e.Message, t.Text("discreet.off"))
		}
		t.setDiscreet(on)
	default:
		t.Toast(e, "toast.old")
	}
}
