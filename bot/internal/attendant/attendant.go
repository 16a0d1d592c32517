// Package attendant answers people when a turn does not, and calls a human for a red answer meanwhile: while Redis is
// away, while nobody holds the shard, while a commit fails. Whoever asks for help then hears the truth and the clinic's
// numbers within two seconds. Whoever is called is written down before, so that the turn which takes over knows of it.
// Where the turn comes in time nobody hears of any of this. An alert that a turn has called out goes on, too, where no
// turns are made (takeup.go).
//
// Tell the attendant of every update before it is stored (Came), where it is after (Kept, Stored, Drained, Lost,
// Waits), and of every turn that was committed (Answered). Several loops repeat Once, each with one update or one step
// of an alarm, so that a chat that hangs holds up nobody else. Read attend.go for what becomes of one update, then
// emergency.go for an alarm.
//
// It decides no word (engine.Bare does), knows people by their routes only, and asks the store for one thing: whether
// another process has made a turn.
package attendant

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"footing/bot/channel"
	"footing/bot/internal/inbox"
	"footing/bot/internal/loop"
	"footing/bot/internal/metrics"
	"footing/bot/internal/routes"
	"footing/bot/internal/speech"
	"footing/bot/internal/spool"
	"footing/flows/engine"
	"footing/flows/state"
	"footing/storage"
)

const (
	// attendedAfter is how long an update may wait for its turn until it is attended to without one. With the call to
	// Telegram, its sender hears the truth within two seconds.
	attendedAfter = 1500 * time.Millisecond
	// raisedAfter is how long a red answer may wait for its turn until its alarm begins. So there is something to say of
	// that in time: if it has reached nobody by attendedAfter, that it is on its way.
	raisedAfter = 1200 * time.Millisecond
	raisedRest  = 200 * time.Millisecond // the least that an alarm has until its sender is told
	// turnComes is how long what is not urgent waits for a turn that only seems to be slow.
	turnComes = 10 * time.Second
	// attendedAgain is how long after a failure a text or an alarm is tried again, unless Telegram asked for less.
	attendedAgain = 10 * time.Second
	attendedTries = 60
	leastRest     = 20 * time.Millisecond // between two looks at what is due

	// How often a chat gets a text: for help of somebody unknown, for anything else.
	unknownEvery  = time.Minute
	restEvery     = 10 * time.Minute
	strangerEvery = time.Second / 3 // between two people of whom nothing is known

	// rememberedFor is how long after an update last came it is known that it was attended to.
	rememberedFor = time.Hour
)

// Parts are what an attendant works with. All are required but Channel, and Store with its Inboxes.
type Parts struct {
	Clock   loop.Clock
	Began   loop.Reading // when the bot was made
	Log     *slog.Logger
	Metrics *metrics.Metrics
	Bare    engine.Bare      // decides what is said
	Routes  *routes.Book     // who people are, and whom to call for them
	Spool   *spool.Spool     // where calls are written down
	Speaker *speech.Speaker  // makes the calls to Telegram
	Channel *channel.Channel // nil: there is no second channel
	Store   *storage.Store   // nil: the bot must not work on it
	Inboxes []*inbox.Backlog // tell whether turns are made; each at the index of its shard
}

// Attendant answers when a turn does not: while Redis is away, while nobody holds the shard, while a commit fails. It
// hears of every update that came and of every turn that was committed. What is left over gets the truth and the
// clinic's numbers (engine.Bare), and a red answer calls a human by the routes (emergency.go).
type Attendant struct {
	Nudge loop.Nudge // for the loops that repeat Once
	with  Parts

	mu          sync.Mutex
	waiting     map[string]*plight    // updates without a turn, by the event's id
	emergencies map[string]*emergency // by the id of the red event
	unread      map[string]*unread    // alerts with which no turn can go on
	pleas       map[string]plea       // for help or more, by the event's id, until their turn, whatever was said meanwhile
	attended    map[string]attended   // updates that were attended to without a turn
	spoke       map[int64]time.Time   // when a chat last got a text
	strangers   time.Time             // when somebody unknown is answered next
	refused     refusals              // presses that were not kept, whose answers wait

	// of alerts that turns have raised (takeup.go)
	still     map[string]time.Time     // since when no turns are made for their patient, by participant id
	stuck     map[string][]state.Event // patients with whose alerts no turn goes on, even if the store is there (stuck.go)
	acts      map[string]act           // the press on an alert that is not taken up, by its id
	brings    []*bring                 // alarms for people whose desk can't take them
	over      map[string]ended         // what was called about an alert with which turns go on, by its id
	takingUp  bool
	elsewhere time.Time // when another program was last seen to poll for the bot
}

// plight is an update that no turn has answered yet.
type plight struct {
	arrival   storage.Arrival
	shard     int
	id        string // the participant's, if there is a route
	route     state.Route
	plea      engine.Plea
	where     Whereabouts
	came      time.Time // all times are steady
	due       time.Time
	emergency *emergency // of a red answer
	opens     *emergency // the alarm of which it opens a note
	busy      bool
	tries     int
	tried     bool // the sender was told that the alarm is on its way
	lost      bool // it was set aside, also where word comes later of where it was stored
	taken     bool // it was set aside, and what it did about an alert was passed on all the same
	held      bool // its turn waits, though those of others are made
	heard     bool // its sender has the text
}

// attended is what became of an update without a turn: when, and whether its sender got the text.
type attended struct {
	at    time.Time
	heard bool
}

func (p *plight) known() bool { return p.id != "" }

// kept tells whether the update is known to be kept. Where it is just being stored, and that takes too long, nobody is
// promised that.
func (p *plight) kept() bool { return p.where == InInbox || p.where == InSpool }

// Whereabouts says where an update is.
type Whereabouts int

