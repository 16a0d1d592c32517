package attendant

import (
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"footing/bot/channel"
	"footing/bot/internal/loop"
	"footing/bot/internal/metrics"
	"footing/bot/internal/routes"
	"footing/bot/internal/speech"
	"footing/bot/internal/spool"
	"footing/bot/telegram"
	"footing/flows"
	"footing/flows/engine"
	"footing/flows/load/loadtest"
	"footing/flows/record"
	"footing/flows/state"
)

// A duty is a clinic on whose ladder are some people, and an alert about one of its patients on which nobody presses.
// It is lived through twice: by turns, and from some time on without them.
type duty struct {
	plan  *flows.Protocol
	state state.State
	deaf  []string // whom Telegram does not reach
	now   time.Time
	key   string    // of the alert
	due   time.Time // when a turn goes on with it
	calls []string  // "who Mon 15:04", and "page post Mon 15:04"
	n     int
}

// The participant ids of those on the ladder, and the chat of each.
const lind, berg, moss, noor = "s00-C", "s00-B", "s00-L", "s00-N"

var dutyChats = map[string]int64{lind: 21, berg: 22, moss: 23, noor: 24}

// newDuty begins on a Monday, with a night post of the given hours before the n-th step.
func newDuty(t testing.TB, n int, night flows.Hours) *duty {
	t.Helper()
	plan := loadtest.Shipped(t)
	steps := plan.Clinic.Ladder.Steps
	at := flows.LadderStep{Call: flows.RankNight, After: steps[n-1].After, Hours: night}
	plan.Clinic.Ladder.Steps = slices.Insert(steps, n, at)
	return &duty{plan: plan, now: time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC), state: state.State{
		ID: "s00-P", Chat: ann, Locale: "en", Zone: "Europe/London",
		Patient: &state.Patient{
			Ties: state.Ties{
				Code: "A-17", Clinician: state.Contact{ID: lind, Name: "Dr Lind", Role: record.Clinician},
				Team: state.Team{
					Backup: &state.Contact{ID: berg, Name: "Dr Berg", Role: record.Backup},
					Lead:   &state.Contact{ID: moss, Name: "Dr Moss", Role: record.Lead},
					Night:  &state.Contact{ID: noor, Name: "Dr Noor", Role: record.Night},
				},
			},
			Enrolment: state.Enrolment{Active: true, Consents: map[record.Purpose]bool{record.ForCare: true}},
		},
	}}
}

// vacate leaves the post of somebody to nobody.
func (d *duty) vacate(id string) {
	p := d.state.Patient
	switch id {
	case lind:
		p.Clinician = state.Contact{}
	case berg:
		p.Backup = nil
	case moss:
		p.Lead = nil
	case noor:
		p.Night = nil
	}
}

// turn makes a turn, and those of the alarms that did not arrive.
func (d *duty) turn(e state.Event) {
	var effects []state.Effect
	d.state, effects = engine.Step(d.plan, d.state, e)
	for _, effect := range effects {
		switch e := effect.(type) {
		case state.Wake:
			if e.Kind == state.WakeCall {
				d.due = e.At
			}
		case state.Page:
			d.calls = append(d.calls, fmt.Sprintf("page %s %s", e.Call, d.now.Format("Mon 02 15:04")))
		case state.Tell:
			_, alarm := e.Letter.(state.Alarm)
			switch {
			case alarm && slices.Contains(d.deaf, e.To):
				defer d.turn(state.Told{Header: d.head(), From: e.To, Letter: state.Unreached{Alert: d.state.Patient.Alerts[0].ID}})
			case alarm:
				d.calls = append(d.calls, fmt.Sprintf("%s %s", e.To, d.now.Format("Mon 02 15:04")))
			}
		}
	}
}

func (d *duty) head() state.Header {
	d.n++
	return state.Header{ID: fmt.Sprintf("e%d", d.n), At: d.now}
}

// raise raises the alert.
func (d *duty) raise() {
	d.turn(state.Tapped{Header: d.head(), Sender: state.Sender{Chat: ann}, Message: 1, Callback: "c", Data: "h:told"})
	d.key = d.state.Patient.Alerts[0].ID
}

