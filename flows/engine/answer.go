package engine

import (
	"slices"
	"strconv"

	"footing/flows"
	"footing/flows/record"
)

// place is an item within the questionnaire that asks it.
type place struct {
	questionnaire *flows.Questionnaire
	item          *flows.Item
}

// places are all items of a check-in in the order they would be asked.
func (t *turn) places(o *Occasion) []place {
	var all []place
	for _, id := range o.Questionnaires {
		q, ok := t.plan.Questionnaires[id]
		if !ok {
			continue
		}
		for n := range q.Items {
			all = append(all, place{q, &q.Items[n]})
		}
	}
	return all
}

func (t *turn) place(o *Occasion, item string) (place, bool) {
	all := t.places(o)
	n := slices.IndexFunc(all, func(p place) bool { return p.item.ID == item })
	if n < 0 {
		return place{}, false
	}
	return all[n], true
}

// nextItem is the first item after the given one that applies and has no answer that stands; empty at the end.
func (t *turn) nextItem(o *Occasion, after string) string {
	all := t.places(o)
	from := slices.IndexFunc(all, func(p place) bool { return p.item.ID == after })
	for _, p := range all[from+1:] {
		if given, answered := o.Answers[p.item.ID]; answered && !given.Stale {
			continue
		}
		if p.item.When == nil {
			return p.item.ID
		}
		// A condition that cannot be evaluated asks: a question too many harms less than one too few.
		if holds, err := p.item.When.Holds(o.standing()); holds || err != nil {
			return p.item.ID
		}
	}
	return ""
}

// standing are the answers as conditions see them.
func (o *Occasion) standing() map[string]flows.Answer {
	answers := make(map[string]flows.Answer, len(o.Answers))
	for item, a := range o.Answers {
		if !a.Stale {
			answers[item] = flows.Answer{Code: a.Code, Value: a.Value}
		}
	}
	return answers
}

// question shows the current item with its options, the two ways out, and back and help.
func (t *turn) question(o *Occasion) (string, [][]Button) {
	p, ok := t.place(o, o.Item)
	if !ok {
		return t.text("checkin.thanks", "name", t.state.Patient.Clinician.Name), nil
	}
	key, args := p.questionnaire.ID+"."+p.item.ID, t.itemWords()
	text := t.text(key+".text", args...)
	if intro := t.text(key+".intro", args...); intro != key+".intro" {
		text = intro + "\n\n" + text
	}
	if line := t.watchedLine(p.questionnaire.Theme == 0); line != "" {
		text = line + "\n\n" + text
	}
	prefix := "a:" + strconv.Itoa(o.Number) + ":" + p.item.ID + ":"
	var buttons [][]Button
	for _, option := range p.item.Options {
		buttons = append(buttons, row(button(t.text(key+"."+option.Code, args...), prefix+option.Code)))
	}
	buttons = append(buttons, row(
		button(t.text("button.rather_not"), prefix+flows.RatherNot),
		button(t.text("button.does_not_fit"), prefix+flows.DoesNotFit)))
	var last []Button
	if len(o.Path) > 0 {
		last = append(last, button(t.text("button.back"), "b:"+strconv.Itoa(o.Number)))
	}
	return text, append(buttons, append(last, t.helpRow()...))
}

// watchedLine says once a day, and always with safety, that nobody watches the chat.
func (t *turn) watchedLine(safety bool) string {
	p := t.state.Patient
	today := t.now().In(t.zone()).Format("2006-01-02")
	if p.Watched == today && !safety {
		return ""
	}
	p.Watched = today
	if safety {
		return "" // the safety items' own introduction says it
	}
	return t.text("text.not_watched_line", "name", p.Clinician.Name)
}

// itemWords are what an item's text may name.
func (t *turn) itemWords() []string {
	p := t.state.Patient
	words := append(t.names(), "day", t.since(), "when", t.readWhen(), "goal", p.Goal.Text.Reveal())
	if p.Backup == nil {
		words = append(words, "backup", t.plan.Clinic.Name)
	}
	return words
}

