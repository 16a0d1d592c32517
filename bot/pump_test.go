package bot

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"footing/flows/record"
	"footing/flows/state"
	"footing/storage"
)

func TestATapIsAnswered(t *testing.T) {
	w := newWorld(t, parrot)
	b := w.start()
	w.says(ann, "one")
	w.says(ben, "two")
	w.says(ann, "three")
	w.pump(b)
	w.expect(ann, "1 one", "2 three")
	w.expect(ben, "1 two")
	w.says(ann, "four")
	w.pump(b)
	w.expect(ann, "1 one", "2 three", "3 four")
	if n := w.phone.Pending(); n != 0 {
		t.Errorf("%d updates are still unconfirmed", n)
	}
	if v := w.phone.Violations(); len(v) > 0 {
		t.Errorf("the Bot API was violated: %v", v)
	}
}

func TestPumpGivesTheSameBytes(t *testing.T) {
	run := func() string {
		w := newWorld(t, func(s state.State, e state.Event) (state.State, []state.Effect) {
			s, effects := parrot(s, e)
			if said, ok := e.(state.Said); ok {
				effects = append(effects, state.Say{Chat: s.Chat, Text: s.ID + " " + said.Draw})
			}
			return s, effects
		})
		b := w.start()
		for n := range 5 {
			for _, who := range []int64{ann, ben, cat} {
				w.says(who, fmt.Sprint(n))
			}
			w.pump(b)
			w.pass(10 * time.Second)
		}
		var log strings.Builder
		for _, e := range w.phone.Log() {
			log.WriteString(e.String() + "\n")
		}
		return log.String()
	}
	if first, second := run(), run(); first != second {
		t.Errorf("two runs differ:\n%s\n---\n%s", first, second)
	}
}

func TestStrangersGetAnIDAndLeaveNothing(t *testing.T) {
	ids := map[string]bool{}
	w := newWorld(t, func(s state.State, e state.Event) (state.State, []state.Effect) {
		said, _ := e.(state.Said)
		if s.Chat != said.Chat {
			t.Errorf("a stranger of chat %d has chat %d", said.Chat, s.Chat)
		}
		ids[s.ID] = true
		return state.State{ID: s.ID}, []state.Effect{state.Say{Chat: said.Chat, Text: "who are you?"}}
	})
	b := w.start()
	w.says(ann, "hello")
	w.says(ann, "hello?")
	w.pump(b)
	w.expect(ann, "who are you?", "who are you?")
	if len(ids) != 2 {
		t.Errorf("ids of the stranger: %v", ids)
	}
	if n, err := b.o.Store.Participants(t.Context()); n != 0 || err != nil {
		t.Errorf("%d participants, %v", n, err)
	}
}

func TestASecondMessageFindsTheNewcomer(t *testing.T) {
	w := newWorld(t, parrot)
	b := w.start()
	w.says(ann, "one") // both are received before the first turn
	w.says(ann, "two")
	w.pump(b)
	w.expect(ann, "1 one", "2 two")
}

func TestReceipts(t *testing.T) {
	var got []state.Event
	w := newWorld(t, func(s state.State, e state.Event) (state.State, []state.Effect) {
		said, ok := e.(state.Said)
		if !ok {
			got = append(got, e)
			return s, nil
		}
		s = somebody(s)
		s.Chat = said.Chat
		switch said.Text {
		case "say":
			return s, []state.Effect{
				state.Say{Chat: s.Chat, Text: "with an anchor", Anchor: "occasion:1"}, state.Say{Chat: s.Chat, Text: "without"},
			}
		case "long":
			return s, []state.Effect{
				state.Say{Chat: s.Chat, Text: strings.Repeat("x", 5000), Anchor: "long"}, state.Say{Chat: s.Chat, Text: "after"},
			}
		case "edit":
			return s, []state.Effect{state.Edit{Chat: s.Chat, Message: 999, Text: "gone", Anchor: "edited"}}
		}
		return s, nil
	})
	b := w.start()
	for _, text := range []string{"say", "long", "edit"} {
		w.says(ann, text)
		w.pump(b)
	}
	w.expect(ann, "with an anchor", "without", "after")
	at := w.now()
	want := []state.Event{
		state.Sent{Header: state.Header{ID: "u1.m1#0/sent", At: at}, Anchor: "occasion:1", Message: 2},
		state.Unreachable{Header: state.Header{ID: "u2.m4#0/unreachable", At: at}, Anchor: "long"},
		state.Unreachable{Header: state.Header{ID: "u3.m6#0/unreachable", At: at}, Anchor: "edited"},
	}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("receipts\n%v, want\n%v", got, want)
	}
}

