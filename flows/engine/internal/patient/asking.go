package patient

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"footing/flows"
	"footing/flows/engine/internal/turn"
	"footing/flows/press"
	"footing/flows/state"
)

// question renders the current item: its buttons, the two ways to leave it, back and help.
func (t Side) question(o *state.Occasion) (string, [][]state.Button) {
	p, ok := t.Question(o, o.Item)
	if !ok {
		return t.thanks(o), nil
	}
	o.Window = t.Window(o, p)
	key, args := p.Key(), t.itemWords()
	text := t.Text(p.Item.TextKey(p.Questionnaire.ID, o.Window), args...)
	if intro := t.Text(key+".intro", args...); intro != key+".intro" && t.introduces(key) {
		text = intro + "\n\n" + text
	}
	if p.Questionnaire.Private && p.Item.Kind != flows.Information {
		text = t.Text("ask.private", "name", t.State.Patient.Clinician.Name) + "\n\n" + text
	}
	if line := t.watchedLine(p.Questionnaire); line != "" {
		text = line + "\n\n" + text
	}
	if hint := t.hint(p); hint != "" {
		text += "\n\n" + hint
	}
	buttons := t.itemButtons(o, p)
	var last []state.Button
	if len(o.Path) > 0 {
		last = append(last, turn.Button(t.Text("button.back"), press.Back{Occasion: o.Number}))
	}
	return text, append(buttons, append(last, t.HelpRow()...))
}

// introduces reports whether to show an introduction. One that shows the goal needs a goal.
func (t Side) introduces(key string) bool {
	text := t.Plan.Wording(t.State.Locale)[key+".intro"]
	return t.State.Patient.Goal.Text != "" || !strings.Contains(text, "{goal}")
}

// hint says how to answer an item that has no buttons for it.
func (t Side) hint(p turn.Question) string {
	switch p.Item.Kind {
	case flows.Several:
		return t.Text("ask.several")
	case flows.Scale:
		return fmt.Sprintf("%d: %s\n%d: %s", p.Item.Min, t.Text(p.Key()+".low", t.itemWords()...),
			p.Item.Max, t.Text(p.Key()+".high", t.itemWords()...))
	case flows.Number:
		return t.Text("ask.number", "min", strconv.Itoa(p.Item.Min), "max", strconv.Itoa(p.Item.Max))
	case flows.Time:
		return t.Text("ask.time")
	case flows.Date:
		return t.Text("ask.date")
	case flows.Text:
		return t.Text("ask.text", "max", strconv.Itoa(p.Item.Max))
	case flows.Choice, flows.YesNo, flows.Information:
	}
	return ""
}

// scaleRow is how many numbers stand side by side.
const scaleRow = 6

// itemButtons are the ways to answer an item by a tap.
func (t Side) itemButtons(o *state.Occasion, p turn.Question) [][]state.Button {
	words := t.itemWords()
	answer := func(code string) press.Press { return press.Answer{Occasion: o.Number, Item: p.Item.ID, Code: code} }
	var rows [][]state.Button
	var short []state.Button
	for _, option := range p.Item.Options {
		if option.Action == flows.TellPerson && len(t.Staffed()) == 0 {
			continue
		}
		label := t.OwnOptionWords(p, option.Code, words...)
		switch p.Item.Kind {
		case flows.Scale, flows.YesNo:
			short = append(short, turn.Button(label, answer(option.Code)))
			continue
		case flows.Several:
			if slices.Contains(o.Ticked, option.Code) {
				label = "✓ " + label
			}
		case flows.Choice, flows.Number, flows.Time, flows.Date, flows.Text, flows.Information:
		}
		rows = append(rows, turn.Row(turn.Button(label, answer(option.Code))))
	}
	for part := range slices.Chunk(short, scaleRow) {
		rows = append(rows, part)
	}
	switch p.Item.Kind {
	case flows.Several:
		rows = append(rows, turn.Row(turn.Button(t.Text("button.done"), answer(flows.Done))))
	case flows.Date:
		rows = append(rows,
			turn.Row(turn.Button(t.Text("button.today"), answer(flows.Today)),
				turn.Button(t.Text("button.yesterday"), answer(flows.Yesterday))))
	case flows.Information:
		return rows
	case flows.Choice, flows.Scale, flows.YesNo, flows.Number, flows.Time, flows.Text:
	}
	return append(rows, turn.Row(
		turn.Button(t.Text("button.rather_not"), answer(flows.RatherNot)),
		turn.Button(t.Text("button.does_not_fit"), answer(flows.DoesNotFit))))
}

// itemWords are what an item's text may name.
func (t Side) itemWords() []string {
	words := t.ItemWords(t.since())
	if o := t.State.Patient.Open; o != nil && t.aboutSafety(o) && t.safety.LeftOut() {
		words = append(words, "name", t.First().Name, "when", t.Text("when.left_out"))
	}
	return words
}

// since names the day of the last check-in, for questions about the time "since" then. A safety question names the last
// time that a safety question was answered, so that no time is left out by a missed check-in or one about other topics.
func (t Side) since() string {
	p := t.State.Patient
	last := p.Start
	switch {
	case p.Open != nil && !p.Open.Since.IsZero() && t.aboutSafety(p.Open):
		last = p.Open.Since
	case p.Open != nil && p.Open.AfterSession():
		if !p.Meets.Before.IsZero() {
			last = p.Meets.Before
		}
	case !p.Before.IsZero():
		last = p.Before
	}
	local := last.In(t.Zone())
	if t.LocalDay(last).Equal(t.LocalDay(t.Now())) {
		return t.Text("since.today")
	}
	name := t.LongDay(local.Weekday())
	if t.Now().Sub(last).Hours() > 13*24 { // the day alone would be taken for a later one
		return t.Text("since.before")
	}
	if t.Now().Sub(last).Hours() > 6*24 {
		return t.Text("since.last", "day", name)
	}
	return name
}

// aboutSafety reports whether the current question is about safety.
func (t Side) aboutSafety(o *state.Occasion) bool {
	p, ok := t.Question(o, o.Item)
	return ok && p.Questionnaire.Theme == 0
}
