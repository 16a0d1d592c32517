package rehearsal

import (
	"bytes"
	"fmt"
	"image/png"
	"reflect"
	"regexp"
	"strings"

	"footing/flows/state"
)

var digitsText = regexp.MustCompile(`(?m)^(\d{4})$`)

var linkText = regexp.MustCompile(`start=(\S+)`)

// watch writes what follows from an event.
func (s *Script) watch(to string, e state.Event, effects []state.Effect) {
	who := s.who(to)
	if s.Watch != nil {
		s.Watch(who, e, effects)
	}
	if due, ok := e.(state.Due); ok {
		now := s.Rehearsal.Now.In(s.Plan.Clinic.Location()).Format("Mon 15:04")
		fmt.Fprintf(&s.Out, "  %s %s: %s %s is due\n", now, who, due.Kind, due.Key)
	}
	for _, effect := range effects {
		again, err := passed(effect, state.EncodeEffect, state.DecodeEffect)
		if err != nil {
			s.failed = err
			return
		}
		if e, ok := again.(state.Edit); ok {
			if m := digitsText.FindStringSubmatch(e.Text); m != nil {
				s.digits = m[1]
			}
		}
		if say, ok := again.(state.Say); ok {
			if m := linkText.FindStringSubmatch(say.Text); m != nil {
				s.link = m[1]
			}
		}
		if _, ok := again.(state.Route); ok && !s.routes {
			continue
		}
		s.Out.WriteString("  " + s.describe(who, again) + "\n")
	}
}

// standing is how far the calls about an open alert have come.
func (s *Script) standing(a state.Standing) string {
	text := fmt.Sprintf("(alert %s: steps %v, called", a.ID, a.Taken)
	for _, id := range a.Called {
		text += " " + s.who(id)
	}
	for _, id := range a.Earlier {
		text += ", earlier " + s.who(id)
	}
	for _, p := range a.Pages {
		if !p.At.IsZero() {
			text += fmt.Sprintf(", %s paged", p.Call)
		}
	}
	if a.Told {
		text += ", told"
	}
	return text + ")"
}

// route is whom a route calls, step by step, and about what.
func (s *Script) route(r state.Route) string {
	if r.Gone {
		return "gone"
	}
	words := []string{r.Locale}
	for _, is := range []struct {
		so   bool
		word string
	}{{r.Staff, "staff"}, {r.Discreet, "discreet"}, {r.Careful, "careful"}, {r.Told, "told"}} {
		if is.so {
			words = append(words, is.word)
		}
	}
	words = append(words, s.steps(r.Steps)...)
	for _, shift := range r.Shifts {
		words = append(append(words, "| from", shift.From.UTC().Format(routeTime)), s.steps(shift.Steps)...)
	}
	for _, a := range r.Absences {
		from := ""
		if !a.From.IsZero() {
			from = a.From.UTC().Format(routeTime) + " "
		}
		words = append(words, fmt.Sprintf("(%s away %sto %s)", s.who(a.ID), from, a.Until.UTC().Format(routeTime)))
	}
	for _, a := range r.Alerts {
		words = append(words, s.standing(a))
	}
	return strings.Join(words, " ")
}

// steps are whom a route calls, step by step.
func (s *Script) steps(steps []state.RouteStep) (words []string) {
	for _, step := range steps {
		post := ""
		if step.Post != "" {
			post = fmt.Sprintf(" by %s", step.Post)
		}
		words = append(words, fmt.Sprintf("+%v %s%s:", step.After, step.Call, post))
		for _, c := range step.People {
			words = append(words, s.who(c.ID))
		}
	}
	return words
}

// routeTime is how a route shows when an absence begins and ends.
const routeTime = "Mon 2 Jan 15:04"

