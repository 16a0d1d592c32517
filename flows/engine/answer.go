package engine

import (
	"slices"
	"strconv"
	"time"

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
	for _, id := range t.asks(o) {
		q, ok := t.plan.Questionnaires[id]
		if !ok {
			continue
		}
		for n := range q.Items {
			if item := &q.Items[n]; o.asks(q.ID, item.ID) {
				all = append(all, place{questionnaire: q, item: item})
			}
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

// nextItem is the first item that applies and has no answer that stands; empty at the end.
func (t *turn) nextItem(o *Occasion) string {
	answers, past := o.standing(), t.past()
	for _, p := range t.places(o) {
		if given, answered := o.Answers[p.item.ID]; answered && !given.Stale || o.Unsafe && p.questionnaire.Theme == 0 && p.item.ID != o.Urgent {
			continue
		}
		if p.item.When != nil && p.item.ID != o.Urgent {
			// A condition that cannot be evaluated asks: a question too many harms less than one too few.
			if holds, err := p.item.When.Holds(answers, past); !holds && err == nil {
				continue
			}
		}
		if p.item.FollowUp && !p.item.Safety && t.followUps(o, p) >= t.plan.Limits.FollowUps {
			continue
		}
		return p.item.ID
	}
	return ""
}

// followUps counts the follow-ups that were answered and stand, without those of safety. What others may see
// does not depend on what was asked in private.
func (t *turn) followUps(o *Occasion, next place) int {
	n := 0
	for _, p := range t.places(o) {
		a, ok := o.Answers[p.item.ID]
		counts := p.item.FollowUp && !p.item.Safety && (next.questionnaire.Private || !p.questionnaire.Private)
		if ok && !a.Stale && counts {
			n++
		}
	}
	return n
}

// standing are the answers as conditions see them.
func (o *Occasion) standing() map[string]flows.Answer {
	answers := make(map[string]flows.Answer, len(o.Answers))
	for item, a := range o.Answers {
		if !a.Stale {
			answers[item] = flows.Answer{Code: a.Code, Codes: a.Codes, Value: a.Value}
		}
	}
	return answers
}

// given is an answer that was just tapped or typed.
type given struct {
	flows.Answer
	text   record.FreeText
	action flows.Action
}

// answered takes a tap on an option. Whatever the button says is looked up in the person's own open check-in.
func (t *turn) answered(e Tapped, number, item, code string) {
	o := t.openNumber(number)
	if o == nil {
		t.toast(e, "toast.closed")
		return
	}
	o.Message = e.Message
	if item != o.Item {
		if before, ok := o.Answers[item]; ok && before.Code == code {
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
	if p.item.Kind == flows.Several && !flows.Declined(code) && code != flows.Done {
		t.tick(e, o, p, code)
		return
	}
	g, problem := t.chosen(o, p, code)
	t.toast(e, problem)
	if problem == "" {
		t.accept(o, p, g)
	}
}

// chosen is the answer that a button stands for. Where it stands for none, the text that says so.
func (t *turn) chosen(o *Occasion, p place, code string) (g given, problem string) {
	if option, ok := p.item.Option(code); ok {
		g.Code, g.Value, g.action = option.Code, option.Value, option.Action
		return g, ""
	}
	switch {
	case p.item.Kind == flows.Several && code == flows.Done && len(o.Ticked) == 0:
		return g, "toast.tick_first"
	case p.item.Kind == flows.Several && code == flows.Done:
		g.Codes = slices.Clone(o.Ticked)
	case p.item.Kind == flows.Date && code == flows.Today:
		g.Code = t.localDay(t.now()).Format(time.DateOnly)
	case p.item.Kind == flows.Date && code == flows.Yesterday:
		g.Code = t.localDay(t.now()).AddDate(0, 0, -1).Format(time.DateOnly)
	default:
		return g, "toast.old"
	}
	return g, ""
}

// tick adds an option to those chosen so far, or takes it away. They become the answer with "Done".
func (t *turn) tick(e Tapped, o *Occasion, p place, code string) {
	if _, ok := p.item.Option(code); !ok {
		t.toast(e, "toast.old")
		return
	}
	t.toast(e, "")
	o.Touched = true
	ticked := slices.DeleteFunc(slices.Clone(o.Ticked), func(c string) bool { return c == code })
	if len(ticked) == len(o.Ticked) {
		ticked = nil
		for _, option := range p.item.Options { // in the order of the options
			if option.Code == code || slices.Contains(o.Ticked, option.Code) {
				ticked = append(ticked, option.Code)
			}
		}
	}
	o.Ticked = ticked
	t.showQuestion(o)
}

// accept keeps an answer, does what follows from it, and goes on.
func (t *turn) accept(o *Occasion, p place, g given) {
	o.Touched = true
	before, ok := o.Answers[p.item.ID]
	same := before.Code == g.Code && slices.Equal(before.Codes, g.Codes) && p.item.Kind != flows.Text
	if !ok || before.Stale || !same {
		t.file(o, p, g)
	}
	if t.judge(o) {
		t.endOccasion(record.EndRed)
		return
	}
	t.act(p, g)
	t.goOn(o, p.item.ID)
}

// file keeps an answer. A changed one is a new revision, and what was asked because of it must be asked again.
// To have read something is no answer.
func (t *turn) file(o *Occasion, p place, g given) {
	revision := 0
	if before, ok := o.Answers[p.item.ID]; ok {
		revision = before.Revision + 1
		t.outdate(o, p.item.ID)
	}
	if o.Answers == nil {
		o.Answers = map[string]Answered{}
	}
	o.Answers[p.item.ID] = Answered{Code: g.Code, Codes: g.Codes, Value: g.Value, Revision: revision, At: t.now()}
	if p.item.Kind == flows.Information {
		return
	}
	t.keep(record.Response{
		Occasion: o.ID, Questionnaire: p.questionnaire.ID, Version: p.questionnaire.Version, Item: p.item.ID,
		Theme: p.questionnaire.Theme, Code: g.Code, Codes: g.Codes, Value: g.Value, Text: g.text, Revision: revision,
		Locale: t.state.Locale, Hidden: p.item.Hidden, Private: p.questionnaire.Private,
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
	t.turnTo(o, t.nextItem(o))
	if o.Item == "" {
		t.endOccasion(record.EndAnswered)
		return
	}
	t.showQuestion(o)
}

// turnTo makes an item the one that is asked, with what was ticked when it was asked before.
func (t *turn) turnTo(o *Occasion, item string) {
	o.Item, o.Ticked = item, slices.Clone(o.Answers[item].Codes)
}

// showQuestion shows the current item where the last one stood, or in a new message below what was typed.
func (t *turn) showQuestion(o *Occasion) {
	if o.Message == 0 {
		t.sendQuestion(ClassReply, "")
	} else {
		text, buttons := t.question(o)
		t.edit(o.Message, text, buttons...)
	}
	t.closes(o, t.plan.Window.Inactivity)
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
	t.turnTo(o, o.Path[len(o.Path)-1])
	o.Path = o.Path[:len(o.Path)-1]
	t.showQuestion(o)
}

// openNumber is the open check-in if that is the one a button belongs to.
func (t *turn) openNumber(number string) *Occasion {
	p := t.state.Patient
	if p == nil || p.Open == nil || strconv.Itoa(p.Open.Number) != number {
		return nil
	}
	return p.Open
}
