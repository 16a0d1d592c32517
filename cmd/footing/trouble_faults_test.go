//go:build faults

package main

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"footing/bot/simulator"
)

// TestFaultsTroubles: whatever fails, a call for help is answered with the truth, and reaches a human. Each trouble is
// lived through by the program, and by programs that lack a protection, which must fail it.
func TestFaultsTroubles(t *testing.T) {
	t.Parallel()
	needRedis(t)
	binary := builtBy(t, "build", "-tags", "faults")
	all, turns := troubles(), builds()
	var runs []troubled
	for name, live := range all {
		runs = append(runs, troubled{name, name, func(t *testing.T) {
			if err := live(t, binary); err != nil {
				t.Error(err)
			}
		}})
	}
	for name, d := range troubleDefects() {
		runs = append(runs, troubled{name, d.among, func(t *testing.T) {
			err := all[d.among](t, d.program(t, turns))
			if !errors.Is(err, errInVain) && !errors.Is(err, errDiffers) {
				t.Errorf("not noticed: %v", err)
			}
			t.Logf("noticed: %v", err)
		}})
	}
	slices.SortFunc(runs, first)
	for _, r := range runs {
		t.Run(r.name, func(t *testing.T) {
			t.Parallel()
			r.run(t)
		})
	}
}

// troubled is a test that lives through a trouble.
type troubled struct {
	name, trouble string
	run           func(*testing.T)
}

// first puts those first that last for over a minute. The others are mixed by name, so that some wait while programs
// are built for others.
func first(a, b troubled) int {
	slow := func(r troubled) int {
		switch r.trouble {
		case "Telegram takes nothing for too long", "the store is wiped", "Redis is killed and away",
			"Redis goes after the call", "Redis and serve go after the call", "Redis goes after the call was heard":
			return 0
		default:
			return 1
		}
	}
	return cmp.Or(cmp.Compare(slow(a), slow(b)), cmp.Compare(a.name, b.name))
}

// troubles are journeys in which something fails. Each says what is wrong with it.
func troubles() map[string]func(*testing.T, string) error {
	all := map[string]func(*testing.T, string) error{
		"serve is killed":                     killed,
		"serve is killed while Redis is away": killedMeanwhile,
		"one chat is throttled":               throttlesOne,
		"all chats are throttled":             throttlesAll,
		"Telegram hangs":                      hangs,
		"Telegram answers without a result":   answersNothing,
		"strangers cry for help":              flood,
		"the store is wiped":                  wiped,
	}
	for name, o := range outages() {
		all[name] = o.live
	}
	for _, more := range []map[string]func(*testing.T, string) error{
		leftOut(), damage(), routeless(), limits(), pressing(), clinics(), goingOn(), stands(), posts(), sharing(),
	} {
		maps.Copy(all, more)
	}
	return all
}

// enrolled is a stage on which a patient has a clinician. A serve that ends is started again once.
func enrolled(t *testing.T, binary string) (*stage, *atomic.Int32) {
	t.Helper()
	s := newStage(t, binary)
	pages := s.pagesOf(t)
	s.serve.again = 1
	s.begins()
	s.rests()
	return s, pages
}

// killed: serve ends by kill -9 and is started again. The next one hears people at once, though the leases of the one
// before have not run out. It ends once more between two parts of a note, which are one note all the same.
func killed(t *testing.T, binary string) error {
	s := newStage(t, binary)
	pages := s.pagesOf(t)
	s.serve.again = 2
	s.begins()
	s.rests()
	s.serve.kill()
	s.until("serve to be back", func() bool { return s.serve.serves() })
	s.asks()
	s.hears(clinician, called, s.confirms, "Safety alert")
	s.taps(patient, "I've sent this to Dr Lind", "Add a note")
	s.sees(patient, "Write it now.")
	s.says(patient, "It rains")
	s.sees(patient, "Added. Whoever opens the alert sees it")
	s.serve.kill()
	s.says(patient, "and I am cold")
	s.until("serve to be back again", func() bool { return s.serve.serves() })
	s.settles()
	s.oneAlert(pages, 0)
	s.taps(clinician, "You have seen this at", "Open")
	s.sees(clinician, "Their note: It rains\nand I am cold")
	return s.err
}

