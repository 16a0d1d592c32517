// Package sharing is what a patient lets the clinician see of their private answers: the offer below a check-in, the
// choice, and whom somebody tells who thinks of not going back.
//
// Begin with Offer and Shared. Until something is chosen, nothing is shared; what is kept looks to everybody else as if
// it had not been asked.
package sharing

import (
	"fmt"
	"slices"
	"strings"

	"footing/flows"
	"footing/flows/engine/internal/safety"
	"footing/flows/engine/internal/turn"
	"footing/flows/press"
	"footing/flows/record"
	"footing/flows/state"
)

// Sharer takes the choices about private answers in one turn.
type Sharer struct {
	*turn.Turn
	safety safety.Side
}

// New takes the choices of a turn.
func New(t *turn.Turn) Sharer { return Sharer{Turn: t, safety: safety.Side{Turn: t}} }

// MostKept is how many check-ins back the sharing of private answers can be changed.
const MostKept = 12

// private lists the themes of the check-in's private answers that say something, in the order asked.
func (t Sharer) private(o *state.Occasion) []int {
	var themes []int
	for _, p := range t.Questions(o) {
		a, ok := o.Answers[p.Item.ID]
		says := ok && !a.Stale && !flows.Declined(a.Code) && p.Item.Kind != flows.Information && !p.Item.FollowUp
		if says && p.Questionnaire.Private && !slices.Contains(themes, p.Questionnaire.Theme) {
			themes = append(themes, p.Questionnaire.Theme)
		}
	}
	return themes
}

// Offer asks, below a check-in's goodbye, whether to share private answers. Until the patient answers, nothing is
// shared. It asks again after a changed answer, because the earlier choice was about other answers.
func (t Sharer) Offer(o *state.Occasion) (string, [][]state.Button, bool) {
	themes := t.private(o)
	p := t.State.Patient
	if k := t.kept(o.Number); k != nil {
		if k.Noted != "" { // a note is out, and stands
			return "", nil, false
		}
		if k.Choice != "" {
			t.share(k, record.ShareNothing)
		}
		p.Kept = slices.DeleteFunc(p.Kept, func(other state.Kept) bool { return other.Number == o.Number })
	}
	if len(themes) == 0 {
		return "", nil, false
	}
	p.Kept = append(p.Kept, state.Kept{Number: o.Number, Occasion: o.ID, Themes: themes, Leaving: t.leaving(o)})
	p.Kept = p.Kept[max(0, len(p.Kept)-MostKept):]
	text, buttons := t.shareQuestion(&p.Kept[len(p.Kept)-1])
	return text, buttons, true
}

func (t Sharer) shareQuestion(k *state.Kept) (string, [][]state.Button) {
	share := func(choice record.Share) press.Press {
		return press.Share{Occasion: k.Number, Choice: choice, Of: t.reader()}
	}
	name := t.State.Patient.Clinician.Name
	buttons := [][]state.Button{
		turn.Row(turn.Button(t.Text("share.answers"), share(record.ShareAnswers))),
		turn.Row(turn.Button(t.Text("share.theme"), share(record.ShareTheme))),
		turn.Row(turn.Button(t.Text("share.say"), share(record.ShareSay))),
		turn.Row(turn.Button(t.Text("share.keep"), share(record.ShareNothing))),
		t.HelpRow(),
	}
	return t.Text("share.ask", "name", name, "topics", t.Topics(k.Themes)), buttons
}

// Topics names the themes of private answers in the patient's words, one a line.
func (t Sharer) Topics(themes []int) string {
	lines := make([]string, 0, len(themes))
	for _, theme := range themes {
		lines = append(lines, "• "+t.Text(fmt.Sprintf("topic.%d", theme)))
	}
	return strings.Join(lines, "\n")
}

// Sayings lists sentences to start a conversation with, one for each theme.
func (t Sharer) Sayings(themes []int) string {
	lines := make([]string, 0, len(themes))
	for _, theme := range themes {
		lines = append(lines, t.Text(fmt.Sprintf("saying.%d", theme), t.Names()...))
	}
	return strings.Join(lines, "\n")
}

