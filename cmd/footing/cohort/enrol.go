package cohort

import (
	"crypto/sha256"
	"encoding/base32"
	"encoding/binary"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"footing/flows/press"
	"footing/flows/record"
	"footing/flows/rehearsal"
	"footing/flows/state"
)

// longestSetup is more presses than any set-up needs; a person who needs more is stuck.
const longestSetup = 60

// link finds the payload in an invitation's text.
var link = regexp.MustCompile(`\?start=([A-Za-z0-9_-]+)`)

// hire lets the operator invite the clinicians, and plays their set-up.
func (c *cohort) hire() error {
	r := rehearsal.NewRehearsal(c.Plan, c.opening().Add(-time.Hour), c.Shard)
	r.Series = "seed.staff."
	for n := range c.Clinicians() {
		chat, shown := c.Clinician(n), fmt.Sprintf("Clinician %d", n+1)
		secret := draw(c.Seed, chat, 0)
		r.Post(state.OfficeID, state.Staffing{
			Header: state.Header{ID: "staffing/" + state.HashSecret(secret), At: r.Now},
			Token:  state.HashSecret(secret), Name: shown, Role: record.Clinician,
		})
		r.Say(chat, shown, "/start "+state.OfficeID+"_"+secret, draw(c.Seed, chat, 1))
		d := dialogue{r: r, chat: chat, name: shown}
		if !d.press(press.Opening{Yes: true}) {
			return fmt.Errorf("rehearse the invitation of clinician %d: the link was refused", n+1)
		}
		if err := d.setUp(func(step string, offered []press.SetUp) press.SetUp {
			if step == "digest_hour" {
				return offered[n%len(offered)]
			}
			return offered[0]
		}); err != nil {
			return fmt.Errorf("rehearse the set-up of clinician %d: %w", n+1, err)
		}
		c.desks = append(c.desks, r.Role(r.Who(chat)))
	}
	c.office = r.Role(state.OfficeID)
	return nil
}

// opening is the time of the first invitations: ten o'clock on the last working day before the weeks.
func (c *cohort) opening() time.Time {
	local := c.Begin().In(c.Plan.Clinic.Location())
	ten := func(back int) time.Time {
		return time.Date(local.Year(), local.Month(), local.Day()-back, 10, 0, 0, 0, local.Location())
	}
	for back := 1; back <= 7; back++ {
		if at := ten(back); c.Plan.Clinic.OnDuty(at) {
			return at
		}
	}
	return ten(1)
}

// enrol plays one patient's enrolment, from the clinician's /invite to the end of the set-up.
func (p *panel) enrol(who *person) error {
	desk := dialogue{r: p.r, chat: p.desk.State.Chat, name: p.desk.State.Name}
	patient := dialogue{r: p.r, chat: who.chat, name: name(who.code)}
	p.r.Say(desk.chat, desk.name, "/invite "+who.code, draw(p.c.Seed, who.chat, 0))
	found := link.FindStringSubmatch(desk.text())
	if found == nil {
		return fmt.Errorf("the clinician was given no link, but: %s", desk.text())
	}
	p.pause(who)
	p.r.Say(patient.chat, patient.name, "/start "+found[1], draw(p.c.Seed, who.chat, 1))
	p.pause(who)
	if !patient.press(press.Opening{Yes: true}) {
		return fmt.Errorf("the link was refused: %s", patient.text())
	}
	p.pause(who)
	shown := patient.text()
	matches := offers(desk, func(d press.Digits) bool { return d.Code == who.code })
	n := slices.IndexFunc(matches, func(d press.Digits) bool { return strings.Contains(shown, d.Digits) })
	if n < 0 || !desk.press(matches[n]) {
		return fmt.Errorf("the digits are not among those offered: %s", shown)
	}
	return patient.setUp(func(step string, offered []press.SetUp) press.SetUp {
		p.pause(who)
		return p.choose(who, patient, step, offered)
	})
}