// since names the day of the last check-in, which is what "since" refers to in a question.
func (t *turn) since() string {
	p := t.state.Patient
	last := p.Start
	if !p.Before.IsZero() {
		last = p.Before
	}
	local := last.In(t.zone())
	name := t.longDay(local.Weekday())
	if t.now().Sub(last).Hours() > 6*24 {
		return t.text("since.last", "day", name)
	}
	return name
}

// readWhen says when the clinician sees the answers of a check-in.
func (t *turn) readWhen() string {
	if next, ok := t.plan.Clinic.NextDuty(t.now()); ok && !t.plan.Clinic.OnDuty(t.now()) {
		return t.text("when.off_duty", "when", t.clock(next))
	}
	return t.text("when.on_duty")
}

// answered takes a tap on an option. Whatever the button says is looked up in the person's own open check-in.
func (t *turn) answered(e Tapped, number, item, code string) {
	o := t.openNumber(number)
	if o == nil {
		t.toast(e, "toast.closed")
		return
	}
	o.Message = e.Message
	given, before := o.Answers[item]
	if item != o.Item {
		if before && given.Code == code {
			t.toast(e, "toast.noted")
			return
		}
		t.toast(e, "toast.moved_on")
		return
	}
	p, ok := t.place(o, item)
	if !ok {
		t.toast(e, "toast.old")
		return
	}
	option, ok := p.item.Option(code)
	if !ok {
		t.toast(e, "toast.old")
		return
	}
	t.toast(e, "")
	o.Touched = true
	if !before || given.Code != code || given.Stale {
		t.file(o, p, option, given, before)
	}
	if t.judge(o) {
		return
	}
	t.act(p, option)
	t.goOn(o, item)
}

// file keeps an answer. A changed one is a new revision, and what was asked because of it must be asked again.
func (t *turn) file(o *Occasion, p place, option flows.Option, given Answered, before bool) {
	revision := 0
	if before {
		revision = given.Revision + 1
		t.outdate(o, p.item.ID)
	}
	if o.Answers == nil {
		o.Answers = map[string]Answered{}
	}
	o.Answers[p.item.ID] = Answered{Code: option.Code, Value: option.Value, Revision: revision, At: t.now()}
	t.keep(record.Response{
		Occasion: o.ID, Questionnaire: p.questionnaire.ID, Version: p.questionnaire.Version, Item: p.item.ID,
		Theme: p.questionnaire.Theme, Code: option.Code, Value: option.Value, Revision: revision,
		Locale: t.state.Locale, Hidden: p.item.Hidden,
	})
}

// outdate marks the answers to later conditional items of the same check-in: their condition may have changed.
func (t *turn) outdate(o *Occasion, item string) {
	after := false
	for _, p := range t.places(o) {
		if a, ok := o.Answers[p.item.ID]; ok && after && p.item.When != nil {
			a.Stale = true
			o.Answers[p.item.ID] = a
		}
		after = after || p.item.ID == item
	}
}

// goOn asks the next item in the same message, or ends the check-in.
func (t *turn) goOn(o *Occasion, item string) {
	o.Path = append(o.Path, item)
	o.Item = t.nextItem(o, "")
	if o.Item == "" {
		t.endOccasion(record.EndAnswered)
		return
	}
	text, buttons := t.question(o)
	t.edit(o.Message, text, buttons...)
	t.wake(WakeClose, o.ID, t.now().Add(t.plan.Window.Inactivity))
}

// back shows the item before the current one again. The answer stands until another is tapped.
func (t *turn) back(e Tapped, number string) {
	o := t.openNumber(number)
	if o == nil || len(o.Path) == 0 {
		t.toast(e, "toast.closed")
		return
	}
	t.toast(e, "")
	o.Message = e.Message
	o.Item = o.Path[len(o.Path)-1]
	o.Path = o.Path[:len(o.Path)-1]
	text, buttons := t.question(o)
	t.edit(o.Message, text, buttons...)
	t.wake(WakeClose, o.ID, t.now().Add(t.plan.Window.Inactivity))
}

// openNumber is the open check-in if that is the one a button belongs to.
func (t *turn) openNumber(number string) *Occasion {
	p := t.state.Patient
	if p == nil || p.Open == nil || strconv.Itoa(p.Open.Number) != number {
		return nil
	}
	return p.Open
}
