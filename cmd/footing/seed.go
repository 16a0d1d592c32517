package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"footing/cmd/footing/cohort"
	"footing/cmd/footing/internal/assembly"
	"footing/flows/state"
	"footing/storage"
)

// The limits of seed. Telegram's ids have up to 52 bits. Each clinician's state names all others, so the store grows
// with the square of their number.
const (
	mostPatients = 50_000
	mostWeeks    = 520
	mostChat     = 1 << 52
)

// seedCmd fills an empty store with invented people.
type seedCmd struct {
	Patients  int    `required:"" help:"How many patients, up to 50000; each forty of them share a clinician." placeholder:"N"`
	Weeks     int    `help:"How many weeks of check-ins they have behind them." default:"0"`
	FirstChat int64  `help:"The Telegram id of the first patient; the others' follow, then the clinicians'." default:"1000000"`
	Seed      uint64 `help:"The same seed gives the same people." default:"1"`
	End       string `help:"The day (from midnight UTC) until which they lived; this week's Monday if left out." placeholder:"DATE"`
}

// Help is what --help says below the first line.
func (seedCmd) Help() string {
	return "Each goes through the real conversation, from the invitation to the chosen hour. A store in which anybody is, or is " +
		"expected, is refused; this one is marked as synthetic for good, and never for real people."
}

// Run plants the people and lists them.
func (c seedCmd) Run(s assembly.Surroundings) (err error) {
	now := s.Now()
	end, err := c.check(now)
	if err != nil {
		return err
	}
	a, err := assembly.New(s, assembly.Want{Make: true, Whole: true})
	if err != nil {
		return err
	}
	plan, err := a.SamplePlan()
	if err != nil {
		return err
	}
	if !plan.Clinic.Ready() {
		return fmt.Errorf("%s names no helplines: nobody can be invited, not even in play", a.Config.Clinic)
	}
	defer a.Closing(s.Ctx, &err)
	const undone = "nobody was planted"
	if err := a.Connect(s, undone); err != nil {
		return err
	}
	if a.Refused() {
		return a.Refuse(s.ErrOut, undone)
	}
	if err := a.Remember(); err != nil {
		return err
	}
	if err := mustBeEmpty(s.Ctx, a); err != nil {
		return err
	}
	if err := a.KeepPlan(s.Ctx, end); err != nil {
		return err
	}
	return c.plant(s, a.Store, cohort.Options{
		Plan: plan, Shard: a.Store.ShardOf, Patients: c.Patients, Weeks: c.Weeks,
		FirstChat: c.FirstChat, Seed: c.Seed, End: end, Now: now,
	})
}

// check checks the flags and gives the end of the weeks.
func (c seedCmd) check(now time.Time) (time.Time, error) {
	switch {
	case c.Patients < 1 || c.Patients > mostPatients:
		return time.Time{}, fmt.Errorf("--patients %d: from 1 to %d", c.Patients, mostPatients)
	case c.Weeks < 0 || c.Weeks > mostWeeks:
		return time.Time{}, fmt.Errorf("--weeks %d: from 0 to %d", c.Weeks, mostWeeks)
	case c.FirstChat < 1 || c.FirstChat > mostChat-2*mostPatients:
		return time.Time{}, fmt.Errorf("--first-chat %d: no Telegram id; those of people begin at 1", c.FirstChat)
	case c.End == "":
		return assembly.Monday(now), nil
	}
	end, err := time.Parse(time.DateOnly, c.End)
	switch {
	case err != nil:
		return time.Time{}, fmt.Errorf("--end %q: give a date such as %s", c.End, assembly.Monday(now).Format(time.DateOnly))
	case end.After(now):
		return time.Time{}, fmt.Errorf("--end %s has not come yet: nobody has lived until then", c.End)
	}
	return end, nil
}

