package bot

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"footing/bot/internal/lanes"
	"footing/bot/simulator"
	"footing/bot/telegram"
	"footing/flows/load/loadtest"
	"footing/flows/state"
	"footing/storage"
)

// ear is a clerk that remembers what it hears of its messages.
type ear struct {
	mu   sync.Mutex
	news []string
}

func (r *ear) step(s state.State, e state.Event) (state.State, []state.Effect) {
	r.mu.Lock()
	defer r.mu.Unlock()
	switch e := e.(type) {
	case state.Sent:
		r.news = append(r.news, "sent")
	case state.Unreachable:
		r.news = append(r.news, fmt.Sprintf("unreachable blocked=%t doubtful=%t", e.Blocked, e.Doubtful))
	default:
		return clerk(s, e)
	}
	return s, nil
}

func (r *ear) heard() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.news)
}

// refuse is a refusal in ann's chat, so many times.
func refuse(code int, text string, times int) simulator.Fault {
	return simulator.Fault{Method: "sendMessage", Chat: ann, Kind: simulator.Refuse, Code: code, Text: text, Times: times}
}

// refusing runs a bot in a bubble that tells an ear what became of its messages.
func refusing(t *testing.T, fault simulator.Fault, play func(w *world, heard func() []string)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		r := &ear{}
		w := newWorld(t, r.step).live()
		stop := w.run(w.start())
		time.Sleep(time.Second)
		w.phone.Misbehave(fault)
		play(w, r.heard)
		if err := stop(); err != nil {
			t.Error(err)
		}
	})
}

// TestATextAboutSafetyIsTriedAgain after one refusal that is not the person's own will, and holds nothing up meanwhile.
func TestATextAboutSafetyIsTriedAgain(t *testing.T) {
	for text, code := range map[string]int{
		"Bad Request: chat not found":          400,
		"Bad Request: PEER_ID_INVALID":         400,
		"Bad Request: no words for this":       400,
		"Forbidden: user is deactivated":       403,
		"Forbidden: no words for this, either": 403,
		"I'm a teapot":                         418,
	} {
		t.Run(text, func(t *testing.T) {
			refusing(t, refuse(code, text, 1), func(w *world, heard func() []string) {
				begin := currentTime()
				w.says(ann, "help")
				time.Sleep(time.Second)
				w.says(ann, "hello")
				time.Sleep(5 * time.Minute)
				w.arrived(ann, begin, "1 hello", "15 help")
				if got := heard(); !slices.Equal(got, []string{"sent"}) {
					t.Errorf("it was heard %q", got)
				}
			})
		})
	}
}

// TestWhoIsNotReachedIsReported though the text is still tried, once, so that others are called; and that it arrived.
func TestWhoIsNotReachedIsReported(t *testing.T) {
	refusing(t, refuse(400, "Bad Request: chat not found", 5), func(w *world, heard func() []string) {
		begin := currentTime()
		w.says(ann, "help") // tried after 15 s, 1 min, 4 min, and then every 10 min
		time.Sleep(20 * time.Second)
		lost := "unreachable blocked=true doubtful=true"
		if got := heard(); !slices.Equal(got, []string{lost}) {
			t.Errorf("after two refusals it was heard %q", got)
		}
		time.Sleep(time.Hour)
		w.arrived(ann, begin, "1515 help")
		if got := heard(); !slices.Equal(got, []string{lost, "sent"}) {
			t.Errorf("it was heard %q", got)
		}
	})
}

// TestAWrongTextAboutSafetyIsTriedAgain, too, but its turn hears of it at once: it is hardly ever right later.
func TestAWrongTextAboutSafetyIsTriedAgain(t *testing.T) {
	refusing(t, refuse(400, "Bad Request: message is too long", 1), func(w *world, heard func() []string) {
		begin := currentTime()
		w.says(ann, "help")
		time.Sleep(time.Second)
		if got := heard(); !slices.Equal(got, []string{"unreachable blocked=false doubtful=false"}) {
			t.Errorf("after a refusal it was heard %q", got)
		}
		time.Sleep(time.Minute)
		w.arrived(ann, begin, "15 help")
	})
}

// message is a new message as the sender holds it.
func message(chat int64, class state.Class) *lanes.Queued {
	return lanes.NewQueued(storage.Outgoing{Effect: state.Say{Chat: chat, Class: class}})
}

