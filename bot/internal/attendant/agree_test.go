package attendant

import (
	"cmp"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"footing/flows"
	"footing/flows/engine"
)

// nights are hours that a night post may have.
func nights() []flows.Hours {
	return []flows.Hours{
		{Always: true},
		everyDay(hours(18, 22)),
		everyDay(hours(0, 8), hours(20, 24)),
		everyDay(hours(12, 23)),
		{Spans: map[time.Weekday][]flows.Span{time.Saturday: {hours(10, 18)}, time.Sunday: {hours(10, 18)}}},
	}
}

// spoken are the calls without those by the second channel, sorted.
func spoken(calls []string) []string {
	calls = slices.DeleteFunc(slices.Clone(calls), func(c string) bool { return strings.HasPrefix(c, "page ") })
	slices.SortFunc(calls, func(a, b string) int {
		_, whenA, _ := strings.Cut(a, " ")
		_, whenB, _ := strings.Cut(b, " ")
		return cmp.Or(cmp.Compare(whenA[4:], whenB[4:]), cmp.Compare(a, b))
	})
	return calls
}

// TestCallsAgreeWithTurns: whoever the ladder has, whatever their hours, and whenever the turns cease, an alert that
// nobody sees is called out to the same people at the same times as by turns.
func TestCallsAgreeWithTurns(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		d := newDuty(t, rapid.IntRange(1, 4).Draw(r, "night's step"), rapid.SampledFrom(nights()).Draw(r, "night's hours"))
		if rapid.Bool().Draw(r, "evenings") { // the backup has hours of their own
			for n := range d.plan.Clinic.Ladder.Steps {
				if step := &d.plan.Clinic.Ladder.Steps[n]; step.Call == flows.RankBackup {
					step.Hours = everyDay(hours(17, 21))
				}
			}
		}
		there := 0
		for _, id := range []string{lind, berg, moss, noor} {
			switch rapid.SampledFrom([]string{"there", "there", "nobody", "deaf"}).Draw(r, id) {
			case "nobody":
				d.vacate(id)
			case "deaf":
				d.deaf = append(d.deaf, id)
			default:
				there++
			}
		}
		if there == 0 {
			return // without turns Telegram is tried again soon
		}
		d.now = d.now.Add(time.Duration(rapid.IntRange(0, 7*24*60).Draw(r, "minute")) * time.Minute)
		cut := d.now.Add(time.Duration(rapid.IntRange(0, 5*24*60).Draw(r, "cut"))*time.Minute + 30*time.Second)
		began := d.now
		d.raise()
		before := d.turns(cut)
		got := d.storeless(t, cut, cut.AddDate(0, 0, 4))
		want := d.turns(cut.AddDate(0, 0, 4))
		without, with := differ(spoken(got), slices.Compact(spoken(want))) // one turn may call somebody by two steps
		if starts := begins(d, began); starts.After(began) {
			// Who was called early may be called again while the ladder's first steps are taken: a turn is also woken by those
			// of the second channel.
			in := func(call string) bool {
				at := timeOf(t, call)
				return !at.Before(starts) && !at.After(starts.Add(30*time.Minute)) // the last step is taken then
			}
			without, with = slices.DeleteFunc(without, in), slices.DeleteFunc(with, in)
		}
		if len(without)+len(with) > 0 {
			r.Fatalf("begun %s, turns until %s, deaf %v, called before: %v\nonly without turns: %v\nonly by turns: %v",
				began.Format("Mon 15:04"), cut.Format("Mon 02 15:04"), d.deaf, first(before, 6), first(without, 6), first(with, 6))
		}
	})
}

// begins is when the ladder starts to run for an alert.
func begins(d *duty, at time.Time) time.Time {
	return engine.NewBare(d.plan.Essentials()).Begins(engine.RouteOf(d.plan, d.state), at)
}

// timeOf is when a call was made.
func timeOf(t testing.TB, call string) time.Time {
	t.Helper()
	_, when, _ := strings.Cut(strings.TrimPrefix(call, "page "), " ")
	at, err := time.Parse("Mon 02 15:04 2006-01", when+" 2026-03")
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// differ lists what only one of two lists has, or has more often.
func differ(a, b []string) (onlyA, onlyB []string) {
	onlyB = slices.Clone(b)
	for _, call := range a {
		if n := slices.Index(onlyB, call); n >= 0 {
			onlyB = slices.Delete(onlyB, n, n+1)
		} else {
			onlyA = append(onlyA, call)
		}
	}
	return onlyA, onlyB
}

func first(list []string, n int) []string { return list[:min(len(list), n)] }

// TestNoCallEndsWithoutTurns: where an alert rests on the night post alone, it is called twice each day in its own
// hours, by Telegram and by the second channel; and a step whose hours are days away keeps nobody from being called
// again.
func TestNoCallEndsWithoutTurns(t *testing.T) {
	day := func(n, hour, minute int) time.Time { return time.Date(2026, 3, n, hour, minute, 30, 0, time.UTC) }
	evenings, weekends := nights()[1], nights()[4]
	night := []string{
		noor + " Thu 05 18:00", noor + " Thu 05 20:00", noor + " Fri 06 18:00", noor + " Fri 06 20:00",
		"page night Thu 05 18:00", "page night Thu 05 20:00", "page night Fri 06 18:00", "page night Fri 06 20:00",
	}
	var lead []string // every half hour of duty
	for at := day(3, 9, 0); at.Hour() < 17; at = at.Add(30 * time.Minute) {
		lead = append(lead, moss+" "+at.Format("Mon 02 15:04"))
	}
	for name, c := range map[string]struct {
		n            int // before which step the night post is
		vacant, deaf []string
		hours        flows.Hours
		last         time.Time // when the last turn may be made
		from, until  time.Time
		who          string // whose calls are looked at
		want         []string
	}{
		"the night post alone": {
			1, []string{lind, berg, moss}, nil, evenings, day(3, 12, 0), day(5, 0, 0), day(7, 0, 0), "", night,
		},
		"the night post alone, for days": {
			1, []string{lind, berg, moss}, nil, evenings, day(5, 10, 0), day(5, 10, 0), day(7, 0, 0), "", night,
		},
		"Telegram reaches the night post alone": {
			1, nil, []string{lind, berg, moss}, evenings, day(4, 12, 0), day(5, 0, 0), day(7, 0, 0), "night", night,
		},
		"a step waits for the weekend": {
			4, nil, []string{berg}, weekends, day(2, 10, 20), day(3, 0, 0), day(4, 0, 0), moss, lead,
		},
	} {
		d := newDuty(t, c.n, c.hours)
		d.deaf = c.deaf
		for _, id := range c.vacant {
			d.vacate(id)
		}
		d.raise()
		d.turns(c.last)
		got := d.storeless(t, c.last, c.until)
		got = slices.DeleteFunc(got, func(call string) bool {
			who, _, _ := strings.Cut(strings.TrimPrefix(call, "page "), " ")
			others := c.who == "night" && who != noor && who != "night" || c.who == moss && !strings.HasPrefix(call, moss)
			return others || timeOf(t, call).Before(c.from.Truncate(time.Hour))
		})
		slices.Sort(got)
		slices.Sort(c.want)
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: called %q, want %q", name, got, c.want)
		}
	}
}
