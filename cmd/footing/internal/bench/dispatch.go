package bench

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"footing/flows"
	"footing/flows/load"
	"footing/flows/record"
	"footing/flows/state"
	"footing/storage"
	"footing/storage/seal"
)

// Dispatch is a wave of check-ins that are due at one moment, and the limit of new messages a second.
type Dispatch struct{ People, Rate int }

func dispatchRows(d Dispatch) []row[tally] {
	second := func(t time.Duration) float64 { return t.Seconds() }
	return []row[tally]{
		{"took, s", false, func(t tally) float64 { return second(t.Wave) }},
		{"new messages/s", false, func(t tally) float64 { return float64(t.Sent) / second(t.Wave) }},
		{"% of what the limit gives", false, func(t tally) float64 {
			// A bucket of one second's messages is full at the beginning.
			return 100 * float64(t.Sent) / (float64(d.Rate) * (second(t.Wave) + 1))
		}},
		{"refused (429)", false, func(t tally) float64 { return float64(t.tooMany()) }},
		{"help meanwhile, calls", false, func(t tally) float64 { return float64(t.Helped) }},
		{"help p50, s", false, func(t tally) float64 { return second(t.Help[0]) }},
		{"help p99, s", false, func(t tally) float64 { return second(t.Help[2]) }},
		{"answers meanwhile", false, func(t tally) float64 { return float64(t.Answers) }},
		{"replies p50, s", false, func(t tally) float64 { return second(t.Replies[0]) }},
		{"replies p99, s", false, func(t tally) float64 { return second(t.Replies[2]) }},
	}
}

// tooMany is how many calls were refused because of a limit.
func (t tally) tooMany() (n int) {
	for why, count := range t.Refused {
		if strings.HasPrefix(why, "Too Many Requests") {
			n += count
		}
	}
	return n
}

// dispatch measures one kind of wave, and prints a table.
func (b *bench) dispatch(ctx context.Context, d Dispatch) error {
	var list []tally
	for run := range b.Runs {
		b.say("dispatch of %d at %d/s, run %d of %d", d.People, d.Rate, run+1, b.Runs)
		t, err := b.flood(ctx, d)
		b.say("")
		if err != nil {
			return fmt.Errorf("dispatch %d at %d/s: %w", d.People, d.Rate, err)
		}
		list = append(list, t)
	}
	return b.print("A wave of check-ins, all due at one moment", columns(
		[]string{fmt.Sprintf("%d at %d/s", d.People, d.Rate)}, [][]tally{list}, dispatchRows(d)))
}

// flood lets everybody's check-in be due when serve starts, and waits until all have theirs.
func (b *bench) flood(ctx context.Context, d Dispatch) (t tally, err error) {
	s, err := b.set(ctx, sides()[0], wanted{People: d.People, Rate: d.Rate})
	if err != nil {
		return t, err
	}
	defer func() { err = errors.Join(err, s.strike(ctx)) }()
	if err := s.plant(ctx, d.People); err != nil {
		return t, err
	}
	for _, do := range []string{doWave, doMark} {
		if err := s.phones.ask(order{do}, &t); err != nil {
			return t, err
		}
	}
	if _, err := s.serve(ctx, "serve"); err != nil {
		return t, err
	}
	longest := 2*time.Duration(d.People/d.Rate)*time.Second + patience
	for began := b.Clock().Run; t.Invited < d.People; {
		if b.Clock().Run-began > longest {
			return t, s.bots[0].failed(fmt.Errorf("only %d of %d had their check-in within %s; refused: %v", t.Invited, d.People,
				longest, t.Refused))
		}
		if err := s.wait(ctx, 200*time.Millisecond); err != nil {
			return t, err
		}
		if err := s.phones.ask(order{doRead}, &t); err != nil {
			return t, err
		}
	}
	return t, nil
}

// plant enrols people whose check-in is due now, without the conversation that would have led there.
func (s *scene) plant(ctx context.Context, people int) error {
	plan, err := load.Beside(flows.Library(), clinic, "clinic.yaml", nil)
	if err != nil {
		return fmt.Errorf("load the protocol: %w", err)
	}
	if err := os.WriteFile(filepath.Join(s.dir, "clinic.yaml"), clinic, 0o600); err != nil {
		return fmt.Errorf("write the clinic's file: %w", err)
	}
	keys, err := seal.Create(s.keyset())
	if err != nil {
		return err
	}
	store, err := storage.Open(ctx, s.nodes[0], keys, storage.Options{})
	if err == nil {
		err = store.MarkSynthetic(ctx)
	}
	if err != nil {
		return err
	}
	due, zone := noonish(s.b.Clock().Wall.UTC().Truncate(time.Minute))
	var planted []storage.Planted
	for n := range int64(people) {
		planted = append(planted, enrolled(store, firstChat+n, due, zone, plan.Rotation[0].ID))
	}
	return store.Plant(ctx, planted)
}

// noonish is a moment in a zone where it is about noon then: nobody is asked in quiet hours.
func noonish(now time.Time) (due time.Time, zone string) {
	ahead := 12 - now.Hour()
	if zone = fmt.Sprintf("Etc/GMT%+d", -ahead); ahead == 0 {
		zone = "Etc/UTC"
	}
	return now.In(time.FixedZone(zone, ahead*3600)), zone
}

// enrolled is somebody after their set-up, with a check-in that is due.
func enrolled(store *storage.Store, chat int64, due time.Time, zone, slot string) storage.Planted {
	return storage.Planted{
		State: state.State{
			ID: storage.NewID(store.ShardOf(chat), rand.Text()), Chat: chat, Name: "A",
			Locale: "en", Zone: zone, Seed: rand.Text(),
			Patient: &state.Patient{
				Ties: state.Ties{
					Code:      fmt.Sprintf("S-%d", chat),
					Clinician: state.Contact{ID: "s00-NOBODY", Name: "Dr Lind"},
					First:     "s00-NOBODY",
				},
				Enrolment: state.Enrolment{
					Consents: map[record.Purpose]bool{record.ForCare: true, record.ForSafety: true},
					Active:   true,
					Start:    due.Add(-4 * time.Hour).UTC(),
				},
				Rhythm: state.Rhythm{Days: []time.Weekday{due.Weekday()}, At: due.Format("15:04")},
			},
		},
		Wakes: []state.Wake{{Kind: state.WakeCheckIn, Key: slot, At: due.UTC()}},
	}
}