// TestWhatWasReportedIsNotReportedAtTheEnd of a day of refusals.
func TestWhatWasReportedIsNotReportedAtTheEnd(t *testing.T) {
	b := newWorld(t, clerk).start()
	for _, reported := range []bool{true, false} {
		it := message(ann, state.ClassSafety)
		it.Refusals, it.Refused, it.Reported = 150, b.o.steady(b.o.Clock()).Add(-urgentPatience), reported
		if again := b.sender.refused(t.Context(), it, b.o.Clock(), io.EOF); !again.IsZero() {
			t.Errorf("tried again at %s", again)
		}
		if told := it.Receipt != nil; told == reported {
			t.Errorf("reported before: %t, at the end: %t", reported, told)
		}
	}
}

// TestWhoBlockedTheBotIsLeftAlone: their own will is not tried again.
func TestWhoBlockedTheBotIsLeftAlone(t *testing.T) {
	refusing(t, refuse(403, "Forbidden: bot was blocked by the user", 1), func(w *world, heard func() []string) {
		w.says(ann, "help")
		time.Sleep(time.Hour)
		w.expect(ann)
		if got := heard(); !slices.Equal(got, []string{"unreachable blocked=true doubtful=false"}) {
			t.Errorf("it was heard %q", got)
		}
	})
}

// TestAnotherMessageIsTriedThreeTimes where that may help, and then given up; the next one is tried.
func TestAnotherMessageIsTriedThreeTimes(t *testing.T) {
	for _, tt := range []struct {
		fault   simulator.Fault
		arrives bool
		news    string
	}{
		{refuse(400, "Bad Request: chat not found", 2), true, "sent"},
		{refuse(400, "Bad Request: chat not found", 3), false, "unreachable blocked=true doubtful=true"},
		{refuse(400, "Bad Request: no words for this", 2), true, "sent"},
		{refuse(400, "Bad Request: no words for this", 3), false, "unreachable blocked=false doubtful=false"},
		{refuse(400, "Bad Request: message is too long", 1), false, "unreachable blocked=false doubtful=false"},
	} {
		refusing(t, tt.fault, func(w *world, heard func() []string) {
			w.says(ann, "one")
			time.Sleep(10 * time.Minute)
			w.says(ann, "two")
			time.Sleep(time.Minute)
			want := []string{"two"}
			if tt.arrives {
				want = []string{"one", "two"}
			}
			w.expect(ann, want...)
			if got := heard(); !slices.Equal(got, []string{tt.news}) {
				t.Errorf("%+v: it was heard %q", tt.fault, got)
			}
		})
	}
}

// TestPatienceEnds: a text about safety is tried for a day, at most every ten minutes.
func TestPatienceEnds(t *testing.T) {
	help, reply := message(1, state.ClassSafety), message(1, state.ClassReply)
	help.Refused, reply.Refused = noon, noon
	help.Refusals, reply.Refusals = 140, 3
	for _, kind := range []telegram.OutcomeKind{telegram.Missing, telegram.Rejected, telegram.Unclear} {
		if !worthwhile(help, kind, noon.Add(23*time.Hour)) || worthwhile(help, kind, noon.Add(24*time.Hour)) {
			t.Errorf("%s: a text about safety is not tried for a day", kind)
		}
		if worthwhile(reply, kind, noon.Add(time.Minute)) {
			t.Errorf("%s: a reply is tried a fourth time", kind)
		}
	}
}

// TestTheNumbersArriveAfterAnOddRefusal, with the shipped plan: the first answer to /help is refused, and nobody is
// told that the patient is not reached.
func TestTheNumbersArriveAfterAnOddRefusal(t *testing.T) {
	w := newWorld(t, nil)
	w.plan = loadtest.Shipped(t)
	b := w.start()
	id := w.planted(b)
	w.pump(b)
	w.phone.Misbehave(refuse(403, "Forbidden: user is deactivated", 1))
	before := len(w.heard(ann))
	w.says(ann, "/help")
	w.pump(b)
	if got := w.heard(ann)[before:]; len(got) != 0 {
		t.Fatalf("heard %q, want the refusal", got)
	}
	w.pass(firstRest)
	w.pump(b)
	if got := w.heard(ann)[before:]; len(got) != 1 || !strings.Contains(got[0], "Opening this tells nobody") {
		t.Fatalf("heard %q\nlog: %s", got, w.log)
	}
	record, err := b.o.Store.Load(t.Context(), id)
	if err != nil || record.State.Blocked {
		t.Errorf("the patient counts as not reached: %t, %v", record.State.Blocked, err)
	}
}