// choose answers one step of a patient's set-up: with the suggestion, unless this person wants something else.
func (p *panel) choose(who *person, d dialogue, step string, offered []press.SetUp) press.SetUp {
	refusal := press.SetUp{Step: step, Value: "no"}
	for _, refused := range who.refuses {
		if step == string(refused) {
			return refusal
		}
	}
	switch {
	case step == "zone" && who.city != "" && slices.Contains(offered, refusal):
		d.press(refusal)
		p.r.Say(d.chat, d.name, who.city, "")
		if places := offers(d, func(s press.SetUp) bool { return s.Step == step }); len(places) > 0 {
			return places[0]
		}
	case step == "days" && len(who.days) > 0:
		day := who.days[0]
		who.days = who.days[1:]
		return press.SetUp{Step: step, Value: day}
	case step == "discreet":
		return refusal
	case step == "days":
		return press.SetUp{Step: step, Value: "done"}
	case step == "hour":
		return offered[who.dice.IntN(len(offered))]
	}
	return offered[0]
}

// dialogue is one person with their phone.
type dialogue struct {
	r    *rehearsal.Rehearsal
	chat int64
	name string
}

func (d dialogue) role() *rehearsal.Role { return d.r.Role(d.r.Who(d.chat)) }

// text is the youngest message.
func (d dialogue) text() string {
	role := d.role()
	if role == nil || len(role.Phone) == 0 {
		return "nothing"
	}
	return role.Phone[len(role.Phone)-1].Text
}

// offers lists what the buttons say of the youngest message that has one of the wanted.
func offers[P press.Press](d dialogue, wanted func(P) bool) []P {
	role := d.role()
	if role == nil {
		return nil
	}
	for n := range slices.Backward(role.Phone) {
		if found := among(role.Phone[n].Buttons, wanted); len(found) > 0 {
			return found
		}
	}
	return nil
}

// among lists what the buttons of a message say that are wanted.
func among[P press.Press](buttons [][]state.Button, wanted func(P) bool) []P {
	var found []P
	for _, b := range slices.Concat(buttons...) {
		if p, _ := press.Decode(b.Data); p != nil {
			if one, ok := p.(P); ok && wanted(one) {
				found = append(found, one)
			}
		}
	}
	return found
}

// press taps the youngest button that says this.
func (d dialogue) press(button press.Press) bool {
	data := press.Encode(button)
	role := d.role()
	if role == nil {
		return false
	}
	for n := range slices.Backward(role.Phone) {
		for _, b := range slices.Concat(role.Phone[n].Buttons...) {
			if b.Data == data {
				d.r.Tap(d.chat, d.name, role.IDs[n], data)
				return true
			}
		}
	}
	return false
}

// setUp answers step after step until no more is asked. Choose is given the step and its buttons.
func (d dialogue) setUp(choose func(step string, offered []press.SetUp) press.SetUp) error {
	for range longestSetup {
		set := d.role().State.Setting
		if set == nil {
			return nil
		}
		offered := offers(d, func(s press.SetUp) bool { return s.Step == set.Step && s.Value != "why" })
		if len(offered) == 0 || !d.press(choose(set.Step, offered)) {
			return fmt.Errorf("there is nothing to press for %q: %s", set.Step, d.text())
		}
	}
	return fmt.Errorf("it does not end; the phone shows: %s", d.text())
}

// draw is the randomness of a person's n-th message: 26 characters like those of crypto/rand.Text.
func draw(seed uint64, chat int64, n int) string {
	text := binary.BigEndian.AppendUint64([]byte("footing seed"), seed)
	text = binary.BigEndian.AppendUint64(text, uint64(chat)) //nolint:gosec // bits are bits
	sum := sha256.Sum256(binary.BigEndian.AppendUint64(text, uint64(n)))
	return base32.StdEncoding.EncodeToString(sum[:])[:26]
}
