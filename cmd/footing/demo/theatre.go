// Package demo shows the whole bot without Telegram, Redis or waiting: the real loops (package bot) speak over
// the real Bot API protocol to a Telegram in the same process (package bot/simulator) and keep everything in a
// Redis in the same process (miniredis, which is memory and no more). Only the clock is invented, and jumps.
//
// Theatre is that stage; it is pumped, never run, so one seed gives the same bytes. Play lets a scripted
// patient and clinician live through some days and writes a transcript; Page is a web page with their phones.
package demo

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"time"

	"github.com/alicebob/miniredis/v2"

	"footing/bot"
	"footing/bot/simulator"
	"footing/bot/telegram"
	"footing/flows"
	"footing/flows/record"
	"footing/flows/state"
	"footing/storage"
	"footing/storage/seal"
)

// The Telegram ids of the people on stage and of the bot. The second and the third patient are on the page only.
const (
	Patient   int64 = 1001
	Second    int64 = 1002
	Third     int64 = 1003
	Clinician int64 = 2002
	botName         = "footing_demo_bot"
	token           = "1:demo"
)

// ClinicianName is the name shown to patients.
const ClinicianName = "Dr Lind"

// Theatre is the whole bot on a stage. Its methods are not for concurrent use.
type Theatre struct {
	Now  time.Time
	Plan *flows.Protocol
	Sim  *simulator.Server

	redis *miniredis.Miniredis
	close func() error // of the client
	store *storage.Store
	bot   *bot.Bot
	draw  *rand.ChaCha8
	next  time.Time

	start time.Time
	seed  uint64
}

// New makes a theatre at the given time. The same seed gives the same course of events.
func New(ctx context.Context, plan *flows.Protocol, start time.Time, seed uint64) (*Theatre, error) {
	t := &Theatre{Plan: plan, start: start, seed: seed}
	t.Plan.Bot = botName
	if err := t.raise(ctx); err != nil {
		return nil, errors.Join(err, t.Close())
	}
	return t, nil
}

// restart forgets everything and begins anew, with the same seed.
func (t *Theatre) restart(ctx context.Context) error {
	if err := t.Close(); err != nil {
		return fmt.Errorf("end the play before: %w", err)
	}
	return t.raise(ctx)
}

func (t *Theatre) raise(ctx context.Context) error {
	t.Now, t.next = t.start, time.Time{}
	t.redis, t.draw = miniredis.NewMiniRedis(), rand.NewChaCha8(seedBytes(t.seed))
	if err := t.redis.Start(); err != nil {
		return fmt.Errorf("start the embedded store: %w", err)
	}
	t.redis.SetTime(t.start)
	if err := t.build(ctx, t.seed); err != nil {
		return err
	}
	t.Sim.AddUser(simulator.User{ID: Patient, FirstName: "A-17's phone", LanguageCode: "en"})
	t.Sim.AddUser(simulator.User{ID: Second, FirstName: "A-18's phone", LanguageCode: "en"})
	t.Sim.AddUser(simulator.User{ID: Third, FirstName: "A-19's phone", LanguageCode: "en"})
	t.Sim.AddUser(simulator.User{ID: Clinician, FirstName: "Dr L.", LanguageCode: "en"})
	return nil
}

func seedBytes(seed uint64) [32]byte {
	return sha256.Sum256(binary.BigEndian.AppendUint64([]byte("footing demo"), seed))
}

