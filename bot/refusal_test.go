package bot

import (
	"context"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"footing/flows/digest"
	"footing/flows/record"
	"footing/flows/state"
	"footing/storage"
	"footing/storage/storagetest"
)

// refusal is a Redis that answers with an error to whatever is asked about some keys.
type refusal struct {
	mu    sync.Mutex
	reply string // nothing: it does what is asked
	about string // a part of a key
	but   string // a part of a key of what is not refused; nothing: all is
}

// redisReply is an error that a server replied with.
type redisReply string

func (r redisReply) Error() string { return string(r) }
func (redisReply) RedisError()     {}

func (r *refusal) set(reply, about string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.reply, r.about, r.but = reply, about, ""
}

// setBut is set but for what also has a part of another key.
func (r *refusal) setBut(reply, about, but string) {
	r.set(reply, about)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.but = but
}

func (r *refusal) refuses(cmd redis.Cmder) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	has := func(part string) bool {
		return part != "" && slices.ContainsFunc(cmd.Args(), func(arg any) bool {
			key, ok := arg.(string)
			return ok && strings.Contains(key, part)
		})
	}
	return has(r.about) && !has(r.but)
}

func (r *refusal) DialHook(next redis.DialHook) redis.DialHook { return next }

func (r *refusal) ProcessHook(next redis.ProcessHook) redis.ProcessHook {
	return func(ctx context.Context, cmd redis.Cmder) error {
		if r.refuses(cmd) {
			cmd.SetErr(redisReply(r.reply))
			return cmd.Err()
		}
		return next(ctx, cmd)
	}
}

func (r *refusal) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return func(ctx context.Context, cmds []redis.Cmder) error {
		if !slices.ContainsFunc(cmds, r.refuses) {
			return next(ctx, cmds)
		}
		for _, cmd := range cmds {
			cmd.SetErr(redisReply(r.reply))
		}
		return redisReply(r.reply)
	}
}

// callForHelp lets what ann says ring at ben's.
func callForHelp(s state.State, e state.Event) (state.State, []state.Effect) {
	switch e := e.(type) {
	case state.Said:
		s = somebody(s)
		s.Chat = e.Chat
		if e.Chat == ben {
			return s, nil
		}
		return s, []state.Effect{
			state.Say{Chat: e.Chat, Class: state.ClassReply, Text: "called"},
			state.Tell{Chat: ben, Letter: state.Departed{Code: e.Text.Reveal()}},
		}
	case state.Told:
		letter, _ := e.Letter.(state.Departed)
		return s, []state.Effect{state.Say{Chat: s.Chat, Class: state.ClassSafety, Text: letter.Code}}
	default:
		return s, nil
	}
}

// TestNoErrorOfRedisParksACallForHelp: whatever Redis replies to a turn or to an alarm letter, both are repeated until
// they are done, and nobody's message or alarm is set aside.
func TestNoErrorOfRedisParksACallForHelp(t *testing.T) {
	w := newWorld(t, callForHelp)
	gate := &refusal{}
	w.hook = gate
	b := w.start()
	w.says(ben, "hello") // else Telegram lets nobody write to him
	w.pump(b)
	var alarms []string
	for _, reply := range storagetest.Replies() {
		w.says(ann, reply+".") // so that it is said which one is missing
		alarms = append(alarms, reply+".")
		w.intoTheInbox(b)
		gate.set(reply, tagOf(b.o.Store.ShardOf(ann)))
		worker := b.workers[b.o.Store.ShardOf(ann)]
		for range 3 {
			if n, err := worker.Once(t.Context(), b.o.Clock()); n != 0 || err == nil {
				t.Errorf("the worker, answered with %q: %d done, %v", reply, n, err)
			}
		}
		gate.set("", "")
		for n := 1; n > 0; {
			var err error
			if n, err = worker.Once(t.Context(), b.o.Clock()); err != nil {
				t.Fatalf("after %q: %v", reply, err)
			}
		}
		gate.set(reply, tagOf(b.o.Store.ShardOf(ben)))
		for range 3 {
			w.pass(time.Minute)
			for n := 1; n > 0; {
				var err error
				if n, err = b.sender.Once(t.Context(), b.o.Clock()); err != nil {
					t.Fatalf("the sender, answered with %q: %v", reply, err)
				}
			}
		}
		gate.set("", "")
		w.pass(time.Minute)
		w.pump(b)
	}
	w.expect(ben, alarms...)
	if n := len(w.heard(ann)); n != len(alarms) {
		t.Errorf("ann heard %d answers, want %d", n, len(alarms))
	}
	if n, err := b.o.Store.Parked(t.Context()); n != 0 || err != nil {
		t.Errorf("%d parked, %v\nlog:\n%s", n, err, w.log)
	}
	w.emptyOutbox(b.o.Store)
}

func tagOf(shard int) string { return storage.NewID(shard, "")[:3] + "}" }

// TestNoErrorOfRedisLeavesAPatientOut: a summary waits until every patient's record can be asked for.
func TestNoErrorOfRedisLeavesAPatientOut(t *testing.T) {
	var got []digest.Digest
	w := newWorld(t, func(s state.State, e state.Event) (state.State, []state.Effect) {
		if due, ok := e.(state.Due); ok && due.Digest != nil {
			got = append(got, *due.Digest)
		}
		return s, nil
	})
	gate := &refusal{}
	w.hook = gate
	b := w.start()
	store := b.o.Store
	if err := store.MarkSynthetic(t.Context()); err != nil {
		t.Fatal(err)
	}
	desk := storage.NewID(store.ShardOf(ben), "DESK")
	patient := storage.NewID(store.ShardOf(ann), "PATIENT")
	err := store.Plant(t.Context(), []storage.Planted{
		{
			State: state.State{
				ID:      patient,
				Chat:    ann,
				Patient: &state.Patient{Ties: state.Ties{Clinician: state.Contact{ID: desk}}},
			},
			Facts: []record.Fact{{ID: "f", At: w.now().Add(-time.Hour), Body: record.Enrolment{Role: record.Patient}}},
		},
		{
			State: state.State{
				ID:   desk,
				Chat: ben,
				Desk: &state.Desk{Active: true, Panel: []state.Member{{ID: patient, Code: "A-17"}}},
			},
			Wakes: []state.Wake{{Kind: state.WakeDigest, Key: "weekly", At: w.now()}},
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.leases.Once(t.Context(), b.o.Clock()); err != nil {
		t.Fatal(err)
	}
	if n, err := b.waker.Once(t.Context(), b.o.Clock()); n != 1 || err != nil {
		t.Fatalf("woke %d, %v", n, err)
	}
	for _, reply := range storagetest.Replies() {
		for _, about := range []string{patient + ":state", patient + ":facts", desk + ":facts"} {
			gate.set(reply, about)
			if n, err := b.workers[store.ShardOf(ben)].Once(t.Context(), b.o.Clock()); n != 0 || err == nil {
				t.Errorf("%s, answered with %q: %d done, %v", about, reply, n, err)
			}
		}
	}
	gate.set("", "")
	w.pump(b)
	if len(got) != 1 || len(got[0].People) != 1 || len(got[0].Unread) != 0 {
		t.Errorf("the summaries are %+v", got)
	}
}