func TestWhoBlocksTheBotIsUnreachable(t *testing.T) {
	var got []state.Event
	w := newWorld(t, func(s state.State, e state.Event) (state.State, []state.Effect) {
		if _, ok := e.(state.Said); !ok {
			got = append(got, e)
		}
		return parrot(s, e)
	})
	b := w.start()
	w.says(ann, "one")
	if err := w.phone.Block(ann); err != nil {
		t.Fatal(err)
	}
	w.pump(b)
	w.expect(ann)
	var blocked, unreachable bool
	for _, e := range got {
		switch e := e.(type) {
		case state.Membership:
			blocked = blocked || e.Blocked && e.Chat == ann
		case state.Unreachable:
			unreachable = unreachable || e.Blocked
		}
	}
	if !blocked || !unreachable {
		t.Errorf("blocking gave %v", got)
	}
}

func TestToastsComeAfterTheCommitAndLeaveNothingBehind(t *testing.T) {
	w := newWorld(t, func(s state.State, e state.Event) (state.State, []state.Effect) {
		switch e := e.(type) {
		case state.Said:
			s = somebody(s)
			s.Chat = e.Chat
			return s, []state.Effect{state.Say{
				Chat: s.Chat, Text: "press", Buttons: [][]state.Button{{{Text: "yes", Data: "y"}}},
			}}
		case state.Tapped:
			return s, []state.Effect{
				state.Toast{Callback: e.Callback, Text: "noted"},
				state.Edit{Chat: s.Chat, Message: e.Message, Text: "pressed " + e.Data},
			}
		}
		return s, nil
	})
	b := w.start()
	w.says(ann, "hello")
	w.pump(b)
	id, err := w.phone.Tap(ann, w.phone.Chat(ann)[1].ID, 0, 0)
	if err != nil {
		t.Fatal(err)
	}
	w.pump(b)
	w.expect(ann, "pressed y")
	answers := w.phone.Answers(ann)
	if len(answers) != 1 || answers[0].QueryID != id || answers[0].Text != "noted" {
		t.Errorf("answers %v", answers)
	}
	w.emptyOutbox(b.o.Store)
}

// emptyOutbox fails the test if anything waits anywhere.
func (w *world) emptyOutbox(s *storage.Store) {
	w.t.Helper()
	for shard := range s.Shards() {
		out, err := s.Outbox(w.t.Context(), shard, "", 10)
		if err != nil || len(out) > 0 {
			w.t.Errorf("shard %d: %d messages wait to be sent, %v", shard, len(out), err)
		}
		in, err := s.Inbox(w.t.Context(), shard, "", 10)
		if err != nil || len(in) > 0 {
			w.t.Errorf("shard %d: %d entries wait, %v", shard, len(in), err)
		}
	}
}

func TestLettersReachOtherShardsAndStrangers(t *testing.T) {
	var told []string
	w := newWorld(t, func(s state.State, e state.Event) (state.State, []state.Effect) {
		switch e := e.(type) {
		case state.Said:
			s = somebody(s)
			s.Chat = e.Chat
			return s, []state.Effect{
				state.Tell{Chat: ben, Letter: state.Claim{Name: "to a chat"}},
				state.Tell{To: state.OfficeID, Letter: state.Claim{Name: "to an id"}},
				state.Tell{To: "nonsense", Letter: state.Claim{Name: "to nobody"}},
			}
		case state.Told:
			claim, _ := e.Letter.(state.Claim)
			told = append(told, fmt.Sprint(claim.Name, " ", s.Chat, " ", e.From != "" && e.From[:1] == "s"))
		}
		return s, nil
	})
	b := w.start()
	w.says(ann, "tell them")
	w.pump(b)
	if len(told) != 2 || !strings.Contains(strings.Join(told, "|"), "to a chat 1002 true") ||
		!strings.Contains(strings.Join(told, "|"), "to an id 0 true") {
		t.Errorf("told %q", told)
	}
	if n, err := b.o.Store.Parked(t.Context()); n != 1 || err != nil {
		t.Errorf("%d parked, %v: want the letter to nobody", n, err)
	}
	if n := b.sender.depth(); n != 0 {
		t.Errorf("%d letters are still in hand", n)
	}
	w.emptyOutbox(b.o.Store)
}

