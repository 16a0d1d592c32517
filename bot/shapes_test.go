package bot

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/redis/go-redis/v9"

	"footing/flows"
	"footing/flows/load/loadtest"
)

// tape notes what is written to Redis as somebody sees it who has no keys: of what is sealed, the length.
type tape struct {
	mu    sync.Mutex
	lines []string
}

// shortestSealed is the length of the shortest value that is padded and sealed.
const shortestSealed = 120

func (r *tape) note(cmd redis.Cmder) {
	var line strings.Builder
	for _, arg := range cmd.Args() {
		text := fmt.Sprint(arg)
		if data, ok := arg.([]byte); ok {
			text = string(data)
		}
		if len(text) >= shortestSealed {
			text = fmt.Sprintf("<%d>", len(text))
		}
		fmt.Fprintf(&line, " %q", text)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.lines = append(r.lines, line.String())
}

func (r *tape) DialHook(next redis.DialHook) redis.DialHook { return next }

func (r *tape) ProcessHook(next redis.ProcessHook) redis.ProcessHook {
	return func(ctx context.Context, cmd redis.Cmder) error {
		r.note(cmd)
		return next(ctx, cmd)
	}
}

func (r *tape) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return func(ctx context.Context, cmds []redis.Cmder) error {
		for _, cmd := range cmds {
			r.note(cmd)
		}
		return next(ctx, cmds)
	}
}

// counter counts what is said: each call of Telegram but those that only listen.
type counter struct {
	next http.RoundTripper
	said *int
}

func (c counter) RoundTrip(r *http.Request) (*http.Response, error) {
	if !strings.HasSuffix(r.URL.Path, "/getUpdates") {
		*c.said++
	}
	return c.next.RoundTrip(r)
}

// answered is a check-in: what was asked, one after the other, and how much was said, with the options of each
// question, and what Redis was given.
type answered struct {
	path    []string
	options map[string][]string
	shape   []string
}

// answering lives through the first check-in of a week. The first option of each question is chosen, except for the
// one at the given place, where it is the given one.
func answering(t *testing.T, plan *flows.Protocol, day, at, choice int) answered {
	t.Helper()
	w := newWorld(t, nil)
	w.plan, w.shards, w.clock = plan, 2, time.Date(2026, 3, 2, 13, 59, 0, 0, time.UTC)
	w.redis.SetTime(w.clock)
	seen := &tape{}
	w.hook = seen
	said := 0
	w.wire = func(next http.RoundTripper) http.RoundTripper { return counter{next, &said} }
	b := w.start()
	w.plantAClinic(b.o.Store)
	w.says(ann, "hello")
	w.says(ben, "hello")
	w.pump(b)
	w.pass(time.Minute + time.Duration(day)*24*time.Hour)
	w.pump(b)
	seen.lines, said = nil, 0
	got := answered{options: map[string][]string{}}
	for n := 0; ; n++ {
		message, buttons := w.question()
		if len(buttons) == 0 {
			break
		}
		item := strings.Join(strings.Split(buttons[0], ":")[:3], ":")
		if got.options[item] != nil {
			break // it asks the same again: this was no answer
		}
		got.path, got.options[item] = append(got.path, item), buttons
		chosen := 0
		if n == at {
			chosen = choice
		}
		if _, err := w.phone.TapData(ann, message, buttons[chosen]); err != nil {
			t.Fatal(err)
		}
		w.pump(b)
	}
	got.shape = seen.lines
	got.path = append(got.path, fmt.Sprintf("%d calls of Telegram", said))
	return got
}

// question is the question that ann's phone shows last, with the data of its answers.
func (w *world) question() (message int, answers []string) {
	for _, m := range slices.Backward(w.phone.Chat(ann)) {
		for _, b := range slices.Concat(m.Buttons...) {
			if strings.HasPrefix(b.Data, "a:") {
				answers = append(answers, b.Data)
			}
		}
		if len(answers) > 0 {
			return m.ID, answers
		}
	}
	return 0, nil
}

// TestShapesTellNothing: whoever sees all that is written to Redis, but has no keys, sees the same whichever option was
// chosen, wherever the same is asked after it and as much is said.
func TestShapesTellNothing(t *testing.T) {
	plan := loadtest.Shipped(t)
	plan.Bot = "footing_bot"
	for _, day := range []int{0, 2, 4} {
		first := answering(t, plan, day, 0, 0)
		if len(first.path) < 3 || len(first.shape) < 2*len(first.path) {
			t.Fatalf("day %d: this is no check-in: %v", day, first.path)
		}
		compared := 0
		for at, item := range first.path[:len(first.path)-1] {
			for choice := range first.options[item] {
				other := answering(t, plan, day, at, choice)
				if !slices.Equal(other.path, first.path) || strings.HasSuffix(item, ":danger") {
					continue // another path: after the last question, it is what is said that differs
				}
				compared++
				if diff := cmp.Diff(first.shape, other.shape); diff != "" {
					t.Errorf("day %d, %s, option %d shows (-first option +this):\n%s", day, item, choice, diff)
				}
			}
		}
		if compared < len(first.path) {
			t.Errorf("day %d: only %d choices of %d questions were compared", day, compared, len(first.path))
		}
	}
}
