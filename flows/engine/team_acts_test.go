package engine_test

import (
	"fmt"
	"slices"
	"strings"

	"footing/flows/engine/internal/turn"
	"footing/flows/record"
	"footing/flows/state"
)

// canary is a word that a patient writes, to see where it comes out again.
func canary(chat int64) string { return fmt.Sprintf("canary-%d", chat) }

// walks types a command and presses one button after the other that begins so.
func (tr *troupe) walks(chat int64, command string, prefixes ...string) {
	a := tr.person(chat)
	if a.deaf {
		return
	}
	tr.says(chat, command)
	tr.settle()
	for _, p := range prefixes {
		tr.tapsLike(chat, p)
		tr.settle()
	}
}

func (tr *troupe) erases() {
	chat := oneOf(tr, []int64{3, 4, 4, moss}, "patient") // moss may be a patient, too
	tr.walks(chat, "/erase", "c:erase:sure", "c:erase:now")
	tr.advance(tr.now, false)
}

// writes lets a patient write where they are asked to: a goal, a plan, a note.
func (tr *troupe) writes() {
	chat := oneOf(tr, []int64{3, 4}, "patient")
	if tr.person(chat).deaf {
		return
	}
	switch oneOf(tr, []string{"/goal", "/plan", "note"}, "where") {
	case "/goal":
		tr.walks(chat, "/goal", "c:goal:")
	case "/plan":
		tr.walks(chat, "/plan", "c:plan:")
	default:
		tr.tapsLike(chat, "n:")
	}
	tr.says(chat, canary(chat))
}

// answersAnother presses, in the check-in that is open, an answer to a question that is not being asked.
func (tr *troupe) answersAnother() {
	a := tr.person(oneOf(tr, []int64{3, 3, 4}, "patient"))
	s := a.stored()
	if a.deaf || s.Patient == nil || s.Patient.Open == nil || s.Patient.Open.Message == 0 {
		return
	}
	o := s.Patient.Open
	t := &turn.Turn{Plan: tr.plan, State: s, Event: state.Header{At: tr.now}}
	var all []string
	for _, p := range t.Questions(o) {
		for _, option := range p.Item.Options {
			if p.Item.ID != o.Item {
				all = append(all, fmt.Sprintf("a:%d:%s:%s", o.Number, p.Item.ID, option.Code))
			}
		}
	}
	if len(all) > 0 {
		tr.taps(a.chat, shownButton{o.Message, oneOf(tr, all, "answer")})
	}
}

// tapsOldAlarm presses a button of an alarm that was shown once, whether the patient is still there or not.
func (tr *troupe) tapsOldAlarm() {
	a := tr.person(oneOf(tr, []int64{lind, moss}, "clinician"))
	var old []shownButton
	for _, p := range a.pressed {
		if strings.HasPrefix(p.data, "k:") {
			old = append(old, p)
		}
	}
	if len(old) > 0 && !a.deaf {
		tr.taps(a.chat, oneOf(tr, old, "button"))
	}
}

// changesPlan goes through the buttons of a card, and mostly sends what was chosen.
func (tr *troupe) changesPlan() {
	desk := oneOf(tr, []int64{lind, lind, moss}, "clinician")
	tr.card(desk, "m:", ":plan")
	for range 1 + tr.oneIn(4, "choices") {
		tr.tapsWith(desk, ":plan:")
		tr.settle()
	}
	tr.tapsWith(desk, ":plan:menu")
	tr.settle()
	tr.tapsWith(desk, ":plan:send")
	tr.settle()
}

// changesTeam proposes somebody, who mostly agrees, and so does the patient.
func (tr *troupe) changesTeam() {
	desk := oneOf(tr, []int64{lind, lind, moss}, "clinician")
	tr.card(desk, "m:", ":team")
	tr.tapsWith(desk, oneOf(tr, []string{":team:second", ":team:hand"}, "tie"))
	tr.settle()
	tr.tapsWith(desk, ":team:second.", ":team:hand.")
	tr.settle()
	tr.tapsLike(lind+moss-desk, "j:")
	tr.settle()
	tr.tapsLike(oneOf(tr, []int64{3, 3, 4}, "patient"), "x:team:")
	tr.settle()
}

// card asks for a patient's card and presses a button on it.
func (tr *troupe) card(desk int64, _, part string) {
	s := tr.person(desk).stored()
	if tr.person(desk).deaf || s.Desk == nil || len(s.Desk.Panel) == 0 {
		return
	}
	tr.says(desk, "/patient "+oneOf(tr, s.Desk.Panel, "member").Code)
	tr.settle()
	tr.tapsEnding(desk, part)
	tr.settle()
}

func (tr *troupe) tapsEnding(chat int64, suffix string) {
	tr.tapsThat(chat, func(data string) bool { return strings.HasSuffix(data, suffix) })
}

func (tr *troupe) tapsWith(chat int64, parts ...string) {
	tr.tapsThat(chat, func(data string) bool {
		return slices.ContainsFunc(parts, func(p string) bool { return strings.Contains(data, p) })
	})
}