// turns lets time pass with turns, and gives what was called meanwhile.
func (d *duty) turns(until time.Time) (calls []string) {
	defer func() { calls, d.calls = d.calls, nil }()
	for !d.due.IsZero() && d.due.Before(until) {
		d.now, d.due = d.due, time.Time{}
		d.turn(state.Due{Header: d.head(), Kind: state.WakeCall, Key: d.key})
	}
	return nil
}

// storeless lets time pass without turns, and gives what was called meanwhile.
func (d *duty) storeless(t testing.TB, from, until time.Time) []string {
	t.Helper()
	ward := &ward{deaf: d.deaf, at: loop.Reading{Wall: from}}
	client, err := telegram.New(telegram.Options{Token: "1:a", Transport: ward})
	if err != nil {
		t.Fatal(err)
	}
	log := slog.New(slog.DiscardHandler)
	a := New(Parts{
		Clock: ward.now, Began: loop.Reading{Wall: from}, Log: log, Metrics: metrics.New(),
		Bare: engine.NewBare(d.plan.Essentials()), Routes: routes.Open(nil, ward.now), Spool: new(spool.Spool),
		Speaker: speech.New(client, d.plan, log),
		Channel: channel.New(channel.Options{Webhook: "http://pager/", Client: &http.Client{Transport: ward}}),
	})
	for id, chat := range dutyChats {
		learn(a.with.Routes, id, state.Route{Chat: chat, Locale: "en", Staff: true})
	}
	learn(a.with.Routes, "s00-P", engine.RouteOf(d.plan, d.state))
	ward.passes(numbersRest)
	for ward.at.Wall.Before(until) {
		n, err := a.Once(t.Context(), ward.now())
		if err != nil {
			t.Fatal(err)
		}
		if n > 0 {
			continue
		}
		wait := time.Hour
		for _, c := range a.emergencies {
			for _, due := range []time.Time{c.next, c.pageNext, c.tells} {
				if !due.IsZero() {
					wait = min(wait, due.Sub(a.steady(ward.now())))
				}
			}
		}
		ward.passes(max(wait, time.Second))
	}
	return ward.calls
}

// ward is where the calls without turns arrive.
type ward struct {
	deaf []string

	mu    sync.Mutex
	at    loop.Reading
	calls []string
}

func (w *ward) now() loop.Reading {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.at
}

func (w *ward) passes(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.at = loop.Reading{Wall: w.at.Wall.Add(d), Run: w.at.Run + d}
}

var (
	toChat = regexp.MustCompile(`"chat_id":"?(\d+)`)
	toPost = regexp.MustCompile(`"post":"(\w+)`)
)

// RoundTrip takes a call to Telegram, or to the second channel.
func (w *ward) RoundTrip(r *http.Request) (*http.Response, error) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	status, answer, when := http.StatusOK, `{"ok":true,"result":{"message_id":7}}`, w.at.Wall.Format("Mon 02 15:04")
	if m := toChat.FindSubmatch(body); m != nil {
		chat, _ := strconv.ParseInt(string(m[1]), 10, 64)
		for id, its := range dutyChats {
			switch {
			case its != chat:
			case slices.Contains(w.deaf, id):
				status, answer = http.StatusForbidden,
					`{"ok":false,"error_code":403,"description":"Forbidden: bot was blocked by the user"}`
			default:
				w.calls = append(w.calls, id+" "+when)
			}
		}
	} else if m := toPost.FindSubmatch(body); m != nil {
		w.calls = append(w.calls, fmt.Sprintf("page %s %s", m[1], when))
	}
	return &http.Response{
		StatusCode: status, Header: http.Header{"Content-Type": {"application/json"}}, Request: r,
		Body: io.NopCloser(strings.NewReader(answer)),
	}, nil
}

// everyDay are hours of every day, by the clock's hours.
func everyDay(spans ...flows.Span) flows.Hours {
	h := flows.Hours{Spans: map[time.Weekday][]flows.Span{}}
	for day := time.Sunday; day <= time.Saturday; day++ {
		h.Spans[day] = spans
	}
	return h
}

func hours(from, to flows.Clock) flows.Span { return flows.Span{From: from * 60, To: to * 60} }
