package bot

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"footing/bot/simulator"
)

// hand is a person's thumb on their phone.
type hand struct {
	s    *study
	chat int64
	did  []time.Time // when they wrote or pressed something
	old  []held      // buttons that they have seen
	told []time.Time // when they confirmed that they are not safe
	away bool        // has blocked the bot
}

// held is a button under its message.
type held struct {
	message int
	data    string
}

func (h *hand) says(text string) {
	h.did = append(h.did, h.s.w.now())
	if _, err := h.s.w.phone.Send(h.chat, text); err != nil {
		h.s.t.Errorf("chat %d writes: %v", h.chat, err)
	}
}

// find is the youngest button whose data begin with one of the given prefixes; among several of one message, those.
func (h *hand) find(prefixes ...string) (all []held) {
	for _, m := range slices.Backward(h.s.w.phone.Chat(h.chat)) {
		for _, b := range slices.Concat(m.Buttons...) {
			if slices.ContainsFunc(prefixes, func(p string) bool { return strings.HasPrefix(b.Data, p) }) {
				all = append(all, held{m.ID, b.Data})
			}
		}
		if len(all) > 0 {
			break
		}
	}
	h.old = append(h.old, all...)
	return all
}

// press presses a button wherever it is, also one that is not there any more.
func (h *hand) press(b held) {
	h.did = append(h.did, h.s.w.now())
	if b.data == "h:told" {
		h.told = append(h.told, h.s.w.now())
	}
	if _, err := h.s.w.phone.TapData(h.chat, b.message, b.data); err != nil {
		h.s.t.Errorf("chat %d presses %s: %v", h.chat, b.data, err)
	}
}

// tap presses the youngest button of a kind, if there is one.
func (h *hand) tap(prefix string) bool {
	found := h.find(prefix)
	if len(found) == 0 {
		return false
	}
	h.press(found[h.s.dice.IntN(len(found))])
	return true
}

func (h *hand) mustTap(prefix string) {
	if !h.tap(prefix) {
		h.s.t.Errorf("chat %d has no button %s at %s\n%s", h.chat, prefix, h.s.w.now(), h.s.w.log)
	}
}

func (h *hand) messages() []simulator.Message { return h.s.w.shown(h.chat) }

// block lets the bot's messages come no more, or come again.
func (h *hand) block(away bool) {
	h.away = away
	act := h.s.w.phone.Unblock
	if away {
		act = h.s.w.phone.Block
	}
	if err := act(h.chat); err != nil {
		h.s.t.Error(err)
	}
}

// clinician is one of the staff.
type clinician struct {
	hand
	name string
}

// works plans a clinician's days: a look at the phone each hour of duty, now and then at night, and the summary.
func (c *clinician) works() {
	for day := range 7 * studyWeeks {
		midnight := c.s.begin.AddDate(0, 0, day)
		if midnight.Weekday() != time.Saturday && midnight.Weekday() != time.Sunday {
			for hour := 9; hour < 17; hour++ {
				c.s.at(midnight.Add(time.Duration(hour)*time.Hour+c.s.between(25*time.Minute, 55*time.Minute)), c.looks)
			}
		}
		if c.s.chance(10) {
			c.s.at(midnight.Add(c.s.between(0, 7*time.Hour)), c.looks)
		}
		if midnight.Weekday() == time.Monday {
			c.s.at(midnight.Add(10*time.Hour+c.s.between(0, 5*time.Hour)), func() { c.tap("p:") })
		}
	}
	week := c.s.begin.AddDate(0, 0, 7*(5+len(c.s.staff)))
	c.s.at(week.Add(34*time.Hour), func() { c.block(true) })
	c.s.at(week.Add(57*time.Hour), func() { c.block(false) })
}

// looks answers the test alert, and does what a clinician does about an alarm, though not always at once.
func (c *clinician) looks() {
	if c.away {
		return
	}
	c.tap("y:")
	open := c.find("k:")
	if len(open) == 0 || c.s.chance(15) {
		return
	}
	for n, act := range []string{"open", "seen", "contact"} {
		if c.s.chance(15) {
			continue
		}
		c.s.in(time.Duration(n+1)*10*time.Second, func() {
			i := slices.IndexFunc(open, func(b held) bool { return strings.HasSuffix(b.data, ":open") })
			if i >= 0 && !c.away {
				c.press(held{open[i].message, strings.TrimSuffix(open[i].data, "open") + act})
			}
		})
	}
}

var linkInText, digitsInText = regexp.MustCompile(`start=(\S+)`), regexp.MustCompile(`(?m)^(\d{4})$`)

// enrol plans an invitation and the set-up, a few minutes after the one before.
func (s *study) enrol(n int) {
	p := &patient{hand: hand{s: s, chat: int64(200 + n)}, code: fmt.Sprintf("A-%02d", 10+n), of: s.staff[0]}
	if s.cast.backup {
		p.of = s.staff[n%3/2]
	}
	p.place = places[s.dice.IntN(len(places))]
	s.patients = append(s.patients, p)
	s.w.phone.AddUser(simulator.User{ID: p.chat, FirstName: phoneOf(p.chat), LanguageCode: "en"})
	open := s.begin.Add(9*time.Hour + time.Duration(10+4*n)*time.Minute)
	s.at(open, func() { p.of.says("/invite " + p.code) })
	s.at(open.Add(20*time.Second), func() {
		said := p.of.messages()
		p.says("/start " + linkInText.FindStringSubmatch(said[len(said)-1].Text)[1])
	})
	s.at(open.Add(40*time.Second), func() { p.mustTap("o:yes") })
	s.at(open.Add(60*time.Second), func() {
		said := p.messages()
		p.of.mustTap("i:" + p.code + ":" + digitsInText.FindStringSubmatch(said[len(said)-1].Text)[1])
	})
	s.at(open.Add(70*time.Second), p.setsUp)
}

// place is where somebody lives: what they type, and the zone that it must come to.
type place struct{ city, zone string }

var places = []place{
	{"", "Europe/London"},
	{"", "Europe/London"},
	{"", "Europe/London"},
	{"Lisbon", "Europe/Lisbon"},
	{"Athens", "Europe/Athens"},
	{"New York", "America/New_York"},
	{"Sydney", "Australia/Sydney"},
	{"Kolkata", "Asia/Kolkata"},
}