func (t *Theatre) build(ctx context.Context, seed uint64) (err error) {
	t.Sim = simulator.New(simulator.Options{Token: token, Username: botName, Now: func() time.Time { return t.Now }})
	rdb, err := storage.NewClient(storage.ClientOptions{URL: "redis://" + t.redis.Addr()})
	if err != nil {
		return fmt.Errorf("reach the embedded store: %w", err)
	}
	t.close = rdb.Close
	seeded := seedBytes(seed)
	keys, err := seal.Seeded(seeded[:])
	if err != nil {
		return fmt.Errorf("make the demo's keys: %w", err)
	}
	t.store, err = storage.Open(ctx, rdb, keys, storage.Options{Owner: "demo"})
	if err != nil {
		return fmt.Errorf("open the embedded store: %w", err)
	}
	client, err := telegram.New(telegram.Options{
		Token: token, BaseURL: "http://telegram.invalid",
		Transport: t.Sim.Transport(),
	})
	if err != nil {
		return fmt.Errorf("reach the embedded Telegram: %w", err)
	}
	t.bot, err = bot.New(bot.Options{
		Store: t.store, Keys: keys, Protocol: t.Plan, Client: client, Clock: bot.NewClock(func() time.Time { return t.Now }),
		Draw: t.draw, Log: slog.New(slog.DiscardHandler), Rate: 30,
	})
	if err != nil {
		return fmt.Errorf("make the bot: %w", err)
	}
	return nil
}

// InviteClinician does what `footing invite clinician` does, and gives the link's payload.
func (t *Theatre) InviteClinician(ctx context.Context) (string, error) {
	secret := engineSecret(t.draw)
	event := state.Staffing{
		Header: state.Header{ID: "staffing/demo", At: t.Now},
		Token:  state.HashSecret(secret), Name: ClinicianName, Role: record.Clinician,
	}
	if _, err := t.store.Receive(ctx, t.Now, []storage.Arrival{{To: state.OfficeID, Event: event}}); err != nil {
		return "", fmt.Errorf("invite the clinician: %w", err)
	}
	return state.OfficeID + "_" + secret, nil
}

// engineSecret draws a link's secret: 26 characters, like crypto/rand.Text.
func engineSecret(draw *rand.ChaCha8) string {
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
	secret := make([]byte, 26)
	for n := range secret {
		secret[n] = alphabet[draw.Uint64()%uint64(len(alphabet))]
	}
	return string(secret)
}

// Settle lets the bot do all its present work. It waits for messages held by a chat's limit (one a second), up to a
// minute of the invented clock.
func (t *Theatre) Settle(ctx context.Context) error {
	patience := t.Now.Add(time.Minute)
	for {
		next, err := t.bot.Pump(ctx)
		if err != nil {
			return fmt.Errorf("pump the bot: %w", err)
		}
		t.next = next
		if next.IsZero() || next.After(t.Now.Add(2*time.Second)) || next.After(patience) {
			return nil
		}
		t.tick(next)
	}
}

// tick moves the clock by at least a millisecond, so that waiting always ends.
func (t *Theatre) tick(to time.Time) {
	if !to.After(t.Now) {
		to = t.Now.Add(time.Millisecond)
	}
	t.Now = to
	t.redis.SetTime(to)
}

// Next is the next due moment, or zero.
func (t *Theatre) Next() time.Time { return t.next }

// Advance moves the clock to the given time, stopping at every due moment. Between is called after each stop and may
// make people act; it may be nil.
func (t *Theatre) Advance(ctx context.Context, until time.Time, between func() error) error {
	for {
		if err := t.Settle(ctx); err != nil {
			return err
		}
		if between != nil {
			if err := between(); err != nil {
				return err
			}
		}
		if t.next.IsZero() || t.next.After(until) {
			break
		}
		t.tick(t.next)
	}
	if until.After(t.Now) {
		t.tick(until)
	}
	return t.Settle(ctx)
}

// Facts are all filed facts about a person.
func (t *Theatre) Facts(ctx context.Context, chat int64) ([]record.Fact, error) {
	id, err := t.store.Resolve(ctx, chat)
	if err != nil || id == "" {
		return nil, err
	}
	facts, err := t.store.Facts(ctx, id, time.Time{})
	if err != nil {
		return nil, fmt.Errorf("read the facts: %w", err)
	}
	return facts, nil
}

// Close ends the play.
func (t *Theatre) Close() error {
	var err error
	if t.Sim != nil {
		t.Sim.Close()
	}
	if t.close != nil {
		err = t.close()
	}
	t.redis.Close()
	return err
}
