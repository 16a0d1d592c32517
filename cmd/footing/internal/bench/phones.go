package bench

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"sync"
	"time"

	"footing/bot"
	"footing/bot/simulator"
)

const token = "1:bench"

// wanted is the first line that phones are given.
type wanted struct {
	Seats  int   // how many people live a check-in at a time
	People int   // who take turns
	Others int   // who only get messages: clinicians
	First  int64 // the first one's chat
	Rate   int   // new messages a second that Telegram takes, with its other limits; 0 for none of them
}

// order is each further line.
type order struct{ Do string }

// What phones are told to do.
const (
	doBegin = "begin" // everybody begins
	doWave  = "wave"  // wait for check-ins that come by themselves; some answer, some call for help
	doMark  = "mark"  // what was counted so far is forgotten
	doRead  = "read"  // say what was counted
)

// tally is what was counted since the last mark.
type tally struct {
	URL     string // where the Bot API is; in the first answer only
	Took    time.Duration
	Updates int              // answered
	Answers int              // of these, answers to questions
	Replies [3]time.Duration // how long check-ins and answers took: p50, p90, p99
	Help    [3]time.Duration // likewise calls for help
	Helped  int
	Lost    int            // updates that nobody answered
	Refused map[string]int // calls that the simulator refused, by what it said
	Wrong   []string       // breaches of the Bot API

	Sent    int           // new messages
	Invited int           // people whose check-in came by itself
	Wave    time.Duration // from the first of these to the last
}

// phones are a Telegram with people.
type phones struct {
	sim    *simulator.Server
	clock  bot.Clock
	seats  int
	people map[int64]*person
	turns  chan *person // whose turn it is next
	acting sync.WaitGroup

	mu      sync.Mutex
	since   time.Duration
	took    [kinds][]time.Duration // how long replies took
	lost    int
	refused map[string]int
	wave    wave
}

// playPhones is the process of the phones. It ends with its input.
func playPhones(ctx context.Context, in io.Reader, out io.Writer, clock bot.Clock) error {
	lines, say := bufio.NewScanner(in), json.NewEncoder(out)
	var want wanted
	if !lines.Scan() {
		return errors.New("phones: no first line")
	}
	if err := json.Unmarshal(lines.Bytes(), &want); err != nil {
		return fmt.Errorf("phones: the first line: %w", err)
	}
	p := newPhones(want, clock)
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return fmt.Errorf("phones: listen: %w", err)
	}
	server := &http.Server{Handler: p, ReadHeaderTimeout: time.Minute}
	go func() { _ = server.Serve(listener) }()
	ctx, stop := context.WithCancel(ctx)
	defer func() {
		stop()
		p.acting.Wait()
		_ = server.Close()
		p.sim.Close()
	}()
	context.AfterFunc(ctx, func() { _ = server.Close() })
	err = say.Encode(tally{URL: "http://" + listener.Addr().String()})
	for err == nil && lines.Scan() {
		var o order
		if err = json.Unmarshal(lines.Bytes(), &o); err == nil {
			err = say.Encode(p.obey(ctx, o))
		}
	}
	return errors.Join(err, lines.Err())
}

func newPhones(want wanted, clock bot.Clock) *phones {
	p := &phones{
		clock: clock, seats: want.Seats, people: map[int64]*person{}, turns: make(chan *person, want.People),
		refused: map[string]int{}, wave: wave{come: make(chan *person, want.People)},
	}
	o := simulator.Options{
		Token: token, Username: "footing_bench_bot", Now: func() time.Time { return clock().Wall }, LogSize: 100,
	}
	if o.Rate = want.Rate; o.Rate == 0 {
		o.Rate, o.Burst = simulator.Unlimited, simulator.Unlimited
	}
	p.sim = simulator.New(o)
	for n := range int64(want.People + want.Others) {
		chat := want.First + n
		p.sim.AddAcquainted(simulator.User{ID: chat, FirstName: "A", LanguageCode: "en"})
		if n < int64(want.People) {
			p.people[chat] = newPerson(p, chat)
			p.turns <- p.people[chat]
		}
	}
	return p
}

// obey does what a line says.
func (p *phones) obey(ctx context.Context, o order) tally {
	switch o.Do {
	case doBegin:
		for range p.seats {
			p.acting.Go(func() { p.sit(ctx) })
		}
	case doWave:
		p.acting.Go(func() { p.ride(ctx) })
	case doMark:
		p.mu.Lock()
		defer p.mu.Unlock()
		p.since, p.took, p.lost = p.clock().Run, [kinds][]time.Duration{}, 0
		clear(p.refused)
	case doRead:
		return p.read()
	}
	return tally{}
}

// sit lets people live their check-ins, one after the other.
func (p *phones) sit(ctx context.Context) {
	patience := time.NewTimer(longest)
	defer patience.Stop()
	for ctx.Err() == nil {
		one := <-p.turns
		one.checkIn(ctx, patience)
		p.turns <- one
	}
}

func (p *phones) read() tally {
	p.mu.Lock()
	defer p.mu.Unlock()
	replies := slices.Concat(p.took[opening], p.took[answer])
	return tally{
		Took: p.clock().Run - p.since, Updates: len(replies) + len(p.took[help]), Answers: len(p.took[answer]),
		Replies: percentiles(replies), Help: percentiles(p.took[help]), Helped: len(p.took[help]),
		Lost: p.lost, Refused: p.refused, Wrong: p.sim.Violations(),
		Sent: p.wave.sent, Invited: p.wave.invited, Wave: p.wave.last - p.wave.first,
	}
}

// percentiles are the 50th, 90th and 99th; it sorts the list.
func percentiles(list []time.Duration) (found [3]time.Duration) {
	slices.Sort(list)
	for n, share := range []int{50, 90, 99} {
		if len(list) > 0 {
			found[n] = list[min(len(list)*share/100, len(list)-1)]
		}
	}
	return found
}

// answered counts an update that was answered.
func (p *phones) answered(latency time.Duration, what kind) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.took[what] = append(p.took[what], latency)
}

func (p *phones) unanswered() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.lost++
}

func (p *phones) refuse(why string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.refused[why]++
}

func (p *phones) sent() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.wave.sent++
}