// The places, beside that of an update that is just being stored.
const (
	InInbox Whereabouts = iota + 1 // in Redis
	InSpool                        // in the data folder
	Nowhere
)

// New makes an attendant that has heard of nothing.
func New(with Parts) *Attendant {
	return &Attendant{
		Nudge: with.Routes.Nudge, with: with,
		waiting: make(map[string]*plight), emergencies: make(map[string]*emergency), pleas: make(map[string]plea),
		unread: make(map[string]*unread), over: make(map[string]ended), still: make(map[string]time.Time),
		acts: make(map[string]act), stuck: make(map[string][]state.Event),
		attended: make(map[string]attended), spoke: make(map[int64]time.Time),
	}
}

func (a *Attendant) now() time.Time { return a.with.Clock().Wall }

func (a *Attendant) steady(at loop.Reading) time.Time { return at.Steady(a.with.Began) }

// Came notes updates before they are stored, so that no turn can be over before. One that came before and waits since,
// because Telegram was not told that others beside it are safe, goes on waiting.
func (a *Attendant) Came(arrivals []storage.Arrival, now loop.Reading) {
	defer a.Nudge.Poke() // the storing may take long
	a.mu.Lock()
	defer a.mu.Unlock()
	at := a.steady(now)
	for _, arrival := range arrivals {
		key := arrival.Event.Head().ID
		id, route, _ := a.with.Routes.Of(arrival.Chat)
		plea := a.with.Bare.Plea(route, arrival.Event)
		before, again := a.attended[key]
		if again { // it stays with Telegram, and is remembered for as long
			before.at = at
			a.attended[key] = before
		}
		if again || plea == engine.PleaNone || a.waiting[key] != nil {
			continue
		}
		a.waiting[key] = &plight{
			arrival: arrival, id: id, route: route, plea: plea, came: at, due: at.Add(attendedAfter),
			shard: a.shardOf(arrival.Chat),
		}
		if plea == engine.PleaRed {
			a.waiting[key].due = at.Add(raisedAfter)
		}
		if c := a.callOpened(arrival.Event, arrival.Chat); c != nil {
			a.waiting[key].plea, a.waiting[key].opens = engine.PleaHelp, c
		}
		if plea >= engine.PleaHelp {
			a.plead(key, a.shardOf(arrival.Chat), at)
		}
		a.acted(arrival.Event, id, now)
	}
}

func (a *Attendant) shardOf(chat int64) int {
	if a.with.Store == nil {
		return 0
	}
	return a.with.Store.ShardOf(chat)
}

// Kept notes where updates are now. Help for somebody whose update does not reach the store waits for nothing, nor does
// the alarm of a red answer.
func (a *Attendant) Kept(arrivals []storage.Arrival, where Whereabouts, now loop.Reading) {
	a.mu.Lock()
	for _, arrival := range arrivals {
		a.locate(arrival.Event.Head().ID, where)
		if p := a.waiting[arrival.Event.Head().ID]; p != nil && !p.lost {
			p.where = where
			if where != InInbox && p.plea >= engine.PleaHelp && p.emergency == nil {
				p.due = a.steady(now)
			}
		}
	}
	a.mu.Unlock()
	a.Nudge.Poke()
}

// Answered notes that an event's turn is committed: what follows from it is the turn's.
func (a *Attendant) Answered(event string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	delete(a.waiting, event)
	if c := a.emergencies[event]; c != nil && c.alert == nil {
		delete(a.emergencies, event)
	}
	for _, c := range a.emergencies {
		delete(c.red, event)
	}
	delete(a.pleas, event)
}

// Lost notes that what somebody said or pressed was set aside: no turn will answer it, and nobody at the clinic gets
// it, but for what was taken: an act on an alert that was passed on. After a restart this may be the first that is
// heard of it.
func (a *Attendant) Lost(event state.Event, taken bool, now loop.Reading) {
	if arrival, ok := a.hear(event, now); ok {
		a.Kept([]storage.Arrival{arrival}, Nowhere, now)
		a.mu.Lock()
		if p := a.waiting[event.Head().ID]; p != nil {
			p.lost, p.taken = true, taken
			if p.emergency == nil {
				p.due = a.steady(now)
			}
		}
		delete(a.pleas, event.Head().ID) // it is red as something set aside
		a.mu.Unlock()
		a.Nudge.Poke()
	}
}

// Met tells whether the sender of an update has heard the truth about it without a turn.
func (a *Attendant) Met(event string) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.attended[event].heard
}

// Once attends to one update, or takes one step of an alarm. It returns 0 if nothing is due.
func (a *Attendant) Once(ctx context.Context, now loop.Reading) (int, error) {
	at := a.steady(now)
	a.watch(ctx, now)
	if c := a.dueCall(at); c != nil {
		a.climb(ctx, c, now)
		return 1, nil
	}
	if c := a.duePage(at); c != nil {
		a.page(ctx, c, now)
		return 1, nil
	}
	if c := a.dueEdit(at); c != nil {
		a.edit(ctx, c)
		return 1, nil
	}
	if a.spread(at) {
		return 1, nil
	}
	if b := a.dueBring(at); b != nil {
		a.bring(ctx, b, now)
		return 1, nil
	}
	if u := a.dueUnread(at); u != nil {
		a.tellUnread(ctx, u, now)
		return 1, nil
	}
	if a.reopen(now) {
		return 1, nil
	}
	if c := a.dueStanding(at); c != nil {
		a.tellStanding(ctx, c, now)
		return 1, nil
	}
	if p := a.duePlight(at); p != nil {
		a.attend(ctx, p, now)
		return 1, nil
	}
	if e := a.dueRefusal(at); e != nil {
		a.tellRefused(ctx, e, at)
		return 1, nil
	}
	return 0, nil
}
