package safety

import (
	"slices"
	"strings"
	"time"

	"footing/flows"
	"footing/flows/engine/internal/turn"
	"footing/flows/record"
	"footing/flows/state"
)

// ruleFailed names the notice that a rule could not be evaluated. The patient reads nothing of it.
const ruleFailed = "rule_failed"

// noticeLife is how long a notice may still turn out not to arrive, and how long who has it hears of careful contact.
const noticeLife = 7 * 24 * time.Hour

// mostNotices is how many are remembered. Younger ones matter more.
const mostNotices = 16

// mostLeaves is through how many leaves, one after the other, it is looked for when a notice is read.
const mostLeaves = 8

// Notify files a notice about an answer and passes it on to the first who may be told and is there: at once, or if it
// waits in the duty hours. Nobody gets it where the ID is empty.
func (t Side) Notify(n record.Notice, waits bool) (to state.Contact) {
	people := t.NoticeReaders()
	if len(people) == 0 {
		t.Keep(n)
		return state.Contact{}
	}
	t.notify(people[0], n, state.Notified{Waits: waits})
	return people[0]
}

// NotifyClinician files a notice that is the clinician's alone and passes it on to them, whoever is first.
func (t Side) NotifyClinician(n record.Notice, waits bool) {
	t.notify(t.State.Patient.Clinician, n, state.Notified{Waits: waits, Only: true})
}

// PassAlone passes on a notice that is one person's alone, in the duty hours. No fact is filed of it: that would show
// it to the clinician, and in what researchers get.
func (t Side) PassAlone(to state.Contact, rule string) {
	t.pass(to, state.Notified{
		ID: state.EffectID(t.Event.ID, len(t.Effects)), Level: string(flows.Note), Rule: rule, At: t.SaidAt(),
		Waits: true, Only: true,
	})
}

func (t Side) notify(to state.Contact, n record.Notice, passed state.Notified) {
	passed.ID, passed.Level, passed.Rule = state.EffectID(t.Event.ID, len(t.Effects)), n.Level, n.Rule
	passed.At = t.SaidAt()
	if !n.Words.IsZero() { // they are what it is about
		passed.At = n.Words
	}
	t.Keep(n)
	t.pass(to, passed)
}

func (t Side) pass(to state.Contact, passed state.Notified) {
	p := t.State.Patient
	p.Notices = slices.DeleteFunc(p.Notices, t.over)
	p.Notices = append(p.Notices, passed)
	p.Notices = p.Notices[max(0, len(p.Notices)-mostNotices):]
	t.passNotice(&p.Notices[len(p.Notices)-1], to)
}

// settled reports whether a notice was passed on so long ago that nothing more is heard of it.
func (t Side) settled(n state.Notified) bool { return t.Now().Sub(n.At) > noticeLife }

// over reports whether a notice cannot be given back any more by whoever was to be shown it.
func (t Side) over(n state.Notified) bool { return t.Now().Sub(n.At) > turn.HeldLife+noticeLife }

func (t Side) passNotice(n *state.Notified, to state.Contact) {
	n.To = append(n.To, to)
	t.Tell(to.ID, state.Notice{
		Code: t.State.Patient.Code, Level: n.Level, Rule: n.Rule, At: n.At, Waits: n.Waits, Careful: t.Careful(), ID: n.ID,
	})
}

// NoticeUnreached handles somebody whom a notice does not reach: the next who may be told gets it, and the patient, who
// read that it was with the first, reads who has it now, or that nobody has. It counts also from somebody who has no
// tie to the patient any more, or was left out since: they had it, and nobody else has. Who only goes on leave before
// reading it keeps it, unless somebody else who is there can be told; then the patient reads when it is read.
func (t Side) NoticeUnreached(from string, l state.Unreached) {
	p := t.State.Patient
	i := slices.IndexFunc(p.Notices, func(n state.Notified) bool { return n.ID == l.Notice && holder(n).ID == from })
	if i < 0 {
		t.Ignore("a notice that is with somebody else")
		return
	}
	n := &p.Notices[i]
	was := holder(*n)
	untried := slices.DeleteFunc(t.NoticeReaders(), func(c state.Contact) bool {
		return slices.ContainsFunc(n.To, func(tried state.Contact) bool { return tried.ID == c.ID })
	})
	if l.Away { // it stays with whoever has it, unless somebody is there
		untried = slices.DeleteFunc(untried, func(c state.Contact) bool { return t.IsAway(c.ID) })
	}
	switch {
	case l.Away && (n.Only || len(untried) == 0):
		t.correct(*n, t.waitsText(*n, was, l.Until))
		return
	case l.Away:
		t.passNotice(n, untried[0])
		t.correct(*n, t.awayText(was, untried[0]))
		return
	case n.Only:
		t.correct(*n, t.Text("notice.unreached", "name", was.Name))
	case len(untried) == 0:
		t.correct(*n, t.Text("notice.nobody", "name", was.Name, "numbers", t.Numbers()))
	default:
		t.passNotice(n, untried[0])
		t.correct(*n, t.passedText(was, untried[0]))
		return
	}
	p.Notices = slices.Delete(p.Notices, i, i+1)
}

