// Package replying is the clinician's side of replies: one of the clinic's approved texts is chosen, shown as the
// patient will read it, and handed to the patient's side.
//
// Begin with Tapped: a press on [Reply] asks the patient's side with a letter whether a reply is possible. Told takes
// its answer, and later what has become of the reply. Nothing that a clinician types is ever sent to a patient.
package replying

import (
	"slices"
	"strings"

	"footing/flows"
	"footing/flows/engine/internal/turn"
	"footing/flows/press"
	"footing/flows/state"
)

// labelLength is how much of a text its button shows.
const labelLength = 40

// Chooser lets somebody of the clinic choose a reply, in one turn.
type Chooser struct{ *turn.Turn }

// Tapped takes a press about a reply.
func (t Chooser) Tapped(e state.Tapped, p press.Reply) {
	m := t.member(p.Patient)
	if m == nil {
		t.Toast(e, "toast.old")
		return
	}
	switch p.Step {
	case press.ReplyAsk:
		t.Toast(e, "")
		kind, of, _ := strings.Cut(p.Of, ".")
		if kind == flows.ReplyToSummary && of != turn.OpeningKey(m.Looked) {
			t.Say(state.ClassReply, t.Text("reply.older_summary", "code", m.Code))
			return
		}
		t.Tell(m.ID, state.Reply{Step: state.ReplyAsk, For: kind, Note: of})
	case press.ReplyBack:
		t.Toast(e, "")
		t.Tell(m.ID, state.Reply{Step: state.ReplyUndo, Key: p.Of, Message: e.Message})
	default:
		t.chosen(e, m, p)
	}
}

// chosen takes a press below the list of texts, or below one of them.
func (t Chooser) chosen(e state.Tapped, m *state.Member, p press.Reply) {
	r := &t.State.Desk.Replying
	if r.Patient != m.ID {
		t.Toast(e, "toast.old")
		return
	}
	text, known := t.text(p.Of)
	switch {
	case p.Step == press.ReplyNot:
		t.Toast(e, "")
		t.over()
		t.Edit(e.Message, t.Text("reply.none_sent"))
	case p.Step == press.ReplyText && p.Of == "":
		t.Toast(e, "")
		words, rows := t.list(m)
		t.Edit(e.Message, words, rows...)
	case !known:
		t.Toast(e, "toast.old")
	case p.Step == press.ReplyText, p.Step == press.ReplySend && text.Texts[r.Locale] != r.Shown:
		t.Toast(e, "")
		r.Shown = text.Texts[r.Locale]
		words, rows := t.preview(m, text)
		t.Edit(e.Message, words, rows...)
	case p.Step == press.ReplySend:
		t.Toast(e, "")
		t.Tell(m.ID, state.Reply{
			Step: state.ReplyHand, For: r.For, Note: r.Note, Text: r.Shown, Message: e.Message, Day: r.Day,
		})
		t.over()
		t.Edit(e.Message, t.Text("reply.handing", "code", m.Code))
	default:
		t.Toast(e, "toast.old")
	}
}

// over forgets what was being chosen.
func (t Chooser) over() { t.State.Desk.Replying.End() }

// text finds one of the clinic's texts.
func (t Chooser) text(id string) (flows.Reply, bool) {
	r := t.State.Desk.Replying
	all := t.usable()
	n := slices.IndexFunc(all, func(one flows.Reply) bool { return one.ID == id && one.Texts[r.Locale] != "" })
	if n < 0 {
		return flows.Reply{}, false
	}
	return all[n], true
}

// usable lists the texts that can be chosen: where no appointment is known, none that names its day.
func (t Chooser) usable() []flows.Reply {
	r := t.State.Desk.Replying
	return slices.DeleteFunc(t.Plan.Clinic.Approves(r.For), func(one flows.Reply) bool {
		return one.NamesDay() && !r.Day.After(t.Now())
	})
}

// Told takes what the patient's side says.
func (t Chooser) Told(from string, l state.Replied) {
	m, d := t.member(from), t.State.Desk
	switch {
	case m != nil && l.What == state.ReplyCan:
		t.offer(m, l)
	case m != nil:
		t.news(m.ID, m.Code, l)
	case d != nil && d.Active && l.What == state.ReplyBack && l.Code != "": // their tie has just ended
		t.news(from, l.Code, l)
	default:
		t.Ignore("a reply to somebody who is not on the panel")
	}
}

// offer shows the texts to choose from.
func (t Chooser) offer(m *state.Member, l state.Replied) {
	r := &t.State.Desk.Replying
	r.Patient, r.For, r.Note, r.Locale, r.Shown, r.Arrives, r.Careful = m.ID, l.For, l.Note, l.Locale, "", l.At, l.Careful
	r.Day, r.Zone = l.Day, l.Zone
	text, rows := t.list(m)
	t.Add(state.Say{Chat: t.State.Chat, Class: state.ClassReply, Text: text, Buttons: rows, Protect: true})
}

