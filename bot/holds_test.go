package bot

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"footing/bot/simulator"
	"footing/flows/state"
)

// clerk does what it is told: "help" is a text about safety, "edit 2" changes that message, anything else is repeated.
func clerk(s state.State, e state.Event) (state.State, []state.Effect) {
	said, ok := e.(state.Said)
	if !ok {
		return s, nil
	}
	s = somebody(s)
	s.Chat = said.Chat
	text := said.Text.Reveal()
	if number, ok := strings.CutPrefix(text, "edit "); ok {
		message, err := strconv.Atoi(number)
		if err != nil {
			return s, nil
		}
		return s, []state.Effect{state.Edit{Chat: s.Chat, Message: message, Class: state.ClassReply, Text: text}}
	}
	class := state.ClassReply
	if strings.HasPrefix(text, "help") {
		class = state.ClassSafety
	}
	return s, []state.Effect{state.Say{Chat: s.Chat, Class: class, Text: text}}
}

// throttle is a 429 in one chat; n is how many times.
func throttle(method string, chat int64, seconds, n int) simulator.Fault {
	return simulator.Fault{Method: method, Chat: chat, Kind: simulator.Throttle, RetryAfter: seconds, Times: n}
}

// holding runs a bot of the clerk in a bubble. The people are ann, ben, cat and dan.
func holding(t *testing.T, play func(w *world, b *Bot)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, clerk).live()
		w.phone.AddUser(simulator.User{ID: dan, FirstName: "Dan", LanguageCode: "en"})
		b := w.start()
		stop := w.run(b)
		time.Sleep(time.Second)
		play(w, b)
		if err := stop(); err != nil {
			t.Error(err)
		}
	})
}

// timed is what somebody was sent since begin, each with the seconds after it.
func (w *world) timed(who int64, begin time.Time) []string {
	var all []string
	for _, m := range w.shown(who) {
		if !m.Date.Before(begin) {
			all = append(all, fmt.Sprintf("%d %s", int(m.Date.Sub(begin).Seconds()), m.Text))
		}
	}
	return all
}

func (w *world) arrived(who int64, begin time.Time, want ...string) {
	w.t.Helper()
	if got := w.timed(who, begin); !slices.Equal(got, want) {
		w.t.Errorf("%d got %q, want %q", who, got, want)
	}
}

func TestOneChatsThrottleHoldsNobodyElse(t *testing.T) {
	holding(t, func(w *world, b *Bot) {
		begin := currentTime()
		w.phone.Misbehave(throttle("sendMessage", ann, 600, 1))
		w.says(ann, "one")
		time.Sleep(2 * time.Second)
		w.says(ben, "hello")
		w.says(cat, "help")
		w.says(ann, "two")
		time.Sleep(2 * time.Second)
		w.arrived(ben, begin, "2 hello")
		w.arrived(cat, begin, "2 help")
		if problems := b.Health(b.o.Clock()).Problems; len(problems) != 1 || !strings.Contains(problems[0], "in 1 chats") {
			t.Errorf("health says %q", problems)
		}
		time.Sleep(10 * time.Minute)
		w.arrived(ann, begin, "600 one", "600 two")
		if problems := b.Health(b.o.Clock()).Problems; len(problems) != 0 {
			t.Errorf("afterwards health says %q", problems)
		}
	})
}

// TestAHeldChatGetsItsTextAboutSafety at once, though Telegram wants nothing in that chat for ten minutes: most often
// it is taken, and then the rest goes, too.
func TestAHeldChatGetsItsTextAboutSafety(t *testing.T) {
	holding(t, func(w *world, _ *Bot) {
		begin := currentTime()
		w.phone.Misbehave(throttle("sendMessage", ann, 600, 1))
		w.says(ann, "one")
		time.Sleep(2 * time.Second)
		w.arrived(ann, begin)
		w.says(ann, "help")
		time.Sleep(time.Minute)
		w.arrived(ann, begin, "2 help", "2 one")
	})
}

// TestAHeldChatIsTriedEvery10s with its oldest text about safety, and with nothing else.
func TestAHeldChatIsTriedEvery10s(t *testing.T) {
	holding(t, func(w *world, _ *Bot) {
		begin := currentTime()
		w.phone.Misbehave(throttle("sendMessage", ann, 600, 4))
		w.says(ann, "one")
		time.Sleep(2 * time.Second)
		w.says(ann, "help 1") // at 2, 12 and 22
		time.Sleep(2 * time.Second)
		w.says(ann, "help 2")
		time.Sleep(time.Minute)
		w.arrived(ann, begin, "32 help 1", "32 help 2", "32 one")
	})
}