// serves tells whether serve has said where it serves, ready or not.
func (p *process) serves() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.health != ""
}

// killedMeanwhile: Redis is away, a human is called, and then serve ends by kill -9 and is started again.
func killedMeanwhile(t *testing.T, binary string) error {
	s := newStage(t, binary)
	l, pages := s.throughLine(t), s.pagesOf(t)
	s.serve.again = 1
	s.begins()
	s.rests()
	s.act(l.dies)
	s.cries()
	s.until("the second channel", func() bool { return pages.Load() == 1 })
	if s.err == nil {
		time.Sleep(2 * time.Second) // whom Telegram has brought the alarm is written down; until then it would be sent again
	}
	s.act(func() error { s.serve.kill(); return nil })
	s.until("numbers only", func() bool { return s.serve.serves() && pages.Load() == 2 })
	s.hears(patient, prompt, func() { s.says(patient, "/help") }, waitsNow, numbers)
	s.act(l.begins)
	s.settles()
	s.oneAlert(pages, 2)
	return s.err
}

// asks leads the patient to the last question before the clinic is told.
func (s *stage) asks() {
	s.hears(patient, prompt, func() { s.says(patient, "Help") }, "What would help now?")
	s.hears(patient, prompt, s.wantsToTell, confirm)
}

// wantsToTell chooses that in the help menu.
func (s *stage) wantsToTell() {
	s.taps(patient, "What would help now?", "Tell Sample Clinic I'm not safe")
}

// confirms answers it.
func (s *stage) confirms() { s.taps(patient, confirm, "Yes, tell Sample Clinic") }

// throttlesOne: Telegram takes nothing for a stranger's chat for ten minutes. Nobody else waits for that.
func throttlesOne(t *testing.T, binary string) error {
	s, pages := enrolled(t, binary)
	s.sim.Misbehave(simulator.Fault{
		Method: "*", Chat: stranger, Kind: simulator.Throttle, RetryAfter: 600, Times: simulator.Unlimited,
	})
	s.says(stranger, "hello")
	s.until("the chat to be held", func() bool { return strings.Contains(s.alarmsPage(), `"held_chats":1`) })
	s.hears(patient, prompt, func() { s.says(patient, "/goal") }, "What is one practical thing")
	s.asks()
	s.hears(clinician, called, s.confirms, "Safety alert")
	s.sees(patient, "I've sent this to Dr Lind")
	s.oneAlert(pages, 0)
	return s.err
}

// alarmsPage is what the admin port says of alerts and of what waits.
func (s *stage) alarmsPage() string { return s.adminPage("/alarms") }

// adminPage is a page of the admin port; empty while there is none.
func (s *stage) adminPage(path string) string {
	s.serve.mu.Lock()
	url := s.serve.health + path
	s.serve.mu.Unlock()
	request, err := http.NewRequestWithContext(s.ctx, http.MethodGet, url, nil)
	if err != nil {
		return ""
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return ""
	}
	defer func() { _ = answer.Body.Close() }()
	page, _ := io.ReadAll(answer.Body)
	return string(page)
}

// throttlesAll: Telegram takes no message at all, and wants ten minutes. The second channel is used at once. When
// Telegram takes messages again, the alarm is there within seconds, and not after ten minutes.
func throttlesAll(t *testing.T, binary string) error {
	s, pages := enrolled(t, binary)
	s.asks()
	s.sim.Misbehave(simulator.Fault{
		Method: "sendMessage", Kind: simulator.Throttle, RetryAfter: 600, Times: simulator.Unlimited,
	})
	s.confirms()
	s.says(stranger, "hello")
	began := s.now()
	s.until("the second channel", func() bool { return pages.Load() == 1 })
	if took := s.now().Sub(began); s.err == nil && took > called {
		s.fail(fmt.Errorf("%w: the second channel was used only after %s", errDiffers, took))
	}
	s.hears(clinician, patience, s.sim.Behave, "Safety alert")
	s.sees(patient, "I've sent this to Dr Lind")
	s.oneAlert(pages, 1)
	return s.err
}

