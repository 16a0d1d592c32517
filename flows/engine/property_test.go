package engine_test

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"footing/flows/record"
	"footing/flows/state"
)

// The people of the properties: a clinician, a backup, patients of the first, and somebody who just wanders in.
const (
	lind     = int64(1)
	moss     = int64(2)
	stranger = int64(9)
)

// TestWhateverHappens enrols patients and then lets anything happen to them: taps on buttons old and new, forged
// ones, texts, lost and late letters, blocked phones, outages, hours and weeks that pass. After every turn all rules
// hold (rules_test.go, awake_test.go), and in the end every check-in is over and every alert has got through.
func TestWhateverHappens(t *testing.T) {
	plan := approving(shipped(t))
	rapid.Check(t, func(t *rapid.T) {
		tr := newTroupe(t, plan)
		tr.staff(lind, "Dr Lind", record.Clinician)
		if rapid.Bool().Draw(t, "backup") {
			tr.staff(moss, "Dr Moss", oneOf(tr, []record.Role{record.Backup, record.Lead, record.Night, record.Clinician},
				"role"))
		}
		for chat := range int64(1 + tr.oneIn(2, "patients")) {
			tr.enrol(3 + chat)
		}
		for range 1 + tr.oneIn(60, "acts") {
			tr.act()
			if tr.oneIn(4, "unsettled") < 3 {
				tr.settle()
			}
		}
		tr.end()
	})
}

// end lets some days pass, so long that a weekend is over in any case.
func (tr *troupe) end() {
	tr.settle()
	for _, a := range tr.actors() {
		a.mistrust = false
	}
	for range 4 * 8 {
		tr.advance(tr.now.Add(3*time.Hour), false)
		tr.settle()
	}
	for occasion, stage := range tr.rules.occasions {
		last := tr.now.Add(-24 * time.Hour).Format(time.DateOnly)
		if stage != 2 && occasion[strings.IndexByte(occasion, '@')+1:] < last {
			tr.t.Errorf("%s has not ended", occasion)
		}
	}
	for _, a := range tr.actors() {
		s := a.stored()
		if s.Patient != nil {
			tr.readers(a.id, s.Patient)
			tr.rules.settled(a)
			for _, alert := range s.Patient.Alerts {
				if alert.Seen.IsZero() && !alert.Told {
					tr.t.Errorf("nobody has seen alert %s of %s, and the patient has not been told so", alert.Short, a.id)
				}
			}
		}
		if s.Desk != nil {
			tr.linkedBothWays(a.id, s.Desk)
		}
	}
}

// readers: whom a patient takes for their clinician, and who else may read, has the patient on their panel.
func (tr *troupe) readers(patient string, p *state.Patient) {
	all := []state.Contact{p.Clinician}
	for _, s := range p.Seconds {
		all = append(all, s.Contact)
	}
	if p.Stand != nil {
		all = append(all, p.Stand.Contact)
	}
	for _, c := range all {
		if c.ID == "" {
			continue
		}
		desk := tr.cast[c.ID].stored().Desk
		if desk == nil || !slices.ContainsFunc(desk.Panel, func(m state.Member) bool { return m.ID == patient }) {
			tr.t.Errorf("%s takes %s for somebody who reads, and is not on their panel", p.Code, c.Name)
		}
	}
}

// linkedBothWays: whom a desk takes for its patient takes the desk for the clinician.
func (tr *troupe) linkedBothWays(desk string, d *state.Desk) {
	for _, m := range d.Panel {
		var p *state.Patient
		if a := tr.cast[m.ID]; a != nil {
			p = a.stored().Patient
		}
		if p == nil {
			tr.t.Errorf("%s is on the panel of %s and is no patient", m.Code, desk)
		} else if _, ok := p.Contact(desk); !ok && m.Left.IsZero() {
			tr.t.Errorf("%s is on the panel of %s, and is linked to %s", m.Code, desk, p.Clinician.ID)
		}
	}
}

func (tr *troupe) actors() []*actor {
	var all []*actor
	for _, a := range tr.cast {
		all = append(all, a)
	}
	slices.SortFunc(all, func(a, b *actor) int { return strings.Compare(a.id, b.id) })
	return all
}

func (tr *troupe) says(chat int64, text string) {
	h := tr.head("m")
	tr.turn(tr.person(chat), state.Said{
		Header: h, Sender: tr.sender(chat), Message: tr.serial, Media: state.Text,
		Text: record.FreeText(text),
	})
}

func (tr *troupe) taps(chat int64, p shownButton) {
	h, a := tr.head("c"), tr.person(chat)
	tap := state.Tapped{Header: h, Sender: tr.sender(chat), Message: p.message, Callback: h.ID, Data: p.data}
	when := 0
	if s := a.stored(); s.Patient != nil {
		when = tr.oneIn(24, "called without a turn")
	}
	call := func() state.Called {
		to := oneOf(tr, slices.Sorted(maps.Keys(tr.cast)), "whom")
		return state.Called{
			Header: tr.head("called"), Evidence: h.ID, To: []string{to}, Step: tr.oneIn(5, "step"), Message: tr.serial,
			Channel: tr.oneIn(3, "channel") == 0,
		}
	}
	switch when {
	case 21: // known before the turn of the press, and a turn of its own after it
		tap.Called = []state.Called{call()}
		defer func() { tr.turn(tr.person(chat), tap.Called[0]) }()
	case 22:
		tr.turn(a, call())
	case 23:
		defer func() { tr.turn(tr.person(chat), call()) }()
	}
	tr.turn(a, tap)
}