// Shared takes a choice about private answers. It can be changed while the check-in is remembered.
func (t Sharer) Shared(e state.Tapped, p press.Share) {
	k := t.kept(p.Occasion)
	if k == nil {
		t.Toast(e, "toast.old")
		return
	}
	choices := []record.Share{record.ShareAnswers, record.ShareTheme, record.ShareSay, record.ShareNothing}
	switch {
	case k.Noted != "":
		t.afterNote(e, k, p.Choice)
		return
	case p.Of != t.reader() && slices.Contains(choices[:3], p.Choice): // it showed somebody else, or names nobody
		t.Toast(e, "toast.changed")
		text, buttons := t.shareQuestion(k)
		t.Edit(e.Message, text, buttons...)
		return
	case p.Choice == press.ShareTalked:
		t.talked(e, k)
		return
	case k.Leaving && t.leavingTapped(e, k, p):
		return
	case p.Choice == press.ShareAgain:
		t.Toast(e, "")
		text, buttons := t.shareQuestion(k)
		t.Edit(e.Message, text, buttons...)
		return
	case !slices.Contains(choices, p.Choice):
		t.Toast(e, "toast.old")
		return
	}
	t.Toast(e, "")
	t.share(k, p.Choice)
	t.done(e, k, t.shareDone(k))
}

// share files a choice that differs from the one before.
func (t Sharer) share(k *state.Kept, made record.Share) {
	if k.Choice != made {
		k.At = t.Now()
		for _, theme := range k.Themes {
			t.Keep(record.Sharing{Occasion: k.Occasion, Theme: theme, Choice: made})
		}
	}
	k.Choice = made
}

// kept finds a remembered check-in with private answers.
func (t Sharer) kept(number int) *state.Kept {
	p := t.State.Patient
	if p == nil || p.Left {
		return nil
	}
	for n := range p.Kept {
		if p.Kept[n].Number == number {
			return &p.Kept[n]
		}
	}
	return nil
}

// shareDone says what the clinician will see now, or that they see nothing; and, where there are replies, that most
// answers get none.
func (t Sharer) shareDone(k *state.Kept) string {
	said := t.shareSaid(k)
	if shares := k.Choice == record.ShareAnswers || k.Choice == record.ShareTheme; shares && t.Plan.Clinic.Replying() {
		said += "\n\n" + t.Text("reply.most_get_none") + t.lookedAt()
	}
	return said
}

// lookedAt says, behind another sentence, that answers are looked at before the session: only where one is noted, and
// its clinician is there by then and may look at them. Where none is noted it says so.
func (t Sharer) lookedAt() string {
	p := t.State.Patient
	session := p.Planned.After(t.Now())
	away := slices.ContainsFunc(p.Leaves(), func(a state.Absence) bool {
		return a.ID == p.Clinician.ID && a.Covers(session)
	})
	switch {
	case !t.May(p.Clinician.ID, state.RightFacts), away:
		return ""
	case session.IsZero():
		return " " + t.Text("reply.no_session")
	default:
		return " " + t.Text("reply.looked_at")
	}
}

// reader names the clinician in a button: what is shared is shared with whom it showed.
func (t Sharer) reader() string { return turn.ColleagueKey(t.State.Patient.Clinician.ID) }

func (t Sharer) shareSaid(k *state.Kept) string {
	name, topics := t.State.Patient.Clinician.Name, t.Topics(k.Themes)
	switch k.Choice {
	case record.ShareAnswers:
		return t.Text("share.did.share", "name", name, "topics", topics)
	case record.ShareTheme:
		return t.Text("share.did.theme", "name", name, "topics", topics)
	case record.ShareSay:
		return t.Text("share.did.say", "name", name, "sayings", t.Sayings(k.Themes))
	case record.ShareNothing:
	}
	return t.Text("share.did.keep", "name", name)
}

// done says what becomes of a check-in's private answers. The choice can be changed, or closed: it was talked about.
func (t Sharer) done(e state.Tapped, k *state.Kept, text string) {
	t.Edit(e.Message, text,
		turn.Row(turn.Button(t.Text("button.talked"), press.Share{Occasion: k.Number, Choice: press.ShareTalked})),
		t.changeRow(k), t.HelpRow())
}

func (t Sharer) changeRow(k *state.Kept) []state.Button {
	return turn.Row(turn.Button(t.Text("share.change"), press.Share{Occasion: k.Number, Choice: press.ShareAgain}))
}