// list offers the clinic's texts in the reader's language.
func (t Chooser) list(m *state.Member) (string, [][]state.Button) {
	r := t.State.Desk.Replying
	var rows [][]state.Button
	lines := t.Text("reply.choose", "code", m.Code, "language", t.language(r.Locale), "name", t.State.Desk.Name,
		"when", t.arrives())
	if r.Careful {
		lines += "\n" + t.Text("card.careful", "code", m.Code)
	}
	if len(t.usable()) == 0 {
		lines += "\n" + t.Text("reply.no_day")
	}
	for _, one := range t.usable() {
		label := flows.Clip(t.says(one, t.State.Locale), labelLength)
		rows = append(rows, turn.Row(turn.Button(label, press.Reply{Patient: m.ID, Step: press.ReplyText, Of: one.ID})))
	}
	return lines, append(rows, t.not(m))
}

// preview shows a text as the patient will read it, and in the reader's own language.
func (t Chooser) preview(m *state.Member, one flows.Reply) (string, [][]state.Button) {
	r := t.State.Desk.Replying
	text := t.Text("reply.preview", "code", m.Code, "name", t.State.Desk.Name, "when", t.arrives(),
		"reply", t.says(one, r.Locale))
	if own := t.LocaleFor(t.State.Locale); own != r.Locale {
		text += "\n\n" + t.Text("reply.in_yours", "reply", t.says(one, own))
	}
	return text, [][]state.Button{
		turn.Row(turn.Button(t.Text("reply.send", "code", m.Code),
			press.Reply{Patient: m.ID, Step: press.ReplySend, Of: one.ID})),
		turn.Row(turn.Button(t.Text("reply.other"), press.Reply{Patient: m.ID, Step: press.ReplyText})),
		t.not(m),
	}
}

func (t Chooser) not(m *state.Member) []state.Button {
	return turn.Row(turn.Button(t.Text("reply.not"), press.Reply{Patient: m.ID, Step: press.ReplyNot}))
}

// says is a text in a language, as it will be read.
func (t Chooser) says(one flows.Reply, locale string) string {
	locale, r, day := t.LocaleFor(locale), t.State.Desk.Replying, ""
	if !r.Day.IsZero() {
		day = t.DayFor(r.Day, flows.Later(r.Arrives, t.Now()), locale, r.Zone)
	}
	return t.Plan.Wording(locale).Says(one.Texts[locale], t.State.Desk.Name, t.Plan.Clinic.Name, day)
}

// language is the name of a language, in that language.
func (t Chooser) language(locale string) string {
	name, _ := t.Plan.Wording(locale).Text("language.name", nil)
	return name
}

// arrives says when a reply arrives, in the reader's time.
func (t Chooser) arrives() string {
	r := t.State.Desk.Replying
	if !r.Arrives.After(t.Now()) {
		return t.Text("reply.at_once")
	}
	return t.Text("reply.later", "time", t.Clock(r.Arrives))
}

// news says what has become of a reply: in the message in which it was handed over, or in one of its own.
func (t Chooser) news(patient, code string, l state.Replied) {
	var rows [][]state.Button
	text := ""
	switch l.What {
	case state.ReplyWaits:
		text = t.Text("reply.waits", "code", code, "time", t.Clock(l.At))
		rows = [][]state.Button{turn.Row(turn.Button(t.Text("reply.take_back"),
			press.Reply{Patient: patient, Step: press.ReplyBack, Of: l.Key}))}
	case state.ReplySent:
		text = t.Text("reply.sent", "code", code)
	case state.ReplyTooLate:
		text = t.Text("reply.too_late", "code", code)
	case state.ReplyUnarrived:
		text = t.Text("reply.unarrived", "code", code, "time", t.Clock(l.At))
	case state.ReplyRefused:
		text = t.because("reply.refused_", code, l.Why)
	case state.ReplyBack:
		text = t.because("reply.back_", code, l.Why)
	case state.ReplyWithdrawn:
		text = t.Text("reply.withdrawn", "code", code)
	default:
		t.Ignore("news of a newer release")
		return
	}
	if l.Message != 0 {
		t.Edit(l.Message, text, rows...)
		return
	}
	quiet := l.What != state.ReplyRefused
	t.Add(state.Say{Chat: t.State.Chat, Class: state.ClassReply, Text: text, Buttons: rows, Quiet: quiet})
}

// because puts a reason into words. An unknown one is of a newer release, and says no more than the closed door.
func (t Chooser) because(key, code, why string) string {
	if _, known := t.Plan.Wording(t.State.Locale)[key+why]; !known {
		why = state.ReplyClosed
	}
	return t.Text(key+why, "code", code)
}

// member finds somebody on the panel who has not left.
func (t Chooser) member(id string) *state.Member {
	d := t.State.Desk
	if d == nil || !d.Active || id == t.State.ID {
		return nil
	}
	n := slices.IndexFunc(d.Panel, func(m state.Member) bool { return m.ID == id })
	if n < 0 {
		return nil
	}
	m := d.Panel[n] // what is on the panel is the desk's to change
	if m.Gone(t.Now()) {
		return nil
	}
	return &m
}
