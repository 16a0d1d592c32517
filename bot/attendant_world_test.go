package bot

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"footing/bot/channel"
	"footing/bot/internal/routes"
	"footing/flows"
	"footing/flows/load/loadtest"
	"footing/flows/state"
)

// outageWorld is a world with the shipped plan, in which Ann is a patient of Ben's and Cat stands behind him; they and
// their routes are known, and pages are what the second channel was told. Turns repeat what they are told.
type outageWorld struct {
	*world
	gate *boundary
	b    *Bot

	pageTakes time.Duration // until the second channel answers

	mu    sync.Mutex
	pages []string
}

func newOutage(t *testing.T) *outageWorld {
	t.Helper()
	w := &outageWorld{world: newWorld(t, silent).live().withFolder()}
	plan := loadtest.Shipped(t)
	for n := range plan.Clinic.Ladder.Steps {
		plan.Clinic.Ladder.Steps[n].Hours = flows.Hours{Always: true} // a bubble begins on a Saturday night
	}
	w.plan, w.shards, w.gate = plan, 2, guarded(w.world)
	w.adjust = func(o *Options) {
		o.Channel = channel.New(channel.Options{Webhook: "http://pager/", Client: &http.Client{
			Transport: roundTrip(w.paged),
		}})
	}
	return w
}

// whileAway lives through something while Redis is away.
func whileAway(t *testing.T, lives func(w *outageWorld)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		w := newOutage(t)
		stop := w.begins()
		w.gate.setAway(true)
		lives(w)
		if err := stop(); err != nil {
			t.Error(err)
		}
	})
}

// silent makes turns without a word.
func silent(s state.State, _ state.Event) (state.State, []state.Effect) { return somebody(s), nil }

func (w *outageWorld) paged(r *http.Request) (*http.Response, error) {
	var text strings.Builder
	buffer := make([]byte, 1<<10)
	n, _ := r.Body.Read(buffer)
	text.Write(buffer[:n])
	time.Sleep(w.pageTakes)
	w.mu.Lock()
	defer w.mu.Unlock()
	w.pages = append(w.pages, text.String())
	answer := httptest.NewRecorder()
	return answer.Result(), nil
}

// sentPages is what the second channel carried.
func (w *outageWorld) sentPages() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.pages)
}

// learn notes a route of somebody on the first shard as a turn does.
func learn(book *routes.Book, id string, route state.Route) {
	book.Take(0, book.Epoch(0))
	_ = book.Before(id, route)
	book.After(0, id, route)
}

// begins runs a bot that knows the routes, until it has done what there is to do at its start.
func (w *outageWorld) begins() (stop func() error) {
	w.b = w.start()
	stop = w.run(w.b)
	for _, who := range []int64{ann, ben, cat} {
		w.says(who, "hello")
	}
	time.Sleep(3 * time.Second)
	w.learnAll(w.b.keeper.Book)
	return stop
}

// learnAll notes the routes of all three.
func (w *outageWorld) learnAll(book *routes.Book) {
	drBen, drCat := state.Contact{ID: "s00-B", Name: "Dr Ben"}, state.Contact{ID: "s00-C", Name: "Dr Cat"}
	learn(book, "s00-A", state.Route{Chat: ann, Locale: "en", Code: "A-17", Told: true, Steps: []state.RouteStep{
		{Call: flows.RankFirst, People: []state.Contact{drBen}},
		{Call: flows.RankFirst, After: 5 * time.Minute, People: []state.Contact{drBen}},
		{Call: flows.RankBackup, After: 15 * time.Minute, People: []state.Contact{drCat}},
		{Call: flows.RankLead, After: 30 * time.Minute},
	}})
	learn(book, "s00-B", state.Route{Chat: ben, Locale: "en", Staff: true})
	learn(book, "s00-C", state.Route{Chat: cat, Locale: "en", Staff: true})
}

// blocks lets somebody block the bot.
func (w *outageWorld) blocks(who int64) {
	w.t.Helper()
	if err := w.phone.Block(who); err != nil {
		w.t.Fatal(err)
	}
}

// presses sends a message with a button to ann, who presses it.
func (w *outageWorld) presses(data string) {
	w.t.Helper()
	w.pressesOf(w.b, data)
}

// pressesOf is presses, with the button sent by a given bot.
func (w *world) pressesOf(b *Bot, data string) {
	w.t.Helper()
	message, err := b.sender.speaker.Do(w.t.Context(), state.Say{
		Chat: ann, Text: "a button", Buttons: [][]state.Button{{{Text: "press", Data: data}}},
	})
	if err == nil {
		_, err = w.phone.Tap(ann, message, 0, 0)
	}
	if err != nil {
		w.t.Fatal(err)
	}
}

// told is what somebody was told that contains a text.
func (w *outageWorld) told(who int64, text string) int {
	n := 0
	for _, said := range w.all(who) {
		if strings.Contains(said, text) {
			n++
		}
	}
	return n
}

func (w *outageWorld) expectTold(who int64, text string, want int) {
	w.t.Helper()
	if got := w.told(who, text); got != want {
		w.t.Errorf("%d was told %q %d times, want %d; all: %q\nlog:\n%s", who, text, got, want, w.all(who), w.log)
	}
}

const waits, numbers = "Nobody reads it now.", "Samaritans: 116 123"
