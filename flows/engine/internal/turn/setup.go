package turn

import (
	"slices"
	"strings"
	"time"

	"footing/flows/press"
	"footing/flows/record"
	"footing/flows/state"
)

// The sections of the set-up that can be repeated, each by a command. They use the set-up's own steps, and change
// nothing before the last of them is answered.
const (
	SectionSchedule = "schedule" // days and hour
	SectionZone     = "zone"
	SectionDeskZone = "desk_zone"
	SectionWeekly   = "weekly"   // when the weekly summary comes
	SectionFirst    = "first"    // who is told first
	SectionExcluded = "excluded" // who is left out
	// who the patient's therapist is
	SectionTherapist = "therapist"
)

// Pick keeps only the steps with the given names.
func Pick(all []Step, names ...string) []Step {
	return slices.DeleteFunc(all, func(s Step) bool { return !slices.Contains(names, s.Name) })
}

// RepeatSection repeats a section of the set-up, after everything else in this turn.
func (t *Turn) RepeatSection(name string) { t.Section = name }

// sectionLasts is how long a repeated section waits for a typed answer.
const sectionLasts = time.Hour

// Step is one question of the set-up. Steps are asked one at a time. Refusing one changes nothing about the next.
type Step struct {
	Name    string
	Applies func() bool                       // nil: always
	Ask     func() (string, [][]state.Button) // the question as it stands now
	Take    func(press.SetUp) Outcome         // a tap
	Typed   func(text string) Outcome         // a typed answer; nil: only taps
	asked   bool                              // a typed answer is expected only once a tap has asked for it
	First   string                            // key of a screen before the question; empty: none
	Why     string                            // key of the explanation behind [Why?]; empty: none
}

// Take is a step's way to take a value that is about nobody.
func Take(take func(value string) Outcome) func(press.SetUp) Outcome {
	return func(p press.SetUp) Outcome {
		if p.Of != "" {
			return Odd
		}
		return take(p.Value)
	}
}

// Outcome is the result of an answer to a step.
type Outcome int

// The outcomes.
const (
	Stay    Outcome = iota // ask the same step again with its current choices
	Next                   // go on
	Settled                // the set-up is over, and the step has already said so
	Odd                    // the answer was not one of those offered
)

// Advance goes to the next applicable step. If there is none, it ends the setting and returns it.
func (t *Turn) Advance(steps []Step, from int) *state.Setting {
	set := t.State.Setting
	for _, s := range steps[from+1:] {
		if s.Applies == nil || s.Applies() {
			set.Step, set.Choices, set.Typing = s.Name, nil, s.Typed != nil && !s.asked
			t.Ask(steps)
			return nil
		}
	}
	t.State.Setting = nil
	return set
}

// Ask shows the current step in the set-up's message, or in a new one if there is none yet.
func (t *Turn) Ask(steps []Step) {
	if text, buttons := t.SettingQuestion(steps); text != "" {
		t.show(text, buttons...)
	}
}

// SettingQuestion is the current step's question.
func (t *Turn) SettingQuestion(steps []Step) (string, [][]state.Button) {
	for _, s := range steps {
		if s.Name == t.State.Setting.Step {
			if s.First != "" {
				on := Row(Button(t.Text("setup.go_on"), press.SetUp{Step: s.Name, Value: "on"}))
				return t.Text(s.First, t.Names()...), [][]state.Button{on, t.HelpRow()}
			}
			return t.behind(s)
		}
	}
	return "", nil
}

// behind is the question of a step, behind its first screen if it has one.
func (t *Turn) behind(s Step) (string, [][]state.Button) {
	text, buttons := s.Ask()
	return text, slices.DeleteFunc(append(buttons, t.footer(s)), func(r []state.Button) bool { return len(r) == 0 })
}

func (t *Turn) footer(s Step) []state.Button {
	var last []state.Button
	if s.Why != "" {
		last = append(last, Button(t.Text("button.why"), press.SetUp{Step: s.Name, Value: "why"}))
	}
	if !t.State.Setting.Desk {
		last = append(last, t.HelpRow()...)
	}
	return last
}

