package engine

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"footing/flows"
)

// question shows the current item with its buttons, the two ways out, and back and help.
func (t *turn) question(o *Occasion) (string, [][]Button) {
	p, ok := t.place(o, o.Item)
	if !ok {
		return t.thanks(o), nil
	}
	key, args := p.key(), t.itemWords()
	text := t.text(key+".text", args...)
	if intro := t.text(key+".intro", args...); intro != key+".intro" && t.introduces(key) {
		text = intro + "\n\n" + text
	}
	if p.questionnaire.Private && p.item.Kind != flows.Information {
		text = t.text("ask.private", "name", t.state.Patient.Clinician.Name) + "\n\n" + text
	}
	if line := t.watchedLine(p.questionnaire); line != "" {
		text = line + "\n\n" + text
	}
	if hint := t.hint(p); hint != "" {
		text += "\n\n" + hint
	}
	buttons := t.itemButtons(o, p)
	var last []Button
	if len(o.Path) > 0 {
		last = append(last, button(t.text("button.back"), "b:"+strconv.Itoa(o.Number)))
	}
	return text, append(buttons, append(last, t.helpRow()...))
}

// key is where the item's texts begin.
func (p place) key() string { return p.questionnaire.ID + "." + p.item.ID }

// introduces tells whether an introduction is for this person: one that shows the goal is for those who have one.
func (t *turn) introduces(key string) bool {
	text := t.plan.Wording(t.state.Locale)[key+".intro"]
	return t.state.Patient.Goal.Text != "" || !strings.Contains(text, "{goal}")
}

// hint says how an item is answered where its buttons do not.
func (t *turn) hint(p place) string {
	switch p.item.Kind {
	case flows.Several:
		return t.text("ask.several")
	case flows.Scale:
		return fmt.Sprintf("%d: %s\n%d: %s", p.item.Min, t.text(p.key()+".low", t.itemWords()...),
			p.item.Max, t.text(p.key()+".high", t.itemWords()...))
	case flows.Number:
		return t.text("ask.number", "min", strconv.Itoa(p.item.Min), "max", strconv.Itoa(p.item.Max))
	case flows.Time:
		return t.text("ask.time")
	case flows.Date:
		return t.text("ask.date")
	case flows.Text:
		return t.text("ask.text", "max", strconv.Itoa(p.item.Max))
	case flows.Choice, flows.YesNo, flows.Information:
	}
	return ""
}

// scaleRow is how many numbers stand side by side.
const scaleRow = 6

// itemButtons are the ways to answer an item by a tap.
func (t *turn) itemButtons(o *Occasion, p place) [][]Button {
	prefix, words := "a:"+strconv.Itoa(o.Number)+":"+p.item.ID+":", t.itemWords()
	var rows [][]Button
	var short []Button
	for _, option := range p.item.Options {
		label := t.optionWords(p, option.Code, words...)
		switch p.item.Kind {
		case flows.Scale, flows.YesNo:
			short = append(short, button(label, prefix+option.Code))
			continue
		case flows.Several:
			if slices.Contains(o.Ticked, option.Code) {
				label = "✓ " + label
			}
		case flows.Choice, flows.Number, flows.Time, flows.Date, flows.Text, flows.Information:
		}
		rows = append(rows, row(button(label, prefix+option.Code)))
	}
	for part := range slices.Chunk(short, scaleRow) {
		rows = append(rows, part)
	}
	switch p.item.Kind {
	case flows.Several:
		rows = append(rows, row(button(t.text("button.done"), prefix+flows.Done)))
	case flows.Date:
		rows = append(rows, row(button(t.text("button.today"), prefix+flows.Today), button(t.text("button.yesterday"), prefix+flows.Yesterday)))
	case flows.Information:
		return rows
	case flows.Choice, flows.Scale, flows.YesNo, flows.Number, flows.Time, flows.Text:
	}
	return append(rows, row(
		button(t.text("button.rather_not"), prefix+flows.RatherNot),
		button(t.text("button.does_not_fit"), prefix+flows.DoesNotFit)))
}

// optionWords is what an option's button says.
func (t *turn) optionWords(p place, code string, words ...string) string {
	switch p.item.Kind {
	case flows.Scale:
		return code
	case flows.YesNo:
		if code == flows.Yes {
			return t.text("button.yes")
		}
		return t.text("button.no")
	case flows.Information:
		return t.text("button.ok")
	case flows.Choice, flows.Several, flows.Number, flows.Time, flows.Date, flows.Text:
	}
	return t.text(p.key()+"."+code, words...)
}

// itemWords are what an item's text may name.
func (t *turn) itemWords() []string {
	p := t.state.Patient
	words := append(t.names(), "day", t.since(), "when", t.readWhen(), "goal", p.Goal.Text.Reveal())
	if _, ok := p.otherPerson(); !ok {
		words = append(words, "backup", t.plan.Clinic.Name)
	}
	return words
}

// otherPerson is who else can be spoken to, unless the patient wants them kept out.
func (p *Patient) otherPerson() (Contact, bool) {
	if p.Backup == nil || slices.Contains(p.Excluded, p.Backup.ID) {
		return Contact{}, false
	}
	return *p.Backup, true
}

// since names the day of the last check-in, which is what "since" refers to in a question. A safety question refers to
// the last time that one was answered: what lies between must not fall out because a check-in was missed, or asked
// about other things.
func (t *turn) since() string {
	p := t.state.Patient
	last := p.Start
	switch {
	case p.Open != nil && !p.Open.Since.IsZero() && t.aboutSafety(p.Open):
		last = p.Open.Since
	case p.Open != nil && afterSession(p.Open):
		if !p.Meets.Before.IsZero() {
			last = p.Meets.Before
		}
	case !p.Before.IsZero():
		last = p.Before
	}
	local := last.In(t.zone())
	if t.localDay(last).Equal(t.localDay(t.now())) {
		return t.text("since.today")
	}
	name := t.longDay(local.Weekday())
	if t.now().Sub(last).Hours() > 13*24 { // the day alone would be taken for a later one
		return t.text("since.before")
	}
	if t.now().Sub(last).Hours() > 6*24 {
		return t.text("since.last", "day", name)
	}
	return name
}

// aboutSafety tells whether the question that is open is one about safety.
func (t *turn) aboutSafety(o *Occasion) bool {
	p, ok := t.place(o, o.Item)
	return ok && p.questionnaire.Theme == 0
}

// readWhen says when the clinician sees the answers of a check-in.
func (t *turn) readWhen() string {
	if next, ok := t.plan.Clinic.NextDuty(t.now()); ok && !t.plan.Clinic.OnDuty(t.now()) {
		return t.text("when.off_duty", "when", t.clock(next))
	}
	return t.text("when.on_duty")
}
