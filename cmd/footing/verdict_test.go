//go:build faults

package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"time"

	"footing/bot/simulator"
	"footing/flows/record"
	"footing/storage"
	"footing/storage/seal"
)

// week is what came of a journey: by chat, what the bot showed there, in order, and what was filed about whose
// chat it is, in none.
type week struct {
	Shown map[int64][]string
	Filed map[int64][]string
}

// phones are those whose chats and facts are compared.
var phones = []int64{clinician, patient, stranger}

// drawn is what differs between two runs: links, digits to read out, the time of a question that is asked again,
// and names of alerts, which derive from an update's number.
var drawn = regexp.MustCompile(`Is it \d\d:\d\d|[?]start=\S+|/start \S+|\b\d{4}\b|(Safety alert|"alert|"Short":") ?\w{4}\b|u\d+\.\w+`)

// calledOutside is what the patient reads of a red answer that was called out by the emergency way meanwhile. Nothing
// is said of whether somebody has opened it, because a press may be on its way.
var calledOutside = regexp.MustCompile(`I sent this to Dr Lind at \d\d:\d\d; I tell you here when somebody opens it\.`)

// outage tells what is said and asked again after the bot was away: the jumps of the clock look like that, and so
// do kills in close succession. A red answer whose turn waits for a start is called out by the emergency way; its
// message becomes the alert's, which is compared.
func outage(text string) bool {
	if strings.Contains(text, "by the emergency way") {
		return true
	}
	for _, start := range []string{
		"I was away for a while", "Here is the question again.",
		"The question has moved below.", "Something in this bot is broken just now",
		"Test alert", // its day derives from the clinician's id, which is drawn
	} {
		if strings.HasPrefix(text, start) {
			return true
		}
	}
	return false
}

// shown is what the bot sent to a chat and edited there, in order.
func (s *stage) shown(chat int64) (all []string) {
	for _, e := range s.sim.Log() {
		if e.Chat == chat && (e.What == simulator.Sent || e.What == simulator.Edited) && !outage(e.Text) {
			text := calledOutside.ReplaceAllString(e.Text, "I've sent this to Dr Lind; nobody has opened it yet.")
			all = append(all, drawn.ReplaceAllString(fmt.Sprintf("%s %v", text, e.Buttons), "*"))
		}
	}
	return all
}

// repeated is what was sent to a chat more than once on the same day.
func (s *stage) repeated(chat int64) (all []string) {
	sent := map[string]bool{}
	for _, e := range s.sim.Log() {
		if e.Chat != chat || e.What != simulator.Sent || outage(e.Text) {
			continue
		}
		text := e.At.Format("Mon ") + e.Text
		if sent[text] {
			all = append(all, text)
		}
		sent[text] = true
	}
	return all
}

// unrepeated keeps the first of equal messages, and sorts what a red answer brings, and the summaries of one
// moment: an error of Telegram holds up nothing about safety, so that a text or a card which is sent again may come
// behind the next, and a summary behind a chart.
func unrepeated(all []string) (once []string) {
	for _, text := range all {
		if !slices.Contains(once, text) {
			once = append(once, text)
		}
	}
	loose := func(text string) bool {
		return strings.HasPrefix(text, "(contact ") || strings.HasPrefix(text, "The check-in stopped here.") ||
			strings.HasPrefix(text, "How may Dr Lind reach you?") ||
			strings.HasPrefix(text, "Thank you for telling me. The questions stop here.") ||
			strings.HasPrefix(text, "Weekly summary") || strings.HasPrefix(text, "A-17\n") ||
			strings.HasPrefix(text, "A-17 · 12 weeks to ")
	}
	for from := 0; from < len(once); from++ {
		to := from
		for to < len(once) && loose(once[to]) {
			to++
		}
		slices.Sort(once[from:to])
		from = max(from, to)
	}
	return once
}

// memory is a stage's store, opened beside serve.
type memory struct {
	*storage.Store
	close func() error
}

func (s *stage) memory() (m memory, err error) {
	rdb, err := storage.NewClient(storage.ClientOptions{URL: s.redisURL()})
	if err != nil {
		return m, err
	}
	m.close = rdb.Close
	keys, err := seal.Load(s.keyset())
	if err == nil {
		m.Store, err = storage.Open(s.ctx, rdb, keys, storage.Options{})
	}
	if err != nil {
		return m, errors.Join(err, m.close())
	}
	return m, nil
}

// idle tells whether nothing is to be done any more: serve is ready, and no update, event or message waits anywhere.
func (m memory) idle(s *stage) bool {
	waiting := s.sim.Pending()
	for shard := range m.Shards() {
		in, inErr := m.Inbox(s.ctx, shard, "", 1)
		out, outErr := m.Outbox(s.ctx, shard, "", 1)
		if inErr != nil || outErr != nil {
			return false // its Redis may be on its way back
		}
		waiting += len(in) + len(out)
	}
	return waiting == 0 && s.serve.ready(s.ctx) && s.serve.drained(s.ctx)
}

