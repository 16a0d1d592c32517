package bot

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"footing/flows/record"
)

// checkFacts holds what was recorded against what must be.
func (s *study) checkFacts() {
	ctx := s.t.Context()
	for _, p := range s.patients {
		facts := s.factsOf(p.chat)
		s.checkOccasions(p, facts)
		s.checkAnswers(p, facts)
		s.checkAlerts(p, facts)
	}
	for _, c := range s.staff {
		digests := 0
		for _, f := range s.factsOf(c.chat) {
			if _, ok := f.Body.(record.Digest); ok {
				digests++
			}
		}
		if digests != studyWeeks-1 { // the first comes when a week is over
			s.t.Errorf("%s: %d digests are recorded, not %d", c.name, digests, studyWeeks-1)
		}
	}
	shards := make([]int, s.store.Shards())
	for n := range shards {
		shards[n] = n
		left, err := s.store.Outbox(ctx, n, "", 10)
		if err != nil || len(left) > 0 {
			s.t.Errorf("left in the outbox of shard %d: %+v, %v", n, left, err)
		}
	}
	waiting, err := s.store.Waiting(ctx, shards)
	for shard, n := range waiting {
		if n != 0 {
			s.t.Errorf("%d entries are left in the inbox of shard %d", n, shard)
		}
	}
	if parked, parking := s.store.Parked(ctx); err != nil || parking != nil || parked != 0 {
		s.t.Errorf("%d entries are parked, %v, %v", parked, err, parking)
	}
}

func (s *study) factsOf(chat int64) []record.Fact {
	ctx := s.t.Context()
	id, err := s.store.Resolve(ctx, chat)
	if err != nil || id == "" {
		s.t.Fatalf("chat %d is nobody's: %v", chat, err)
	}
	facts, err := s.store.Facts(ctx, id, time.Time{})
	if err != nil {
		s.t.Fatal(err)
	}
	ids := map[string]bool{}
	for _, f := range facts {
		if ids[f.ID] {
			s.t.Errorf("chat %d: the fact %s is there twice", chat, f.ID)
		}
		ids[f.ID] = true
	}
	return facts
}

// checkOccasions: every check-in that the calendar asks for is there, no other is, and each ended once.
func (s *study) checkOccasions(p *patient, facts []record.Fact) {
	ended := map[string]int{}
	planned := map[string]time.Time{}
	for _, f := range facts {
		switch b := f.Body.(type) {
		case record.Zone:
			if b.Name != p.place.zone {
				s.t.Errorf("%s lives in %s, not %s", p.code, b.Name, p.place.zone)
			}
		case record.Occasion:
			if _, twice := planned[b.ID]; twice {
				s.t.Errorf("%s: %s was opened twice", p.code, b.ID)
			}
			planned[b.ID] = b.Planned
			if !p.safety && slices.Contains(b.Questionnaires, "safety") {
				s.t.Errorf("%s: %s has the safety questions, which were refused", p.code, b.ID)
			}
		case record.Completed:
			ended[b.Occasion]++
		case record.Missed:
			ended[b.Occasion]++
		}
	}
	due := p.due()
	for id, at := range due {
		if !planned[id].Equal(at) {
			s.t.Errorf("%s: %s was due at %s and planned for %s", p.code, id, at, planned[id])
		}
	}
	for _, id := range slices.Sorted(maps.Keys(planned)) {
		if _, ok := due[id]; !ok || ended[id] != 1 {
			s.t.Errorf("%s: %s (due: %v) ended %d times", p.code, id, ok, ended[id])
		}
	}
	if len(due) < 6 {
		s.t.Errorf("%s has only %d check-ins", p.code, len(due))
	}
}

// checkAnswers: no answer twice, revisions count from 0, and nothing but answers of an open check-in.
func (s *study) checkAnswers(p *patient, facts []record.Fact) {
	revisions := map[string]int{}
	over := map[string]bool{}
	answers := 0
	for _, f := range facts {
		switch b := f.Body.(type) {
		case record.Completed:
			over[b.Occasion] = true
		case record.Missed:
			over[b.Occasion] = true
		case record.Response:
			answers++
			key := b.Occasion + " " + b.Item
			if b.Revision != revisions[key] || over[b.Occasion] {
				s.t.Errorf("%s: answer %s has revision %d, not %d, or its check-in was over (%v)",
					p.code, key, b.Revision, revisions[key], over[b.Occasion])
			}
			revisions[key]++
		}
	}
	if answers < 10 {
		s.t.Errorf("%s gave only %d answers", p.code, answers)
	}
}

// checkAlerts: every red answer stands in exactly one alert, every confirmed call raised one or joined one, and a
// human has seen each alert, or the patient was told that nobody had.
func (s *study) checkAlerts(p *patient, facts []record.Fact) {
	raised := map[string][]record.Alert{} // by occasion and code
	asked, seen := 0, map[string]bool{}
	alerts := map[string]time.Time{}
	for _, f := range facts {
		switch b := f.Body.(type) {
		case record.Alert:
			alerts[b.ID] = f.At
			for _, code := range b.Codes {
				raised[b.Occasion+" "+code] = append(raised[b.Occasion+" "+code], b)
			}
			if b.Cause == record.CauseAsked {
				asked++
			}
		case record.Acknowledgement:
			if b.Act == record.Seen || b.Act == record.Contact {
				seen[b.Alert] = true
			}
		}
	}
	red := []string{"s2=unsure", "s2=yes", "s1b_risk=unsure", "s1b_risk=yes", "danger=yes"}
	for _, f := range facts {
		if b, ok := f.Body.(record.Response); ok && slices.Contains(red, b.Item+"="+b.Code) {
			if n := len(raised[b.Occasion+" "+b.Item+"="+b.Code]); n != 1 {
				s.t.Errorf("%s: %s %s=%s stands in %d alerts", p.code, b.Occasion, b.Item, b.Code, n)
			}
		}
	}
	if asked > len(p.told) {
		s.t.Errorf("%s: %d alerts were asked for, by %d presses", p.code, asked, len(p.told))
	}
	_, later, _ := strings.Cut(s.w.plan.Wordings["en"]["safety.off_duty"], "{clinic}")
	later, _, _ = strings.Cut(later, "{")
	lastDuty := s.end.AddDate(0, 0, -2).Truncate(24 * time.Hour).Add(16 * time.Hour)
	for id, at := range alerts {
		told := slices.ContainsFunc(p.messages(), func(m shown) bool {
			waits := at.After(lastDuty) && strings.Contains(m.Text, later) // the study ends before anybody is there again
			return !m.Date.Before(at) && (s.says(m.Text, "safety.nobody") || s.says(m.Text, "safety.reopened_nobody") || waits)
		})
		if !seen[id] && !told {
			s.t.Errorf("%s: nobody has seen alert %s of %s, and the patient was not told so", p.code, id, at)
		}
	}
	id, _ := s.store.Resolve(s.t.Context(), p.chat)
	if record, err := s.store.Load(s.t.Context(), id); err != nil || record.State.Patient.Open != nil {
		s.t.Errorf("%s: at the end a check-in is still open, %v: %+v", p.code, err, record.State.Patient)
	}
}

// story is what happened to a patient, for whoever looks for the reason of a failure.
func (p *patient) story() string {
	var b strings.Builder
	for _, m := range p.s.w.phone.Chat(p.chat) {
		fmt.Fprintf(&b, "%s bot=%v %q\n", m.Date.Format(time.DateTime), m.FromBot, m.Text)
	}
	return b.String()
}
