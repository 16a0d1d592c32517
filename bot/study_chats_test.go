package bot

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf16"

	"footing/bot/simulator"
	"footing/flows"
)

type shown = simulator.Message

// soon is how long after something that a person did the answer to it may come.
const soon = 5 * time.Second

// checkChats holds what every phone shows against what may be there.
func (s *study) checkChats() {
	if found := s.w.phone.Violations(); len(found) != 0 {
		s.t.Errorf("Telegram does not know what was sent: %q", found)
	}
	if log := s.w.log.String(); strings.Count(log, "\n") != 1 || !strings.Contains(log, "presses may have been lost") {
		s.t.Errorf("the log says more than that there was an outage:\n%s", log)
	}
	for _, p := range s.patients {
		s.checkSilence(p)
		s.checkTold(p)
		s.checkOthers(&p.hand, p.code)
	}
	for _, c := range s.staff {
		s.checkDigests(c)
		s.checkOthers(&c.hand, s.known(c)...)
	}
}

// known are the codes of the patients who may be named to a clinician: their own, and whom they stand in for.
func (s *study) known(c *clinician) []string {
	var codes []string
	for _, p := range s.patients {
		if p.of == c || s.cast.backup && c == s.staff[1] {
			codes = append(codes, p.code)
		}
	}
	return codes
}

var somebodysName = regexp.MustCompile(`A-\d\d|Phone-\d+\.`)

// checkOthers: nothing in a chat is about a patient who has nothing to do with it, and everything fits.
func (s *study) checkOthers(h *hand, codes ...string) {
	for _, m := range h.messages() {
		text := m.Text
		for _, b := range slices.Concat(m.Buttons...) {
			text += "\n" + b.Text
			if len(b.Data) > 64 {
				s.t.Errorf("chat %d: a button with %d bytes", h.chat, len(b.Data))
			}
		}
		for _, name := range somebodysName.FindAllString(text, -1) {
			own := slices.Contains(codes, name) || name == phoneOf(h.chat)
			for _, p := range s.patients { // a clinician is shown who has opened the invitation
				own = own || slices.Contains(codes, p.code) && name == phoneOf(p.chat) && p.of.chat == h.chat
			}
			if !own {
				s.t.Errorf("chat %d is shown %s: %q", h.chat, name, text)
			}
		}
		if n := len(utf16.Encode([]rune(m.Text))); n > 4096 || len(slices.Concat(m.Buttons...)) > 100 {
			s.t.Errorf("chat %d: a message of %d units and %d buttons", h.chat, n, len(slices.Concat(m.Buttons...)))
		}
		if strings.ContainsAny(m.Text, "{}") {
			s.t.Errorf("chat %d: a text is not filled in: %q", h.chat, m.Text)
		}
	}
}

func phoneOf(chat int64) string {
	return fmt.Sprintf("Phone-%d.", chat)
}

var placeholder = regexp.MustCompile(`\{\w+\}`)

// says tells whether a message was made from one of the English texts whose keys begin so.
func (s *study) says(message, keys string) bool {
	for key, text := range s.w.plan.Wordings["en"] {
		if !strings.HasPrefix(key, keys) {
			continue
		}
		longest := slices.MaxFunc(placeholder.Split(text, -1), func(a, b string) int { return len(a) - len(b) })
		if strings.Contains(message, longest) {
			return true
		}
	}
	return false
}

// asked tells whether a message answers something that the person did.
func (h *hand) asked(at time.Time) bool {
	return slices.ContainsFunc(h.did, func(did time.Time) bool { return !did.After(at) && at.Sub(did) <= soon })
}

// checkSilence: in quiet hours, and for ever after /stop, nothing comes unasked but what is about safety.
func (s *study) checkSilence(p *patient) {
	words := s.w.plan.Wordings["en"]
	safety := func(text string) bool {
		for _, keys := range []string{"safety.seen", "safety.nobody", "safety.reopened", "safety.contact", "safety.tried"} {
			if s.says(text, keys) {
				return true
			}
		}
		// Careful contact and discreet mode show no more of it than this.
		return text == words["discreet.note"] || text == words["discreet.done"]
	}
	for _, m := range p.messages() {
		local := m.Date.In(p.zone())
		quiet := s.w.plan.Quiet(flows.Clock(local.Hour()*60 + local.Minute()))
		left := !p.stopped.IsZero() && m.Date.After(p.stopped.Add(soon))
		if since := m.Date.Sub(s.out[1]); since >= 0 && since < 24*time.Hour && strings.HasPrefix(m.Text, words["outage"]) {
			continue // whoever had a button to press, if only Help, is told that presses were lost
		}
		if m.Date.After(p.started) && (quiet || left) && !p.asked(m.Date) && !safety(m.Text) {
			s.t.Errorf("%s: at %s (quiet: %v, left: %v) comes, unasked, %q", p.code, local, quiet, left, m.Text)
		}
	}
}

// checkTold: who confirms that they are not safe is answered at once, and it has gone to somebody or had before.
func (s *study) checkTold(p *patient) {
	words := s.w.plan.Wordings["en"]
	_, sent, _ := strings.Cut(words["safety.told"], "{name}")
	_, already, _ := strings.Cut(words["safety.already"], "{name}")
	already, _, _ = strings.Cut(already, ";") // what comes of it so far follows
	for _, at := range p.told {
		if at.After(s.out[0]) && at.Before(s.out[1]) {
			continue // Telegram drops presses in an outage
		}
		ok := slices.ContainsFunc(p.messages(), func(m shown) bool {
			return !m.Date.Before(at) && m.Date.Sub(at) <= soon && (strings.Contains(m.Text, sent) ||
				strings.Contains(m.Text, already))
		})
		if !ok {
			s.t.Errorf("%s said at %s that they are not safe, and was not answered\n%s", p.code, at, p.story())
		}
	}
}

// checkDigests: one summary each Monday at the hour that was chosen, in one message with a button for each patient.
func (s *study) checkDigests(c *clinician) {
	var got []string
	for _, m := range c.messages() {
		if !strings.HasPrefix(m.Text, "Weekly summary") {
			continue
		}
		got = append(got, m.Date.In(s.w.plan.Clinic.Location()).Format("2006-01-02 15:04"))
		var there []string
		for _, b := range slices.Concat(m.Buttons...) {
			there = append(there, b.Text)
		}
		for _, p := range s.patients {
			takesPart := p.of == c && (p.stopped.IsZero() || p.stopped.After(m.Date))
			if n := strings.Count(strings.Join(there, "\n")+"\n", p.code+"\n"); takesPart && n != 1 {
				s.t.Errorf("%s: the summary of %s has %d buttons for %s: %q", c.name, m.Date, n, p.code, there)
			}
		}
	}
	var want []string
	for week := 1; week < studyWeeks; week++ {
		want = append(want, s.begin.AddDate(0, 0, 7*week).Format("2006-01-02")+" 09:00")
	}
	if !slices.Equal(got, want) {
		s.t.Errorf("%s got summaries at %v, not %v", c.name, got, want)
	}
}
