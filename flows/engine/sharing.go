package engine

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"footing/flows"
	"footing/flows/record"
)

// mostKept is how many check-ins back a choice about private answers can be changed.
const mostKept = 12

// private are the themes of the check-in's private answers that say something, in the order they were asked.
func (t *turn) private(o *Occasion) []int {
	var themes []int
	for _, p := range t.places(o) {
		a, ok := o.Answers[p.item.ID]
		says := ok && !a.Stale && !flows.Declined(a.Code) && p.item.Kind != flows.Information && !p.item.FollowUp
		if says && p.questionnaire.Private && !slices.Contains(themes, p.questionnaire.Theme) {
			themes = append(themes, p.questionnaire.Theme)
		}
	}
	return themes
}

// offer asks once, below the goodbye of a check-in, whether anything private shall be shared. Until an answer
// comes everything is kept.
func (t *turn) offer(o *Occasion) (string, [][]Button, bool) {
	themes := t.private(o)
	if len(themes) == 0 {
		return "", nil, false
	}
	p := t.state.Patient
	if k := t.kept(strconv.Itoa(o.Number)); k != nil { // an answer was changed after the end
		k.Themes = themes
		text, buttons := t.shareQuestion(k)
		return text, buttons, true
	}
	p.Kept = append(p.Kept, Kept{Number: o.Number, Occasion: o.ID, Themes: themes})
	p.Kept = p.Kept[max(0, len(p.Kept)-mostKept):]
	text, buttons := t.shareQuestion(&p.Kept[len(p.Kept)-1])
	return text, buttons, true
}

func (t *turn) shareQuestion(k *Kept) (string, [][]Button) {
	prefix := "w:" + strconv.Itoa(k.Number) + ":"
	name := t.state.Patient.Clinician.Name
	buttons := [][]Button{
		row(button(t.text("share.answers"), prefix+string(record.ShareAnswers))),
		row(button(t.text("share.theme"), prefix+string(record.ShareTheme))),
		row(button(t.text("share.say"), prefix+string(record.ShareSay))),
		row(button(t.text("share.keep"), prefix+string(record.ShareNothing))),
		t.helpRow(),
	}
	return t.text("share.ask", "name", name, "topics", t.topics(k.Themes)), buttons
}

// topics are what private answers were about, in the patient's words, one a line.
func (t *turn) topics(themes []int) string {
	lines := make([]string, 0, len(themes))
	for _, theme := range themes {
		lines = append(lines, "• "+t.text(fmt.Sprintf("topic.%d", theme)))
	}
	return strings.Join(lines, "\n")
}

// sayings are sentences to say it with, one for each theme.
func (t *turn) sayings(themes []int) string {
	lines := make([]string, 0, len(themes))
	for _, theme := range themes {
		lines = append(lines, t.text(fmt.Sprintf("saying.%d", theme), t.names()...))
	}
	return strings.Join(lines, "\n")
}

// shared takes a choice about private answers. It can be changed as long as the check-in is remembered.
func (t *turn) shared(e Tapped, number, choice string) {
	k := t.kept(number)
	if k == nil {
		t.toast(e, "toast.old")
		return
	}
	made := record.Share(choice)
	choices := []record.Share{record.ShareAnswers, record.ShareTheme, record.ShareSay, record.ShareNothing}
	switch {
	case choice == "again":
		t.toast(e, "")
		text, buttons := t.shareQuestion(k)
		t.edit(e.Message, text, buttons...)
		return
	case !slices.Contains(choices, made):
		t.toast(e, "toast.old")
		return
	}
	t.toast(e, "")
	if k.Choice != made {
		for _, theme := range k.Themes {
			t.keep(record.Sharing{Occasion: k.Occasion, Theme: theme, Choice: made})
		}
	}
	k.Choice = made
	t.edit(e.Message, t.shareDone(k), row(button(t.text("share.change"), "w:"+number+":again")), t.helpRow())
}

// kept is a remembered check-in with private answers.
func (t *turn) kept(number string) *Kept {
	p := t.state.Patient
	if p == nil || p.Left {
		return nil
	}
	for n := range p.Kept {
		if strconv.Itoa(p.Kept[n].Number) == number {
			return &p.Kept[n]
		}
	}
	return nil
}

// shareDone says what the clinician will see now, or that it is nothing.
func (t *turn) shareDone(k *Kept) string {
	name, topics := t.state.Patient.Clinician.Name, t.topics(k.Themes)
	switch k.Choice {
	case record.ShareAnswers:
		return t.text("share.did.share", "name", name, "topics", topics)
	case record.ShareTheme:
		return t.text("share.did.theme", "name", name, "topics", topics)
	case record.ShareSay:
		return t.text("share.did.say", "name", name, "sayings", t.sayings(k.Themes))
	case record.ShareNothing:
	}
	return t.text("share.did.keep", "name", name)
}
