package attendant

import (
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"footing/bot/internal/loop"
	"footing/bot/internal/routes"
	"footing/flows/engine"
	"footing/flows/load/loadtest"
	"footing/flows/record"
	"footing/flows/state"
	"footing/storage"
)

// The people of the tests.
const (
	ann = int64(1001)
	ben = int64(1002)
	cat = int64(1003)
)

// unheard is an attendant that knows nobody, without Telegram and without a store. What it says to whom, and whom it
// calls, is tested with all of the bot around it (package bot).
func unheard(t *testing.T, began loop.Reading) *Attendant {
	t.Helper()
	plan := loadtest.Shipped(t)
	clock := func() loop.Reading { return began }
	return New(Parts{Began: began, Bare: engine.NewBare(plan.Essentials()), Routes: routes.Open(nil, clock)})
}

// learn notes a route of somebody on the first shard as a turn does.
func learn(book *routes.Book, id string, route state.Route) {
	book.Take(0, book.Epoch(0))
	_ = book.Before(id, route)
	book.After(0, id, route)
}

// TestStrangersGoLast: somebody of whom nothing is known waits for those who are known, and is told the truth.
func TestStrangersGoLast(t *testing.T) {
	now := loop.Reading{Wall: time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)}
	a := unheard(t, now)
	learn(a.with.Routes, "s00-A", state.Route{Chat: ann})
	arrival := func(chat int64, id string) storage.Arrival {
		return storage.Arrival{Chat: chat, Event: state.Said{
			Header: state.Header{ID: id, At: now.Wall}, Sender: state.Sender{Chat: chat},
			Media: state.Text, Text: record.FreeText("help"),
		}}
	}
	arrivals := []storage.Arrival{arrival(ben, "1"), arrival(cat, "2"), arrival(ann, "3")}
	a.Came(arrivals, now)
	a.Kept(arrivals, InSpool, now)
	at := a.steady(now)
	var order []int64
	for p := a.duePlight(at); p != nil; p = a.duePlight(at) {
		order = append(order, p.arrival.Chat)
	}
	if !slices.Equal(order, []int64{ann, ben}) {
		t.Errorf("attended to %v at once, want Ann and one stranger", order)
	}
}

// TestWhoIsRefusedIsForgotten: a stranger whom the store refuses out of the data folder is told of no fault, which is
// over; a known person's update that the store had before still waits for its turn.
func TestWhoIsRefusedIsForgotten(t *testing.T) {
	a := unheard(t, loop.Reading{})
	learn(a.with.Routes, "s00-A", state.Route{Chat: ann})
	var arrivals []storage.Arrival
	for _, chat := range []int64{ann, ben, cat} {
		arrivals = append(arrivals, storage.Arrival{Chat: chat, Event: state.Said{
			Header: state.Header{ID: fmt.Sprint(chat)}, Sender: state.Sender{Chat: chat}, Media: state.Text,
			Text: record.FreeText("hello"),
		}})
	}
	a.Came(arrivals, loop.Reading{})
	a.Kept(arrivals, InSpool, loop.Reading{})
	a.Drained(arrivals, []storage.Entry{{Event: arrivals[1].Event}})
	want := []string{fmt.Sprint(ann), fmt.Sprint(ben)}
	if got := slices.Sorted(maps.Keys(a.waiting)); !slices.Equal(got, want) {
		t.Errorf("%v still wait, want %v", got, want)
	}
}

// TestWhoIsFetchedAgainGoesOnWaiting: where Telegram is not told that an update is safe, because another beside it is
// not, it comes again. If it is in the store and had no turn yet, its sender is not forgotten, and waits from when they
// wrote. If it had its turn, or is a stranger's and was refused, nothing is said.
func TestWhoIsFetchedAgainGoesOnWaiting(t *testing.T) {
	began := loop.Reading{Wall: time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)}
	a := unheard(t, began)
	learn(a.with.Routes, "s00-A", state.Route{Chat: ann})
	for n, c := range []struct {
		chat  int64
		where Whereabouts // when it came first
		made  bool        // its turn was made since
		waits bool
	}{
		{ann, InInbox, false, true},
		{ann, Nowhere, false, true}, // it was stored, and the answer lost
		{ann, InInbox, true, false},
		{ben, Nowhere, false, false},
	} {
		key := fmt.Sprint("u", n)
		arrivals := []storage.Arrival{{Chat: c.chat, Event: state.Said{
			Header: state.Header{ID: key}, Sender: state.Sender{Chat: c.chat}, Media: state.Text,
			Text: record.FreeText("help"),
		}}}
		a.Came(arrivals, began)
		a.Kept(arrivals, c.where, began)
		if c.made {
			a.Answered(key)
		}
		later := loop.Reading{Wall: began.Wall.Add(time.Second), Run: time.Second}
		a.Came(arrivals, later)
		a.Stored(arrivals, nil)
		p := a.waiting[key]
		if (p != nil) != c.waits || p != nil && !p.came.Equal(a.steady(began)) {
			t.Errorf("%+v: waits as %+v", c, p)
		}
		if _, asked := a.pleas[key]; asked != c.waits {
			t.Errorf("%+v: the call for help is counted %t", c, asked)
		}
	}
}

// TestWhatIsSetAsideStaysSo: a turn may fail before the receiver says that its update was stored. Its sender hears at
// once that it was not kept, and not half a minute later that it waits.
func TestWhatIsSetAsideStaysSo(t *testing.T) {
	var now loop.Reading
	for name, late := range map[string]bool{"stored, then set aside": false, "set aside, then said to be stored": true} {
		a := unheard(t, now)
		learn(a.with.Routes, "s00-A", state.Route{Chat: ann})
		arrivals := []storage.Arrival{{Chat: ann, Event: state.Said{
			Header: state.Header{ID: "u1"}, Sender: state.Sender{Chat: ann}, Media: state.Text, Text: "good morning",
		}}}
		a.Came(arrivals, now)
		if !late {
			a.Kept(arrivals, InInbox, now)
		}
		a.Lost(arrivals[0].Event, false, now)
		if late {
			a.Kept(arrivals, InInbox, now)
		}
		if p := a.duePlight(a.steady(now)); p == nil || p.kept() {
			t.Errorf("%s: %+v is due", name, p)
		}
	}
}