// holder is who has a notice, as far as is known.
func holder(n state.Notified) state.Contact { return n.To[len(n.To)-1] }

// correct says what became of a notice. What is not about safety comes silently, because it may be night.
func (t Side) correct(n state.Notified, text string) {
	switch {
	case n.Rule == ruleFailed:
	case !n.Only:
		t.Add(state.Say{
			Chat: t.State.Chat, Class: state.ClassSafety, Text: text, Buttons: [][]state.Button{t.HelpRow()}, Quiet: t.Quiet(),
		})
	case !t.State.Patient.Left:
		t.Add(state.Say{
			Chat: t.State.Chat, Class: state.ClassReply, Text: text, Buttons: [][]state.Button{t.HelpRow()}, Quiet: true,
		})
	}
}

// passedText corrects what the patient read about who was told.
func (t Side) passedText(was, next state.Contact) string {
	words := []string{"name", was.Name, "next", next.Name, "numbers", t.Numbers()}
	if at, later := t.noticeRead(next); later {
		return t.Text("notice.passed_on_later", append(words, "when", t.Clock(at))...)
	}
	return t.Text("notice.passed_on", words...)
}

// awayText is passedText where whoever was told goes on leave before they read it, which is outside the duty hours.
func (t Side) awayText(was, next state.Contact) string {
	at, later := t.noticeRead(next)
	if !later {
		at = t.WorkingFrom()
	}
	return t.Text("notice.away_on", "name", was.Name, "next", next.Name, "when", t.Clock(at), "numbers", t.Numbers())
}

// waitsText says when a notice is read that waits for somebody who goes on leave before that.
func (t Side) waitsText(n state.Notified, was state.Contact, back time.Time) string {
	at, later := t.readAfter(was, back)
	if !later {
		at = t.WorkingFrom()
	}
	words := []string{"name", was.Name, "when", t.Clock(at)}
	if n.Only {
		return t.Text("notice.away_waits", words...)
	}
	return t.Text("notice.away_alone", append(words, "numbers", t.Numbers())...)
}

// CarefulChanged tells those who have a notice that careful contact has begun or ended since it was passed on: it may
// wait to be shown, or they may be about to ring.
func (t Side) CarefulChanged(before *state.Patient) {
	p := t.State.Patient
	if before == nil || p == nil || before.Careful.Holds() == p.Careful.Holds() {
		return
	}
	var told []string
	for _, n := range slices.Backward(p.Notices) {
		to, now := holder(n).ID, strings.HasPrefix(n.ID, t.Event.ID+"#")
		if now || t.settled(n) || slices.Contains(told, to) || !t.May(to, state.RightAct) {
			continue
		}
		told = append(told, to)
		t.Tell(to, state.Notice{
			Code: p.Code, Level: n.Level, Rule: n.Rule, At: n.At, Careful: t.Careful(), ID: n.ID, Renewed: true,
		})
	}
}

// noticeRead is when somebody reads a notice at the earliest, if that is later than today: because today's duty hours
// are over, or because they are on leave.
func (t Side) noticeRead(c state.Contact) (at time.Time, later bool) {
	back, away := t.AwayUntil(c.ID)
	at, ok := t.Plan.Clinic.NextDuty(flows.Later(t.Now(), back))
	switch {
	case ok:
		return at, at.After(t.Now())
	case away:
		return back, true
	}
	return time.Time{}, false
}

// readAfter is when somebody reads a notice who is back at a time, if they have no other leave then.
func (t Side) readAfter(c state.Contact, back time.Time) (at time.Time, later bool) {
	at = flows.Later(t.Now(), back)
	for range mostLeaves {
		if duty, ok := t.Plan.Clinic.NextDuty(at); ok {
			at = duty
		}
		until, away := t.LeaveAt(c.ID, at)
		if !away {
			break
		}
		at = until
	}
	return at, at.After(t.Now())
}

// noticeText says who gets a notice about an answer, and when it is read, or that there is nobody.
func (t Side) noticeText(to state.Contact) string {
	words := []string{"name", to.Name, "numbers", t.Numbers()}
	if to.ID == "" {
		return t.Text("gone.nobody_called", words...)
	}
	if at, later := t.noticeRead(to); later {
		return t.Text("safety.note_later", append(words, "when", t.Clock(at))...)
	}
	return t.Text("safety.note", words...)
}

// ToldText says whom the patient's wish to tell somebody was passed on to, and when that is read if they are away.
func (t Side) ToldText(to state.Contact) string {
	if !t.IsAway(to.ID) {
		return t.Text("action.tell", "name", to.Name)
	}
	at, _ := t.noticeRead(to)
	return t.Text("action.tell_later", "name", to.Name, "when", t.Clock(at), "numbers", t.Numbers())
}