// tapsThat presses a button of the youngest message that has one of these.
func (tr *troupe) tapsThat(chat int64, is func(string) bool) {
	a := tr.person(chat)
	if a.deaf {
		return
	}
	for _, b := range slices.Backward(a.phone) {
		var like []shownButton
		for _, button := range slices.Concat(b.buttons...) {
			if is(button.Data) {
				like = append(like, shownButton{b.id, button.Data})
			}
		}
		if len(like) > 0 {
			tr.taps(chat, oneOf(tr, like, "button"))
			return
		}
	}
}

// dismisses ends somebody's post, seldom.
func (tr *troupe) dismisses() {
	office := tr.cast[state.OfficeID]
	if office == nil || office.state == nil || tr.oneIn(3, "stays") < 2 {
		return
	}
	if staff := office.stored().Office.Staff; len(staff) > 0 {
		tr.turn(office, state.Dismissal{Header: tr.head("dismissal"), Who: oneOf(tr, staff, "who").ID})
	}
}

// seesAndGoes lets somebody see an alert and be gone before they said that contact was made.
func (tr *troupe) seesAndGoes() {
	tr.asksForHelp()
	tr.settle()
	desk := oneOf(tr, []int64{lind, lind, moss}, "clinician")
	tr.tapsWith(desk, ":seen")
	tr.settle()
	switch oneOf(tr, []string{"dismissed", "away", "left out"}, "how") {
	case "dismissed":
		tr.turn(tr.cast[state.OfficeID], state.Dismissal{Header: tr.head("dismissal"), Who: tr.person(desk).id})
	case "away":
		tr.walks(desk, "/away", "v:", "v:", "v:")
		tr.tapsLike(lind+moss-desk, "j:")
	default:
		tr.walks(3, "/whosees", "c:circle:excluded", "e:excluded:")
	}
}

// mayRead tells whether what a patient wrote may come out on the phone of a desk: for a post, behind an alert only.
func (r *rules) mayRead(m state.Member, e state.Event) bool {
	if r.tr.cast[m.ID] == nil {
		return false
	}
	if !m.Backup && !m.Over(e.Head().At) {
		return true
	}
	told, ok := e.(state.Told)
	_, shown := told.Letter.(state.Shown)
	return ok && shown && told.From == m.ID
}

// answering: an answer is kept to the question that was being asked, and to no other.
func (r *rules) answering(before state.State, e state.Event, effects []state.Effect) {
	for _, effect := range effects {
		keep, _ := effect.(state.Keep)
		response, ok := keep.Fact.Body.(record.Response)
		if !ok {
			continue
		}
		open := before.Patient.Open
		if open == nil || open.Item != response.Item || open.ID != response.Occasion {
			r.tr.t.Fatalf("%+v is kept as an answer to %s while %+v was open", e, response.Item, open)
		}
	}
}

// authority: a desk writes about alerts, appointments and plans to those of its own panel only, and a plan or a team
// only to its own patients.
func (r *rules) authority(before, after state.State, effects []state.Effect) {
	for _, effect := range effects {
		tell, ok := effect.(state.Tell)
		if !ok {
			continue
		}
		m, found := onPanel(before, tell.To)
		own := false
		switch l := tell.Letter.(type) {
		case state.Acted, state.Look, state.SummaryOpened:
		case state.Appointed, state.Adjust:
			own = true
		case state.Away:
			if tell.To == state.OfficeID {
				continue
			}
			if now, still := onPanel(after, tell.To); still { // they may have become a patient just now
				m, found = now, true
			}
			found = found && mayKnowOfLeave(m, l, after)
		default:
			continue
		}
		if !found || own && !m.Mine() {
			r.tr.t.Fatalf("a %T goes to %s, who is no patient of %s: %+v", tell.Letter, tell.To, before.ID, m)
		}
	}
}

// mayKnowOfLeave reports whether a member may be told of a desk's leave. A second clinician and a stand-in are away for
// the patient as well, but who stands in is the clinician's to say. Whoever only holds a post is away for those of whom
// they have seen an alert: somebody else is called about it.
func mayKnowOfLeave(m state.Member, l state.Away, after state.State) bool {
	holds := slices.ContainsFunc(after.Desk.Alarms, func(a state.Alarmed) bool {
		return a.Patient == m.ID && a.Mine && !a.Closed
	})
	return (l.Who.ID == "" || m.Mine()) && (!m.Backup || holds)
}

func onPanel(s state.State, id string) (state.Member, bool) {
	if s.Desk == nil {
		return state.Member{Backup: true}, false
	}
	n := slices.IndexFunc(s.Desk.Panel, func(m state.Member) bool { return m.ID == id })
	if n < 0 {
		return state.Member{Backup: true}, false
	}
	return s.Desk.Panel[n], true
}

// planned: safety stays among what is asked, a check-in has something to ask, and no threshold is below the protocol's.
func (r *rules) planned(s state.State) {
	p := s.Patient
	if !p.SetUp() || p.At == "" {
		return
	}
	t := &turn.Turn{Plan: r.tr.plan, State: s, Event: state.Header{At: r.tr.now}}
	if why := t.Problem(p.Days, p.Adjustment); why != "" {
		r.tr.t.Fatalf("a plan that is not allowed, %s: %v %+v", why, p.Days, p.Adjustment)
	}
}
