package bot

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"footing/bot/internal/outage"
	"footing/bot/simulator"
	"footing/flows/load/loadtest"
	"footing/flows/record"
	"footing/flows/state"
	"footing/storage"
)

var (
	studySeeds = flag.Int("study.seeds", 1,
		"how many studies of twelve weeks TestStudy lives through, each by another seed")
	studyFrom = flag.Uint64("study.from", 1, "the first seed")
	large     = flag.Bool("large", false, "the larger worlds, too: a study of forty patients, and all sequences of faults")
)

const studyWeeks = 12

// TestStudy lives through twelve weeks with everything real but Telegram, Redis and time: twenty patients and two
// clinicians, and forty with one, enrolled by invitation, who answer, skip, miss, press twice or too late, write, send
// pictures, block the bot and come back, ask for help, and leave. What they do is thrown with dice; a seed repeats it.
// In the end the facts (study_facts_test.go) and every chat (study_chats_test.go) must be as promised. The forty take
// minutes, and come with -large.
func TestStudy(t *testing.T) {
	casts := []cast{{patients: 20, backup: true}, {patients: 40}}
	if !*large {
		casts = casts[:1]
	}
	for n := range uint64(*studySeeds) {
		for _, cast := range casts {
			seed := *studyFrom + n
			t.Run(fmt.Sprintf("%d patients, seed %d", cast.patients, seed), func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					s := newStudy(t, cast, seed)
					s.live()
					s.checkFacts()
					s.checkChats()
				})
			})
		}
	}
}

// cast are the people of a study.
type cast struct {
	patients int
	backup   bool // there is one beside the clinician, who has patients too
}

// study is the twelve weeks, as a list of what people will do.
type study struct {
	t        *testing.T
	cast     cast
	w        *world
	store    *storage.Store // another process' view
	bot      *Bot
	stop     func() error
	polls    *Leaseholder // says whether the bot asks Telegram
	out      [2]time.Time // of an outage
	dice     *rand.Rand
	plan     []moment
	begin    time.Time // a Monday, midnight in London
	end      time.Time // the Sunday after twelve weeks, late
	staff    []*clinician
	patients []*patient
}

type moment struct {
	at time.Time
	do func()
}

func newStudy(t *testing.T, cast cast, seed uint64) *study {
	t.Helper()
	plan := loadtest.Shipped(t)
	plan.Bot = "footing_bot"
	w := newWorld(t, nil).live()
	w.plan, w.shards, w.ttl = plan, 4, 40*time.Hour // loops that look seldom: nobody else is here
	w.adjust = func(o *Options) {
		o.Period, o.LeaseRenewal = time.Hour, 12*time.Hour
		o.Accepted = o.Store.Check(t.Context()) // miniredis does not say how it keeps what it confirms
	}
	begin := time.Date(2000, 1, 3, 0, 0, 0, 0, time.UTC) // a bubble's time begins two days before
	return &study{
		t: t, cast: cast, w: w, dice: rand.New(rand.NewPCG(seed, 12)), begin: begin,
		end: begin.AddDate(0, 0, 7*studyWeeks).Add(-2 * time.Hour),
	}
}

// at plans what somebody will do.
func (s *study) at(when time.Time, do func()) {
	n, _ := slices.BinarySearchFunc(s.plan, when, func(m moment, at time.Time) int {
		if m.at.After(at) {
			return 1
		}
		return -1 // after those of the same time
	})
	s.plan = slices.Insert(s.plan, n, moment{when, do})
}

func (s *study) in(d time.Duration, do func()) { s.at(s.w.now().Add(d), do) }

// between is a duration, thrown.
func (s *study) between(least, most time.Duration) time.Duration {
	return least + time.Duration(s.dice.Int64N(int64(most-least)))
}

// chance is true so many times in a hundred.
func (s *study) chance(percent int) bool { return s.dice.IntN(100) < percent }

// run starts a bot that asks Telegram only when the study says so. Idle long polls would be most of the work of twelve
// weeks; while nothing happens, not to ask is as good.
func (s *study) run() {
	s.bot = s.w.start()
	s.polls = newLeaseholder(s.bot.leases.o)
	s.bot.receiver.leases = s.polls
	s.stop = s.w.run(s.bot)
}