// drained tells whether no update waits in the data folder for Redis, which may not be seen as a fault yet.
func (p *process) drained(ctx context.Context) bool {
	p.mu.Lock()
	url := p.health
	p.mu.Unlock()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url+"/alarms", nil)
	if err != nil {
		return false
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return false
	}
	var said struct{ Spool *int }
	err = json.NewDecoder(answer.Body).Decode(&said)
	return answer.Body.Close() == nil && err == nil && said.Spool != nil && *said.Spool == 0
}

// settles waits until nothing is to be done any more, which takes long where leases must run out first.
func (s *stage) settles() {
	s.untilWithin(endsWithin, "everything to be done", func() bool {
		m, err := s.memory()
		if err != nil {
			return false // its Redis may be on its way back
		}
		idle := true
		for range 2 { // what moves from one box to another can be missed once
			idle = idle && m.idle(s)
		}
		return m.close() == nil && idle
	})
}

// ends waits until nothing is to be done any more, says what came of the journey, and stops serve.
func (s *stage) ends() week {
	w := week{Shown: map[int64][]string{}, Filed: map[int64][]string{}}
	if s.err != nil {
		return w
	}
	s.settles()
	if s.err != nil {
		return w
	}
	m, err := s.memory()
	if err != nil {
		s.fail(err)
		return w
	}
	facts := s.facts(m)
	parked, err := m.Parked(s.ctx)
	s.fail(errors.Join(err, m.close()))
	if parked > 0 {
		s.fail(fmt.Errorf("%d entries are parked", parked))
	}
	if err := sound(facts[patient]); err != nil {
		s.fail(fmt.Errorf("%w: %w", errDiffers, err))
	}
	for _, chat := range phones {
		w.Shown[chat], w.Filed[chat] = s.shown(chat), s.texts(facts[chat])
	}
	s.fail(s.serve.stop())
	if v := s.sim.Violations(); len(v) > 0 {
		s.fail(fmt.Errorf("the bot sent what Bot API 10.1 does not know: %v", v))
	}
	return w
}

// facts is everything that was filed, by chat.
func (s *stage) facts(m memory) map[int64][]record.Fact {
	all := map[int64][]record.Fact{}
	for _, chat := range phones {
		id, err := m.Resolve(s.ctx, chat)
		if id != "" && err == nil {
			all[chat], err = m.Facts(s.ctx, id, time.Time{})
		}
		s.fail(err)
	}
	return all
}

// identity is a participant's id, drawn in every run.
var identity = regexp.MustCompile(`"s\d{2}-[A-Z2-7]{26}"`)

// texts is facts as they are compared, in an order of their own.
func (s *stage) texts(facts []record.Fact) (all []string) {
	for _, f := range facts {
		body, err := json.Marshal(f.Body)
		s.fail(err)
		text := drawn.ReplaceAllString(fmt.Sprintf("%T %s", f.Body, body), "*")
		all = append(all, identity.ReplaceAllString(text, "*"))
	}
	slices.Sort(all)
	return all
}

// sound says what is wrong with what was filed about the patient: every answer that was tapped is there once,
// every check-in has one end, and the one red answer called out one alert, which was seen once.
func sound(facts []record.Fact) error {
	answers, ends, ids := map[string]int{}, map[string]int{}, map[string]int{}
	alerts, acts := 0, map[record.Act]int{}
	for _, f := range facts {
		ids[f.ID]++
		switch b := f.Body.(type) {
		case record.Response:
			answers[fmt.Sprintf("%s %s=%s/%d", b.Occasion, b.Item, b.Code, b.Revision)]++
		case record.Occasion:
			ends[b.ID] += 0
		case record.Completed:
			ends[b.Occasion]++
		case record.Missed:
			ends[b.Occasion]++
		case record.Alert:
			alerts++
		case record.Acknowledgement:
			acts[b.Act]++
		}
	}
	tapped := map[string]int{
		"mon@2026-03-02 s1=more/0": 1, "mon@2026-03-02 s2=yes/0": 1,
		"wed@2026-03-04 effort=four_or_five/0": 1, "wed@2026-03-04 pattern=soon_afterwards/0": 1,
		"wed@2026-03-04 pattern_else=yes/0": 1,
		"wed@2026-03-04 understood=part/0":  1, "wed@2026-03-04 people=most/0": 1,
	}
	switch {
	case !maps.Equal(answers, tapped):
		return fmt.Errorf("answers filed: %v, tapped: %v", answers, tapped)
	case !maps.Equal(ends, map[string]int{"mon@2026-03-02": 1, "wed@2026-03-04": 1, "fri@2026-03-06": 1}):
		return fmt.Errorf("check-ins ended so many times: %v", ends)
	case alerts != 1 || !maps.Equal(acts, map[record.Act]int{record.Seen: 1, record.Contact: 1}):
		return fmt.Errorf("%d alerts, acted upon like this: %v, for one red answer", alerts, acts)
	case len(ids) != len(facts):
		return fmt.Errorf("a fact was filed twice: %v", ids)
	}
	return nil
}