// hangs: Telegram does not answer the call with the alarm. It is made again.
func hangs(t *testing.T, binary string) error {
	s, pages := enrolled(t, binary)
	s.asks()
	s.sim.Misbehave(simulator.Fault{
		Method: "sendMessage", Chat: clinician, Kind: simulator.Delay, Delay: time.Hour,
	})
	s.hears(clinician, patience, s.confirms, "Safety alert")
	s.settles()
	s.oneAlert(pages, 1)
	return s.err
}

// answersNothing: to the call with the alarm comes `{"ok":true}` and no more, and nobody has got anything.
func answersNothing(t *testing.T, binary string) error {
	s, pages := enrolled(t, binary)
	s.asks()
	before, answered := s.telegram, &atomic.Bool{}
	s.setTelegram(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		r.Body = io.NopCloser(strings.NewReader(string(body)))
		if strings.HasSuffix(r.URL.Path, "/sendMessage") && strings.Contains(string(body), "Safety alert") &&
			!answered.Swap(true) {
			_, _ = io.WriteString(w, `{"ok":true}`)
			return
		}
		before.ServeHTTP(w, r)
	}))
	s.hears(clinician, patience, s.confirms, "Safety alert")
	s.settles()
	s.oneAlert(pages, 0)
	return s.err
}

// crowd is how many strangers write at once.
const crowd = 2000

// flood: two thousand strangers ask for help at once. A patient's call does not wait for theirs.
func flood(t *testing.T, binary string) error {
	s, pages := enrolled(t, binary)
	for id := int64(10_000); id < 10_000+crowd; id++ {
		s.sim.AddUser(simulator.User{ID: id, FirstName: "somebody", LanguageCode: "en"})
		s.says(id, "/help")
	}
	// On a busy machine it takes long to hear so many; in bubbles the patient has an answer within two seconds.
	s.hears(patient, patience, func() { s.says(patient, "Help") }, "What would help now?")
	s.hears(patient, patience, s.wantsToTell, confirm)
	s.hears(clinician, patience, s.confirms, "Safety alert")
	s.until("the alarm's page", func() bool { return strings.Contains(s.alarmsPage(), `"unseen":1`) })
	if n := pages.Load(); n > 0 {
		s.fail(fmt.Errorf("%w: %d pages", errDiffers, n))
	}
	return s.err
}

// watched gives serve a dead man's switch, and counts how often it is fed.
func (s *stage) watched(t *testing.T) *atomic.Int32 {
	fed := &atomic.Int32{}
	watch := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { fed.Add(1) }))
	t.Cleanup(watch.Close)
	s.serve.env = append(s.serve.env, "FOOTING_WATCH="+watch.URL)
	return fed
}

// wiped: the store is emptied. The dead man's switch is fed no more, nobody is sent here, and people hear the truth.
func wiped(t *testing.T, binary string) error {
	s := newStage(t, binary)
	fed := s.watched(t)
	l := s.throughLine(t)
	s.begins()
	s.until("the switch to be fed", func() bool { return fed.Load() > 0 })
	s.rests()
	s.act(func() error { return l.command("FLUSHALL") })
	s.until("nobody to be sent here", func() bool { return !s.serve.ready(s.ctx) })
	s.hears(patient, prompt, func() { s.says(patient, "/help") }, waitsNow, numbers)
	before := fed.Load()
	for range 70 { // it is fed each minute
		if s.err == nil {
			time.Sleep(time.Second)
		}
		if s.err == nil && (fed.Load() > before || s.serve.ready(s.ctx)) {
			s.fail(fmt.Errorf("%w: fed %d times, then %d", errDiffers, before, fed.Load()))
		}
	}
	return s.err
}

// setTelegram puts another Telegram in its place.
func (s *stage) setTelegram(telegram http.Handler) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.telegram = telegram
}