// tapsOn presses the youngest button of a label, and tells whether there was one.
func (tr *troupe) tapsOn(chat int64, label string) bool {
	for _, b := range slices.Backward(tr.person(chat).phone) {
		for _, button := range slices.Concat(b.buttons...) {
			if button.Text == label {
				tr.taps(chat, shownButton{b.id, button.Data})
				tr.settle()
				return true
			}
		}
	}
	return false
}

func (tr *troupe) last(chat int64) string {
	phone := tr.person(chat).phone
	return phone[len(phone)-1].text
}

func (tr *troupe) staff(chat int64, name string, role record.Role) {
	secret := draw(int(chat) * 1000)
	office := tr.cast[state.OfficeID]
	if office == nil {
		office = &actor{id: state.OfficeID, wakes: map[string]state.Wake{}}
		tr.cast[state.OfficeID] = office
	}
	tr.turn(office, state.Staffing{Header: tr.head("staff"), Token: state.HashSecret(secret), Role: role, Name: name})
	tr.says(chat, "/start "+state.OfficeID+"_"+secret)
	tr.settle()
	for range 2 {
		if tr.oneIn(24, "stops half way") == 23 {
			return
		}
		tr.tapsOn(chat, "Yes")
	}
	if hour := oneOf(tr, []string{"16:00", "08:00", "23:30"}, "digest"); !tr.tapsOn(chat, hour) {
		tr.says(chat, hour)
		tr.settle()
	}
}

var theLink, theDigits = regexp.MustCompile(`start=(\S+)`), regexp.MustCompile(`(?m)^(\d{4})$`)

// enrol walks through an invitation by Dr Lind, and mostly also through the set-up.
func (tr *troupe) enrol(chat int64) {
	tr.says(lind, fmt.Sprintf("/invite P-%d", chat))
	tr.settle()
	link := theLink.FindStringSubmatch(tr.last(lind))
	if link == nil {
		return // the clinician is not set up
	}
	tr.says(chat, "/start "+link[1])
	tr.settle()
	tr.tapsOn(chat, "Yes")
	digits := theDigits.FindStringSubmatch(tr.last(chat))
	if tr.oneIn(12, "wavers") == 11 { // at the very moment when the other side confirms
		tr.tapsLike(chat, "o:")
	}
	tr.tapsOn(lind, digits[1])
	for range 20 {
		s := tr.person(chat).stored()
		if s.Setting == nil || tr.oneIn(120, "stops half way") == 119 {
			return
		}
		tr.setting(chat, s)
	}
}

// setting answers the step of the set-up that is waiting.
func (tr *troupe) setting(chat int64, s state.State) {
	usually := func(label, else_ string) {
		if tr.oneIn(40, s.Setting.Step) == 39 {
			label = else_
		}
		tr.tapsOn(chat, label)
	}
	switch s.Setting.Step {
	case "zone":
		if s.Setting.Typing {
			tr.says(chat, oneOf(tr, []string{"Tokyo", "Auckland", "New York", "Nowhere", "Reykjavik"}, "city"))
			tr.settle()
			if places := tr.person(chat).phone; len(places[len(places)-1].buttons) > 1 {
				tr.taps(chat, shownButton{places[len(places)-1].id, places[len(places)-1].buttons[0][0].Data})
				tr.settle()
			}
			return
		}
		usually("Yes", "No")
	case "discreet":
		tr.tapsOn(chat, oneOf(tr, []string{"Yes", "No"}, "discreet"))
		tr.tapsOn(chat, "Go on")
	case "first":
		if !tr.tapsOn(chat, "OK") {
			usually("Dr Lind", "Dr Moss")
		}
	case "excluded":
		if tr.oneIn(6, "excluded") == 5 {
			tr.tapsLike(chat, "e:excluded:")
		} else {
			tr.tapsOn(chat, "Done")
		}
	case "therapist":
		tr.tapsOn(chat, oneOf(tr, []string{"Dr Lind", "Dr Moss", "Somebody else"}, "therapist"))
	case "days":
		for range tr.oneIn(3, "changes") {
			tr.tapsOn(chat, oneOf(tr, []string{"Tue", "✓ Mon", "Sat", "Sun"}, "day"))
		}
		if !tr.tapsOn(chat, "Done") {
			tr.tapsOn(chat, "Wed")
		}
	case "hour":
		tr.says(chat, oneOf(tr, []string{"14:00", "09:00", "20:00", "12:30", "23:00"}, "hour"))
		tr.settle()
	default:
		usually("Yes", "No")
	}
}