// listens lets the bot hear all that waits, and whatever comes before its next question is answered.
func (s *study) listens() {
	s.polls.Leased(s.bot.o.Clock(), true)
	s.bot.receiver.nudge.Poke()
	synctest.Wait()
	s.polls.Leased(s.bot.o.Clock(), false)
}

// missedNothing tells the bot that there was no outage while it did not ask. All its loops wait at that moment.
func (s *study) missedNothing() {
	synctest.Wait()
	if s.bot.ear.Known() {
		s.bot.ear.Uninterrupted(s.bot.o.Clock())
	}
}

// heard lets the bot be heard by Telegram, and hear that nothing has happened.
func (s *study) heard() {
	s.missedNothing()
	s.listens()
	time.Sleep(longestPoll + time.Second)
	synctest.Wait()
}

// live lets the weeks pass.
func (s *study) live() {
	s.store = s.w.open()
	s.run()
	s.hire("Dr Lind", record.Clinician)
	if s.cast.backup {
		s.hire("Dr Moss", record.Backup)
	}
	for n := range s.cast.patients {
		s.enrol(n)
	}
	// a new release, at night
	s.at(s.begin.AddDate(0, 0, 30).Add(3*time.Hour), func() { s.restarts(0) })
	// and an outage, by day
	s.at(s.begin.AddDate(0, 0, 44).Add(14*time.Hour), func() { s.restarts(outage.Long + 5*time.Minute) })
	for len(s.plan) > 0 && s.plan[0].at.Before(s.end) {
		next := s.plan[0]
		s.plan = s.plan[1:]
		time.Sleep(next.at.Sub(s.w.now()))
		s.missedNothing()
		next.do()
		if s.w.phone.Pending() > 0 {
			s.listens()
		}
	}
	time.Sleep(s.end.Sub(s.w.now()))
	s.heard()
	if h := s.bot.Health(s.bot.o.Clock()); !h.Ready || len(h.Problems) != 0 {
		s.t.Errorf("health %+v", h)
	}
	if err := s.stop(); err != nil {
		s.t.Error(err)
	}
}

// restarts ends the process and starts another one, after a while.
func (s *study) restarts(after time.Duration) {
	s.heard()
	if err := s.stop(); err != nil {
		s.t.Error(err)
	}
	if after > 0 {
		s.out = [2]time.Time{s.w.now(), s.w.now().Add(after)}
		time.Sleep(after)
	}
	s.run()
	s.heard()
}

// hire invites a clinician as the operator does, and lets them open the link and set up.
func (s *study) hire(name string, role record.Role) {
	c := &clinician{hand: hand{s: s, chat: int64(100 + len(s.staff))}, name: name}
	s.staff = append(s.staff, c)
	s.w.phone.AddUser(simulator.User{ID: c.chat, FirstName: phoneOf(c.chat), LanguageCode: "en"})
	secret := fmt.Sprintf("%s%06d", strings.Repeat("DRAW", 5), 222222+len(s.staff))
	s.at(s.begin.Add(7*time.Hour), func() {
		event := state.Staffing{
			Header: state.Header{ID: "staffing/" + name, At: s.w.now()}, Token: state.HashSecret(secret), Name: name, Role: role,
		}
		arrival := storage.Arrival{To: state.OfficeID, Event: event}
		if _, err := s.store.Receive(s.t.Context(), s.w.now(), []storage.Arrival{arrival}); err != nil {
			s.t.Error(err)
		}
	})
	// The bot looks each hour for what other processes have put there.
	open := s.begin.Add(9*time.Hour + time.Duration(len(s.staff))*time.Minute)
	s.at(open, func() { c.says("/start " + state.OfficeID + "_" + secret) })
	for n, data := range []string{"o:yes", "e:desk_zone:yes", "e:digest_hour:09:00"} {
		s.at(open.Add(time.Duration(n+1)*5*time.Second), func() { c.mustTap(data) })
	}
	c.works()
}