func (t *Turn) show(text string, buttons ...[]state.Button) {
	buttons = slices.DeleteFunc(buttons, func(r []state.Button) bool { return len(r) == 0 })
	if t.State.Setting.Message != 0 {
		t.Edit(t.State.Setting.Message, text, buttons...)
		return
	}
	t.Add(state.Say{Chat: t.State.Chat, Class: state.ClassReply, Text: text, Buttons: buttons, Anchor: "setup"})
}

// SettingTapped handles a tap on a step's button. A button of an earlier step, or one that is no longer offered,
// changes nothing: the current question is shown again. It returns the setting if the tap has ended it, or nil.
func (t *Turn) SettingTapped(steps []Step, e state.Tapped, p press.SetUp) *state.Setting {
	set := t.State.Setting
	at := slices.IndexFunc(steps, func(s Step) bool { return s.Name == p.Step })
	if set == nil || at < 0 || set.Step != p.Step {
		t.Toast(e, "toast.old")
		return nil
	}
	set.Message = e.Message
	s := steps[at]
	if p.Value == "why" && s.Why != "" {
		t.Toast(e, "")
		text, buttons := s.Ask()
		t.show(t.Because(s.Why, text), append(buttons, t.HelpRow())...)
		return nil
	}
	if p.Value == "on" && s.First != "" {
		t.Toast(e, "")
		text, buttons := t.behind(s)
		t.show(text, buttons...)
		return nil
	}
	result := s.Take(p)
	if result == Odd {
		t.Toast(e, "toast.old")
		t.Ask(steps)
		return nil
	}
	t.Toast(e, "")
	return t.carryOn(steps, at, result)
}

// SettingTyped takes a typed answer if one is expected. It reports whether the text was one, and returns the setting if
// the answer has ended it, or nil.
func (t *Turn) SettingTyped(steps []Step, text string) (bool, *state.Setting) {
	set := t.State.Setting
	if set == nil || !set.Typing {
		return false, nil
	}
	if set.Section != "" && t.Now().Sub(set.Since) > sectionLasts {
		t.DropSection()
		return false, nil
	}
	at := slices.IndexFunc(steps, func(s Step) bool { return s.Name == set.Step })
	if at < 0 || steps[at].Typed == nil {
		return false, nil
	}
	set.Message = 0 // the person wrote: the question moves below what they wrote
	return true, t.carryOn(steps, at, steps[at].Typed(text))
}

// Because is what stands behind [Why?]: the explanation, then the last paragraph of the question, so that both are one
// screen.
func (t *Turn) Because(why, question string) string {
	if last := strings.LastIndex(question, "\n\n"); last >= 0 {
		question = question[last+2:]
	}
	return t.Text(why, t.Names()...) + "\n\n" + question
}

func (t *Turn) carryOn(steps []Step, at int, result Outcome) *state.Setting {
	switch result {
	case Next:
		return t.Advance(steps, at)
	case Stay:
		t.Ask(steps)
	case Settled, Odd:
	}
	return nil
}

// Names lists the names that set-up texts may use.
func (t *Turn) Names() []string {
	args := []string{"word", FirstLine(t.Text("words.exit"))}
	if p := t.State.Patient; p != nil {
		args = append(args, "name", p.Clinician.Name)
		if p.Backup != nil {
			args = append(args, "backup", p.Backup.Name)
		}
	}
	return args
}

// Caring reports whether answers may be kept. Without that consent nothing is asked.
func (t *Turn) Caring() bool { return t.State.Patient.Consents[record.ForCare] }

// Finish closes the set-up's message, or sends a new one below a typed answer.
func (t *Turn) Finish(message int, text string, rows ...[]state.Button) {
	if message != 0 {
		t.Edit(message, text, rows...)
		return
	}
	t.Say(state.ClassReply, text, rows...)
}