func TestDueMomentsWakeInTime(t *testing.T) {
	w := newWorld(t, func(s state.State, e state.Event) (state.State, []state.Effect) {
		switch e := e.(type) {
		case state.Said:
			s = somebody(s)
			s.Chat = e.Chat
			return s, []state.Effect{state.Wake{Kind: state.WakeReminder, Key: "k", At: e.At.Add(time.Hour)}}
		case state.Due:
			return s, []state.Effect{state.Say{Chat: s.Chat, Text: e.Key + " " + e.Nominal.Format("15:04")}}
		}
		return s, nil
	})
	b := w.start()
	w.says(ann, "wake me")
	next := w.pump(b)
	if want := w.now().Add(time.Hour); !next.Equal(want) {
		t.Errorf("next is %s, want %s", next, want)
	}
	w.pass(59 * time.Minute)
	w.pump(b)
	w.expect(ann)
	w.pass(2 * time.Minute)
	if next = w.pump(b); !next.IsZero() {
		t.Errorf("next is %s, want never", next)
	}
	w.expect(ann, "k 13:00")
}

func TestEventsOfOtherProcessesAreNoticed(t *testing.T) {
	w := newWorld(t, parrot)
	b := w.start()
	w.says(ann, "one")
	w.pump(b)
	beside := w.open()
	event := state.Said{
		Header: state.Header{ID: "command-1", At: w.now()}, Sender: state.Sender{Chat: ann}, Text: "from a command",
	}
	if _, err := beside.Receive(t.Context(), w.now(), []storage.Arrival{{Chat: ann, Event: event}}); err != nil {
		t.Fatal(err)
	}
	w.pump(b)
	w.expect(ann, "1 one", "2 from a command")
}

// TestNothingOvertakes: an entry of another process, which nobody hands over, keeps its turn before one that is
// handed over.
func TestNothingOvertakes(t *testing.T) {
	w := newWorld(t, parrot)
	b := w.start()
	w.says(ann, "one")
	w.pump(b)
	put := func(store *storage.Store, id string, text string) []storage.Entry {
		entries, err := store.Receive(t.Context(), w.now(), []storage.Arrival{{Chat: ann, Event: state.Said{
			Header: state.Header{ID: id, At: w.now()}, Sender: state.Sender{Chat: ann}, Text: record.FreeText(text),
		}}})
		if err != nil {
			t.Fatal(err)
		}
		return entries
	}
	put(w.open(), "command-1", "two, from a command")
	b.inboxes.Give(put(b.o.Store, "u900", "three"))
	worker := b.workers[b.o.Store.ShardOf(ann)]
	for range 3 { // no sweep of the inboxes, only the worker
		if _, err := worker.Once(t.Context(), b.o.Clock()); err != nil {
			t.Fatal(err)
		}
	}
	w.pump(b)
	w.expect(ann, "1 one", "2 two, from a command", "3 three")
}

func TestAPanicIsParkedAndAllElseGoesOn(t *testing.T) {
	w := newWorld(t, func(s state.State, e state.Event) (state.State, []state.Effect) {
		if said, ok := e.(state.Said); ok && said.Text == "my secret" {
			panic("cannot digest " + said.Text.Reveal())
		}
		return parrot(s, e)
	})
	b := w.start()
	w.says(ann, "one")
	w.says(ann, "my secret")
	w.says(ann, "two")
	w.says(ben, "one")
	w.pump(b)
	w.expect(ann, "1 one", "2 two")
	w.expect(ben, "1 one")
	if n, err := b.o.Store.Parked(t.Context()); n != 1 || err != nil {
		t.Errorf("%d entries are parked, %v", n, err)
	}
	if log := w.log.String(); !strings.Contains(log, "parked") || strings.Contains(log, "secret") {
		t.Errorf("the log is silent or tells too much:\n%s", log)
	}
}