// mustBeEmpty refuses a store with people or with events that wait for somebody.
func mustBeEmpty(ctx context.Context, a *assembly.Assembly) error {
	synthetic, err := a.Store.Synthetic(ctx)
	if err != nil {
		return err
	}
	people, err := a.Store.Participants(ctx)
	if err != nil {
		return err
	}
	office, err := a.Store.Load(ctx, state.OfficeID)
	if err != nil {
		return err
	}
	waiting, err := a.Store.Waiting(ctx, []int{0})
	if err != nil {
		return err
	}
	another := "another Redis (FOOTING_REDIS_URL)"
	if a.Owns() {
		another = "another folder (FOOTING_DATA_DIR)"
	}
	why := ""
	switch {
	case synthetic && office.Version == 0:
		why = "an earlier seed was interrupted in this store"
	case synthetic:
		why = fmt.Sprintf("this store was seeded before and holds %d synthetic people", people)
	case people > 0:
		why = "there are real people in this store"
	case office.Version > 0 || waiting[0] > 0:
		why = "a clinician has been invited in this store"
	default:
		return nil
	}
	return fmt.Errorf("%s, and seed fills only an empty one: give it %s", why, another)
}

// plant marks the store first, so that an interrupted seed is not taken for real people.
func (c seedCmd) plant(s assembly.Surroundings, store *storage.Store, o cohort.Options) error {
	if err := store.MarkSynthetic(s.Ctx); err != nil {
		return err
	}
	bar, planted, began := assembly.Progress(s.ErrOut, o.Patients), 0, s.Clock().Run
	counts, err := cohort.Rehearse(s.Ctx, o, func(people []storage.Planted) error {
		if err := store.Plant(s.Ctx, people); err != nil {
			return err
		}
		for _, p := range people {
			if p.State.Patient != nil {
				planted++
			}
		}
		return bar.Set(planted)
	})
	took := s.Clock().Run - began
	if err != nil {
		_ = bar.Exit()
		if s.Ctx.Err() != nil {
			return fmt.Errorf("interrupted after %d of %d patients: begin again with an empty store", planted, o.Patients)
		}
		return fmt.Errorf("plant after %d of %d patients; begin again with an empty store: %w", planted, o.Patients, err)
	}
	if err := bar.Finish(); err != nil {
		return fmt.Errorf("show the progress: %w", err)
	}
	return c.tell(s, o, counts, took)
}

// tell lists the planted people, and what an operator may do with them.
func (c seedCmd) tell(s assembly.Surroundings, o cohort.Options, counts cohort.Counts, took time.Duration) error {
	var text strings.Builder
	fmt.Fprintf(&text, "%s planted in %s, %.0f patients a second.\n\n",
		assembly.Many(counts.Patients,
			"synthetic patient"), took.Round(100*time.Millisecond), float64(counts.Patients)/took.Seconds())
	fmt.Fprintf(&text, "  patients    %s\n", chats(o.FirstChat, counts.Patients))
	fmt.Fprintf(&text, "  clinicians  %s\n", chats(o.Clinician(0), counts.Clinicians))
	if o.Weeks > 0 {
		fmt.Fprintf(&text, "  behind them %s until %s: %d check-ins, %d answered, %d missed, %s, %d left\n",
			assembly.Many(o.Weeks, "week"),
			o.End.Format("Mon 2 Jan 2006"), counts.CheckIns, counts.Answered, counts.Missed, assembly.Many(counts.Alerts,
				"alert"), counts.Leaves)
	}
	fmt.Fprintf(&text, "  next due    %s\n\n", counts.Next.UTC().Format("Mon 2 Jan 2006 15:04 MST"))
	text.WriteString("The store is marked as synthetic, for good: never use it for real people. footing serve takes it and says so.\n")
	if _, err := fmt.Fprint(s.Out, text.String()); err != nil {
		return fmt.Errorf("print the result: %w", err)
	}
	return nil
}

func chats(first int64, n int) string {
	if n == 1 {
		return fmt.Sprintf("chat %d", first)
	}
	return fmt.Sprintf("chats %d to %d", first, first+int64(n)-1)
}
