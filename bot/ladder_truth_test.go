package bot

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"footing/bot/simulator"
	"footing/flows/record"
	"footing/flows/state"
)

// climbed: each call was made when it was due, or within a tick.
func (s *siege) climbed(want []call, tick time.Duration) {
	s.t.Helper()
	var made []string
	calls := map[int64][]time.Duration{}
	for _, e := range s.phone.Log() {
		if e.What == simulator.Sent && strings.HasPrefix(e.Text, "Safety alert") {
			after := e.At.Sub(s.began)
			calls[e.Chat] = append(calls[e.Chat], after)
			made = append(made, fmt.Sprint(e.Chat, " after ", after))
		}
	}
	for _, c := range want {
		n := slices.IndexFunc(calls[c.to], func(after time.Duration) bool {
			return after >= c.after-time.Second &&
				after <= c.after+tick
		})
		if n < 0 {
			s.t.Errorf("%d was not called within %s of %s; calls: %v\nlog:\n%s", c.to, tick, c.after, made, s.log)
			continue
		}
		calls[c.to] = slices.Delete(calls[c.to], n, n+1)
	}
}

// ends: somebody sees the alert, if anybody is there; then everything about it is true.
func (s *siege) ends(unreached bool) {
	s.t.Helper()
	if !unreached {
		who := dan
		if len(s.messages(dan)) == 0 {
			who = cat
		}
		s.press(who, "k:", ":seen")
		time.Sleep(5 * time.Second)
	}
	if err := s.stop(); err != nil {
		s.t.Error(err)
	}
	s.true()
	store := s.open()
	kept, facts := s.filedOf(store)
	s.evidence(kept.State.Patient.Alerts, facts)
	for _, a := range kept.State.Patient.Alerts {
		if a.Seen.IsZero() && !a.Told || a.Seen.IsZero() != unreached {
			s.t.Errorf("alert %s ends neither seen nor unreached and said: %+v", a.Short, a)
		}
	}
	if said := strings.Join(s.heard(ann), "|"); strings.Contains(said, "Nobody has opened it") != unreached && unreached {
		s.t.Errorf("the patient was not told that nobody is reached: %s", said)
	}
	s.emptyOutbox(store)
}

// evidence: each red answer is in one alert.
func (s *siege) evidence(alerts []state.Alert, facts []record.Fact) {
	s.t.Helper()
	red := 0
	for _, f := range facts {
		r, ok := f.Body.(record.Response)
		if !ok || r.Item != "s2" || r.Code != "yes" {
			continue
		}
		red++
		found := 0
		for _, a := range alerts {
			for _, e := range a.Evidence {
				if e.What == "s2=yes" && e.At.Equal(f.At) {
					found++
				}
			}
		}
		if found != 1 {
			s.t.Errorf("the red answer of %s is evidence %d times", f.At, found)
		}
	}
	if red != 1 {
		s.t.Errorf("%d red answers are filed", red)
	}
}

func (s *siege) messages(who int64) []simulator.Message {
	return slices.DeleteFunc(s.phone.Chat(who), func(m simulator.Message) bool {
		return !strings.HasPrefix(m.Text, "Safety alert") || len(m.Buttons) == 0
	})
}

// true: that somebody has opened it is said after somebody pressed that they have seen it, and that nobody has is not
// said after that.
func (s *siege) true() {
	s.t.Helper()
	seen := false
	for _, e := range s.phone.Log() {
		switch {
		case e.What == simulator.Tapped && strings.HasSuffix(e.Text, ":seen"):
			seen = true
		case e.Chat != ann || e.What != simulator.Sent && e.What != simulator.Edited:
		case strings.Contains(e.Text, "opened it at") && !seen:
			s.t.Errorf("the patient is told %q before anybody has seen it", e.Text)
		case strings.Contains(strings.ToLower(e.Text), "nobody has opened it") && seen:
			s.t.Errorf("the patient is told %q though somebody has seen it", e.Text)
		}
	}
	if said := strings.Join(s.heard(ann), "|"); seen && !strings.Contains(said, "opened it at") {
		s.t.Errorf("the patient is not told that it was seen: %s", said)
	}
}

// measured: /metrics says how the alert went.
func (s *siege) measured() {
	s.t.Helper()
	families, err := s.registry.Gather()
	if err != nil {
		s.t.Fatal(err)
	}
	got := map[string]string{}
	for _, f := range families {
		m := f.GetMetric()[0]
		switch {
		case m.GetCounter() != nil:
			got[f.GetName()] = fmt.Sprint(m.GetCounter().GetValue())
		case m.GetHistogram() != nil:
			sum := time.Duration(m.GetHistogram().GetSampleSum() * float64(time.Second))
			got[f.GetName()] = fmt.Sprint(m.GetHistogram().GetSampleCount(), " in ", sum.Round(time.Minute))
		}
	}
	for name, want := range map[string]string{
		"footing_alerts_total": "1", "footing_alerts_unreached_total": "1",
		"footing_alert_seconds":      "3 in 45m0s", // at once, after 15 and after 30 minutes
		"footing_alert_seen_seconds": "1 in 1h2m0s", "footing_alert_contact_seconds": "0 in 0s",
	} {
		if got[name] != want {
			s.t.Errorf("%s is %s, want %s", name, got[name], want)
		}
	}
}