// TestAnotherMethodIsNotHeld: an edit that Telegram does not want for now holds no message, neither in its own chat nor
// in another.
func TestAnotherMethodIsNotHeld(t *testing.T) {
	holding(t, func(w *world, _ *Bot) {
		w.says(ann, "one")
		time.Sleep(time.Second)
		begin := currentTime()
		w.phone.Misbehave(throttle("editMessageText", ann, 230, 1))
		w.says(ann, "edit 2")
		time.Sleep(time.Second)
		w.says(ann, "two")
		time.Sleep(time.Second)
		w.says(ann, "help")
		w.says(ben, "help")
		time.Sleep(time.Second)
		w.arrived(ann, begin, "1 two", "2 help")
		w.arrived(ben, begin, "2 help")
		if got := w.heard(ann)[0]; got != "one" {
			t.Errorf("the edit was tried again at once: %q", got)
		}
		time.Sleep(4 * time.Minute)
		if got := w.heard(ann)[0]; got != "edit 2" {
			t.Errorf("the edit never came: %q", got)
		}
	})
}

// refuseThree lets Telegram refuse ann, ben and cat, each so long after the one before: for 100, 300 and 200 s.
func refuseThree(w *world, method string, text func(who int64) string, apart time.Duration) {
	for n, who := range []int64{ann, ben, cat} {
		w.phone.Misbehave(throttle(method, who, []int{100, 300, 200}[n], 1))
		w.says(who, text(who))
		time.Sleep(apart)
	}
}

func one(int64) string { return "one" }

func TestThreeRefusedChatsHoldEverything(t *testing.T) {
	holding(t, func(w *world, b *Bot) {
		begin := currentTime()
		refuseThree(w, "sendMessage", one, 2*time.Second)
		w.says(dan, "hello")
		time.Sleep(time.Second)
		w.arrived(dan, begin)
		if problems := b.Health(b.o.Clock()).Problems; len(problems) != 2 ||
			!strings.Contains(problems[0], "wants no messages for another") {
			t.Errorf("health says %q", problems)
		}
		time.Sleep(10 * time.Minute)
		for _, who := range []int64{ann, ben, cat} { // the latest of their times: ben's, 300 s from the second 2 on
			w.arrived(who, begin, "302 one")
		}
		w.arrived(dan, begin, "302 hello")
	})
}

// TestAChatThatIsRefusedThriceHoldsNobodyElse: it takes three chats, not three refusals.
func TestAChatThatIsRefusedThriceHoldsNobodyElse(t *testing.T) {
	holding(t, func(w *world, _ *Bot) {
		begin := currentTime()
		w.phone.Misbehave(throttle("sendMessage", ann, 2, 3))
		w.says(ann, "one") // tried at 0, 2 and 4
		time.Sleep(5 * time.Second)
		w.says(ben, "hello")
		time.Sleep(time.Minute)
		w.arrived(ben, begin, "5 hello")
		w.arrived(ann, begin, "6 one")
	})
}

func TestRefusalsFarApartHoldTheirOwnChats(t *testing.T) {
	holding(t, func(w *world, _ *Bot) {
		begin := currentTime()
		refuseThree(w, "sendMessage", one, 6*time.Second)
		w.says(dan, "hello")
		time.Sleep(10 * time.Minute)
		w.arrived(ann, begin, "100 one")
		w.arrived(ben, begin, "306 one")
		w.arrived(cat, begin, "212 one")
		w.arrived(dan, begin, "18 hello")
	})
}

// TestAnAcceptedProbeEndsTheHold of everything: one text about safety every 10 s in all, of each chat in its turn.
func TestAnAcceptedProbeEndsTheHold(t *testing.T) {
	holding(t, func(w *world, _ *Bot) {
		begin := currentTime()
		refuseThree(w, "sendMessage", one, time.Second)
		w.phone.Misbehave(throttle("sendMessage", dan, 500, 1), throttle("sendMessage", ann, 500, 1))
		w.says(dan, "help") // at 3, refused
		time.Sleep(time.Second)
		w.says(ann, "help") // at 13, refused
		time.Sleep(time.Second)
		w.says(cat, "help") // at 23, accepted
		w.says(dan, "hello")
		time.Sleep(2 * time.Minute)
		w.arrived(cat, begin, "23 help", "23 one")
		w.arrived(dan, begin, "23 help", "23 hello") // held for 500 s by itself, but safety goes
		w.arrived(ann, begin, "23 help", "23 one")
		w.arrived(ben, begin)
	})
}

func TestThreeRefusedEditsHoldEditsOnly(t *testing.T) {
	holding(t, func(w *world, _ *Bot) {
		for _, who := range []int64{ann, ben, cat, dan} {
			w.says(who, "one")
		}
		time.Sleep(time.Second)
		begin := currentTime()
		edit := func(who int64) string { return fmt.Sprintf("edit %d", w.shown(who)[0].ID) }
		refuseThree(w, "editMessageText", edit, time.Second)
		w.says(dan, edit(dan))
		w.says(dan, "hello")
		time.Sleep(time.Second)
		w.arrived(dan, begin, "3 hello")
		if got := w.heard(dan)[0]; got != "one" {
			t.Errorf("an edit went out: %q", got)
		}
		time.Sleep(10 * time.Minute)
		if got := w.heard(dan)[0]; got != edit(dan) {
			t.Errorf("the edit never came: %q", got)
		}
	})
}
