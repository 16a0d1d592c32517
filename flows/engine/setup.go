package engine

import (
	"slices"
	"time"
)

// partLasts is how long a part that was begun waits for a typed answer.
const partLasts = time.Hour

// step is one question of the set-up. Steps are asked one at a time, each in its own right: refusing one
// changes nothing about the next.
type step struct {
	name    string
	applies func() bool                 // nil: always
	ask     func() (string, [][]Button) // the question as it stands now
	take    func(value string) outcome  // a tap
	typed   func(text string) outcome   // a typed answer; nil: only taps
	asked   bool                        // a typed answer is expected only once a tap has asked for it
	why     string                      // key of the explanation behind [Why?]; empty: none
}

// outcome is what an answer to a step led to.
type outcome int

const (
	stay   outcome = iota // ask the same step again, as it now stands
	next                  // go on
	closed                // the set-up is over, the step said so itself
	odd                   // the answer was not one of those offered
)

// advance goes to the next step that applies. Where none is left it ends the setting and returns it.
func (t *turn) advance(steps []step, from int) *Setting {
	set := t.state.Setting
	for _, s := range steps[from+1:] {
		if s.applies == nil || s.applies() {
			set.Step, set.Choices, set.Typing = s.name, nil, s.typed != nil && !s.asked
			t.ask(steps)
			return nil
		}
	}
	t.state.Setting = nil
	return set
}

// ask shows the current step: in the set-up's one message, or in a new one where there is none yet.
func (t *turn) ask(steps []step) {
	if text, buttons := t.settingQuestion(steps); text != "" {
		t.show(text, buttons...)
	}
}

// settingQuestion is the current step's question.
func (t *turn) settingQuestion(steps []step) (string, [][]Button) {
	for _, s := range steps {
		if s.name == t.state.Setting.Step {
			text, buttons := s.ask()
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

// settingTapped takes a tap on a step's button. A button of an earlier step changes nothing, nor one of this step that is
// not offered any more: then the question is shown as it now stands. It returns the setting that ended with it, or nil.
func (t *turn) settingTapped(steps []step, e Tapped, name, value string) *Setting {
	set := t.state.Setting
	at := slices.IndexFunc(steps, func(s step) bool { return s.name == name })
	if set == nil || at < 0 || set.Step != name {
		t.toast(e, "toast.old")
		return nil
	}
	set.Message = e.Message
	s := steps[at]
	if value == "why" && s.why != "" {
		t.toast(e, "")
		text, buttons := s.ask()
		t.show(text+"\n\n"+t.text(s.why, t.names()...), append(buttons, t.helpRow())...)
		return nil
	}
	result := s.take(value)
	if result == odd {
		t.toast(e, "toast.old")
		t.ask(steps)
		return nil
	}
	t.toast(e, "")
	return t.carryOn(steps, at, result)
}

// settingTyped takes a typed answer, where one is expected. It tells whether the text was one, and returns the setting
// that ended with it, or nil.
func (t *turn) settingTyped(steps []step, text string) (bool, *Setting) {
	set := t.state.Setting
	if set == nil || !set.Typing {
		return false, nil
	}
	if set.Part != "" && t.now().Sub(set.Since) > partLasts {
		t.dropPart()
		return false, nil
	}
	at := slices.IndexFunc(steps, func(s step) bool { return s.name == set.Step })
	if at < 0 || steps[at].typed == nil {
		return false, nil
	}
	set.Message = 0 // the person wrote: the question moves below what they wrote
	return true, t.carryOn(steps, at, steps[at].typed(text))
}

func (t *turn) carryOn(steps []step, at int, result outcome) *Setting {
	switch result {
	case next:
		return t.advance(steps, at)
	case stay:
		t.ask(steps)
	case closed, odd:
	}
	return nil
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