// describe is an effect as one line.
func (s *Script) describe(who string, effect state.Effect) string {
	zone := s.Plan.Clinic.Location()
	switch e := effect.(type) {
	case state.Say:
		return fmt.Sprintf("to %s%s: %s%s", who, s.manner(e), oneLine(e.Text), Labels(e.Buttons, e.Keyboard))
	case state.Edit:
		manner := s.manner(state.Say{Class: e.Class})
		return fmt.Sprintf("edit %s%s: %s%s", who, manner, oneLine(e.Text), Labels(e.Buttons, nil))
	case state.Toast:
		return fmt.Sprintf("toast %s: %q", who, e.Text)
	case state.Picture:
		data, err := e.PNG, error(nil)
		if e.Chart != nil {
			data, err = e.Chart.PNG()
		}
		if err != nil {
			return fmt.Sprintf("picture to %s that can't be drawn: %v", who, err)
		}
		picture, err := png.Decode(bytes.NewReader(data))
		if err != nil {
			return fmt.Sprintf("picture to %s that is none: %v", who, err)
		}
		manner := s.manner(state.Say{Class: e.Class, Protect: e.Protect})
		return fmt.Sprintf("picture to %s%s, %v: %s", who, manner, picture.Bounds().Size(), oneLine(e.Caption))
	case state.Card:
		return fmt.Sprintf("card %s%s: %s %s", who, s.manner(state.Say{Class: e.Class}), e.Name, e.Phone)
	case state.Document:
		manner := s.manner(state.Say{Class: e.Class})
		return fmt.Sprintf("file for %s%s: %s (%d bytes) %s", who, manner, e.Name, len(e.Data), e.Caption)
	case state.Delete:
		manner := s.manner(state.Say{Anchor: e.Anchor, Class: e.Class})
		return fmt.Sprintf("remove from %s: %d messages%s", who, len(e.Messages), manner)
	case state.Erase:
		return fmt.Sprintf("erase %s", who)
	case state.Menu:
		return fmt.Sprintf("menu %s: %s, %s%s", who, map[bool]string{true: "staff", false: "patients"}[e.Staff], e.Locale,
			map[bool]string{true: ", discreet"}[e.Discreet])
	case state.Tell:
		return fmt.Sprintf("letter %s -> %s: %s", who, s.who(e.To), reflect.TypeOf(e.Letter).Name())
	case state.Page:
		return fmt.Sprintf("page %s for %s: %s", who, e.Call, e.Text())
	case state.Keep:
		fact, err := s.described(e.Fact)
		if err != nil {
			return fmt.Sprintf("fact of %s that cannot be kept: %v", who, err)
		}
		return fmt.Sprintf("fact of %s: %s", who, fact)
	case state.Wake:
		return fmt.Sprintf("wake %s: %s %s at %s", who, e.Kind, e.Key, e.At.In(zone).Format("Mon 2006-01-02 15:04"))
	case state.Forget:
		return fmt.Sprintf("forget %s: %s %s", who, e.Kind, e.Key)
	case state.Route:
		return fmt.Sprintf("route of %s: %s", who, s.route(e))
	case state.Ignore:
		return fmt.Sprintf("ignore %s: %s", who, e.Reason)
	}
	return "?"
}

// manner is how a message is sent if it is not a plain reply to a patient: its anchor, its class, whether it is
// protected from forwarding, whether it is silent, and until when it may be sent.
func (s *Script) manner(e state.Say) string {
	var words []string
	if e.Anchor != "" {
		words = append(words, e.Anchor)
	}
	if e.Class != state.ClassReply {
		words = append(words, e.Class.String())
	}
	if e.Protect {
		words = append(words, "protected")
	}
	if e.Quiet {
		words = append(words, "quiet")
	}
	if !e.Until.IsZero() {
		words = append(words, "until "+e.Until.In(s.Plan.Clinic.Location()).Format("Mon 15:04"))
	}
	return inBrackets(strings.Join(words, ", "))
}

func inBrackets(words string) string {
	if words == "" {
		return ""
	}
	return " (" + words + ")"
}

func oneLine(text string) string { return counted(visible(strings.ReplaceAll(text, "\n", " / "))) }

// visible makes invisible marks visible.
func visible(text string) string {
	return strings.NewReplacer("\u2066", "⟨", "\u2068", "⟨", "\u2069", "⟩").Replace(text)
}

// Labels are the buttons of a message on one line, row by row, followed by its keyboard.
func Labels(rows [][]state.Button, keyboard [][]string) string {
	var b strings.Builder
	for _, r := range rows {
		for n, button := range r {
			b.WriteString(map[bool]string{true: " ", false: ""}[n == 0] + "[" + visible(button.Text) + "]")
		}
	}
	for _, r := range keyboard {
		b.WriteString(" {keyboard: " + strings.Join(r, ", ") + "}")
	}
	return b.String()
}
