package engine

import "slices"

// step is one question of the set-up. Steps are asked one at a time, each in its own right: refusing one
// changes nothing about the next.
type step struct {
	name    string
	applies func(t *turn) bool                  // nil: always
	ask     func(t *turn) (string, [][]Button)  // the question as it stands now
	take    func(t *turn, value string) outcome // a tap
	typed   func(t *turn, text string) outcome  // a typed answer; nil: only taps
	why     string                              // key of the explanation behind [Why?]; empty: none
}

// outcome is what an answer to a step led to.
type outcome int

const (
	stay   outcome = iota // ask the same step again, as it now stands
	next                  // go on
	closed                // the set-up is over, the step said so itself
	odd                   // the answer was not one of those offered
)

// stepsOf lists the steps that the state is in the middle of.
func (t *turn) stepsOf() []step {
	switch set := t.state.Setting; {
	case set != nil && set.Part != "":
		return part(set.Part)
	case set != nil && set.Desk:
		return deskSteps()
	default:
		return patientSteps()
	}
}

// begin starts a row of steps.
func (t *turn) begin(steps func() []step) {
	t.state.Setting = &Setting{Desk: steps()[0].name == stepDeskZone}
	t.advance(steps(), -1)
}

// advance goes to the next step that applies, or finishes.
func (t *turn) advance(steps []step, from int) {
	for _, s := range steps[from+1:] {
		if s.applies == nil || s.applies(t) {
			set := t.state.Setting
			set.Step, set.Choices, set.Typing = s.name, nil, s.typed != nil && s.name != stepZone && s.name != stepDeskZone
			t.ask()
			return
		}
	}
	set := *t.state.Setting
	t.state.Setting = nil
	switch {
	case set.Part != "":
		t.partReady(set)
	case set.Desk:
		t.deskReady(set.Message)
	default:
		t.patientReady(set.Message)
	}
}

// ask shows the current step: in the set-up's one message, or in a new one where there is none yet.
func (t *turn) ask() {
	if text, buttons := t.settingQuestion(); text != "" {
		t.show(text, buttons...)
	}
}

// settingQuestion is the current step's question.
func (t *turn) settingQuestion() (string, [][]Button) {
	for _, s := range t.stepsOf() {
		if s.name == t.state.Setting.Step {
			text, buttons := s.ask(t)
			return text, slices.DeleteFunc(append(buttons, t.footer(s)), func(r []Button) bool { return len(r) == 0 })
		}
	}
	return "", nil
}

func (t *turn) footer(s step) []Button {
	var last []Button
	if s.why != "" {
		last = append(last, button(t.text("button.why"), "e:"+s.name+":why"))
	}
	if !t.state.Setting.Desk {
		last = append(last, t.helpRow()...)
	}
	return last
}

func (t *turn) show(text string, buttons ...[]Button) {
	buttons = slices.DeleteFunc(buttons, func(r []Button) bool { return len(r) == 0 })
	if t.state.Setting.Message != 0 {
		t.edit(t.state.Setting.Message, text, buttons...)
		return
	}
	t.add(Say{Chat: t.state.Chat, Class: ClassReply, Text: text, Buttons: buttons, Slot: "setup"})
}

// settingTapped takes a tap on a step's button. A button of an earlier step changes nothing.
func (t *turn) settingTapped(e Tapped, name, value string) {
	set := t.state.Setting
	steps := t.stepsOf()
	at := slices.IndexFunc(steps, func(s step) bool { return s.name == name })
	if set == nil || at < 0 || set.Step != name {
		t.toast(e, "toast.old")
		return
	}
	set.Message = e.Message
	s := steps[at]
	if value == "why" && s.why != "" {
		t.toast(e, "")
		text, buttons := s.ask(t)
		t.show(text+"\n\n"+t.text(s.why, t.names()...), append(buttons, t.helpRow())...)
		return
	}
	result := s.take(t, value)
	if result == odd {
		t.toast(e, "toast.old")
		return
	}
	t.toast(e, "")
	t.carryOn(steps, at, result)
}

// settingTyped takes a typed answer, where one is expected. It tells whether the text was one.
func (t *turn) settingTyped(text string) bool {
	set := t.state.Setting
	if set == nil || !set.Typing {
		return false
	}
	if set.Part != "" && t.now().Sub(set.Since) > partLasts {
		t.dropPart()
		return false
	}
	steps := t.stepsOf()
	at := slices.IndexFunc(steps, func(s step) bool { return s.name == set.Step })
	if at < 0 || steps[at].typed == nil {
		return false
	}
	set.Message = 0 // the person wrote: the question moves below what they wrote
	t.carryOn(steps, at, steps[at].typed(t, text))
	return true
}

func (t *turn) carryOn(steps []step, at int, result outcome) {
	switch result {
	case next:
		t.advance(steps, at)
	case stay:
		t.ask()
	case closed, odd:
	}
}

// names are the people a set-up text may name.
func (t *turn) names() []string {
	args := []string{}
	if p := t.state.Patient; p != nil {
		args = append(args, "name", p.Clinician.Name)
		if p.Backup != nil {
			args = append(args, "backup", p.Backup.Name)
		}
	}
	return args
}
