package digest

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"footing/flows"
	"footing/flows/record"
)

// answersTo lets somebody answer one item on Mondays, the last of them four days before the summary.
func (d *diary) answersTo(item string, values ...int) *diary {
	for n, value := range values {
		d.answered(day(4+7*(len(values)-1-n), 13), fmt.Sprintf("%s=v%d", item, value))
	}
	return d
}

// mapStates are the states that a theme of the map can be in.
func mapStates() []scenario {
	return []scenario{
		one("map_slipping", func(d *diary) { d.answersTo("safe", 4, 3, 2) }),
		one("map_no_slipping", func(d *diary) { d.answersTo("safe", 4, 3, 3) }),
		one("map_higher", func(d *diary) { d.answersTo("support", 0, 1, 1, 0, 2, 3, 3) }),
		one("map_lower", func(d *diary) { d.answersTo("support", 4, 4, 3, 4, 2, 2, 3) }),
		one("map_as_at_first", func(d *diary) { d.answersTo("support", 2, 2, 2, 2, 2, 3, 2) }),
		one("map_in_between", func(d *diary) { d.answersTo("support", 2, 2) }),
		one("map_supports", func(d *diary) { d.answersTo("step", 3, 4).answersTo("safe", 1, 1) }),
		one("map_support_low", func(d *diary) { d.answersTo("step", 1, 1).answersTo("safe", 3, 3) }),
		one("map_several_low", func(d *diary) {
			d.answersTo("effort", 1, 0).answersTo("support", 1, 1).answersTo("pattern", 0, 1).answersTo("safe", 3, 3)
		}),
		one("map_old_answers", func(d *diary) { // 28 and 35 days ago: too old for what is asked weekly, not for the rest
			d.answered(day(28, 13), "safe=v0", "settled=v4").answered(day(35, 13), "safe=v0", "settled=v4")
		}),
		one("map_nothing_shared", func(d *diary) { d.answersTo("fit", 0, 0, 0, 0, 0) }),
		one("map_shared", func(d *diary) { // the fit is shared, so it has its place; the answers between stay out of it
			d.answersTo("fit", 4, 4, 4, 0, 1).share(day(11, 14), day(11, 13)).share(day(4, 14), day(4, 13))
			d.answersTo("safe", 3, 3).answersTo("support", 3, 3)
		}),
		one("map_everything_and_shared", func(d *diary) {
			d.answersTo("safe", 4, 4, 4, 4, 3, 2, 1).answersTo("support", 3, 3, 3).answersTo("pattern", 1, 1)
			d.answersTo("effort", 3, 3).answersTo("step", 4, 4).note(day(3, 21), record.Alert{ID: "a1", Short: "7F3K"})
			d.answersTo("fit", 2).share(day(4, 14), day(4, 13))
		}),
		one("map_everything", func(d *diary) {
			d.answersTo("safe", 4, 4, 4, 4, 3, 2, 1).answersTo("support", 1, 0, 1).answersTo("pattern", 2, 2)
			d.answersTo("effort", 0, 0).answersTo("step", 4, 4).note(day(3, 21), record.Alert{ID: "a1", Short: "7F3K"})
			d.note(day(3, 17), record.Reach{})
			d.note(day(4, 13), record.Notice{Level: "line", Rule: "usual", Codes: []string{"s1=usual"}})
		}),
	}
}

// promptStates are the states of the one prompt; the reader's memory is in the diary's own facts of the reader.
func promptStates() []scenario {
	low := func(d *diary) *diary { return d.answersTo("safe", 1, 1).answersTo("support", 1, 1) }
	return []scenario{
		one("prompt_again_within_the_week", func(d *diary) { low(d).shown(day(3, 16), 1) }),
		one("prompt_next_of_the_theme", func(d *diary) { low(d).shown(day(7, 16), 1) }),
		one("prompt_of_the_next_theme", func(d *diary) {
			for n := range 5 {
				low(d).prompted(day(27-4*n, 16), 1, n+1)
			}
		}),
		one("prompt_rested", func(d *diary) {
			for n := range 6 { // the first was shown 28 days ago, and the others since
				low(d).prompted(day(28-3*n, 15), 1, n+1)
			}
		}),
		one("prompt_none_left", func(d *diary) {
			for n := range 6 {
				low(d).prompted(day(27-2*n, 16), 1, n+1).prompted(day(26-2*n, 16), 2, n+1)
			}
		}),
		one("prompt_for_the_reason", func(d *diary) {
			d.plan.Prompts = map[[2]int][]string{{2, 3}: {"cost"}}
			d.answered(day(9, 13), "support=v1", "access_reason=cost").answered(day(2, 13), "support=v0")
		}),
		one("prompt_kept_until_the_session", func(d *diary) {
			low(d).shown(day(9, 16), 1).next(until.Add(20 * time.Hour))
		}),
		one("prompt_tried", func(d *diary) { low(d).shown(day(3, 16), 1).made(day(2, 16), 1, record.Tried) }),
		one("prompt_of_another_patient", func(d *diary) {
			low(d).read(day(3, 16), record.Prompted{Of: "s01-A-99", Theme: 1})
		}),
		one("next_today", func(d *diary) { d.answersTo("support", 1, 1).next(until.Add(90 * time.Minute)) }),
		one("next_tomorrow", func(d *diary) { d.answersTo("support", 1, 1).next(until.Add(20 * time.Hour)) }),
		one("next_after_a_gap", func(d *diary) {
			d.answered(day(9, 13), "support=v1", "access_reason=waiting").answered(day(2, 13), "support=v0")
			d.next(until.Add(16 * 24 * time.Hour))
		}),
		one("next_weekly", func(d *diary) {
			d.answersTo("support", 1, 1)
			d.note(day(40, 9), record.Appointment{Weekly: true, Day: time.Tuesday, At: "14:00", Zone: "Europe/Lisbon"})
		}),
		one("next_single_before_weekly", func(d *diary) {
			d.answersTo("support", 1, 1)
			d.note(day(40, 9), record.Appointment{
				Weekly: true, Day: time.Tuesday, At: "14:00", Zone: "Europe/Lisbon", Next: until.Add(9 * 24 * time.Hour),
			})
		}),
		one("next_is_past", func(d *diary) { d.answersTo("support", 1, 1).next(until.Add(-time.Hour)) }),
	}
}

// share is the choice to share the answer about the fit of the check-in at the given time, made later.
func (d *diary) share(made, checkIn time.Time) *diary {
	return d.note(made, record.Sharing{
		Occasion: "o-" + checkIn.Format(time.DateTime), Theme: 6, Choice: record.ShareAnswers,
	})
}

// next notes a single appointment.
func (d *diary) next(at time.Time) {
	d.note(day(40, 9), record.Appointment{Next: at})
}

// read is something recorded of the reader; shown a prompt, made what became of it.
func (d *diary) read(at time.Time, body record.Body) *diary {
	d.reader = append(d.reader, record.Fact{ID: fmt.Sprintf("reader#%d", len(d.reader)), At: at, Body: body})
	return d
}

func (d *diary) shown(at time.Time, theme int) *diary {
	return d.read(at, record.Prompted{Of: d.who.ID, Theme: theme})
}

func (d *diary) prompted(at time.Time, theme, number int) *diary {
	return d.read(at, record.Prompted{Of: d.who.ID, Theme: theme, Number: number})
}

func (d *diary) made(at time.Time, theme int, outcome record.Outcome) *diary {
	return d.read(at, record.PromptOutcome{Of: d.who.ID, Theme: theme, Outcome: outcome})
}

// Whatever there is to say, the map stands under its title and the prompt in one line below it.
func TestSummaryShape(t *testing.T) {
	for _, s := range slices.Concat(mapStates(), promptStates()) {
		p := plan(t)
		r := request(t, s.people(t, p)...)
		lines := strings.Split(summaryOf(p, r, r.People[0].ID).Text, "\n")
		title := slices.Index(lines, "Where a talk could start")
		prompts := slices.IndexFunc(lines, func(l string) bool { return strings.HasPrefix(l, "To try, ") })
		if title < 0 || len(lines) > summaryLines || prompts >= 0 && prompts < title {
			t.Errorf("%s: title %d, prompt %d, %d lines:\n%s", s.name, title, prompts, len(lines), strings.Join(lines, "\n"))
		}
		if brief := summaryOf(p, r, r.People[0].ID).Brief; strings.Count(brief, "\n") > 2 {
			t.Errorf("%s: more than three lines before an appointment:\n%s", s.name, brief)
		}
	}
}

// TestTheMapIsATable: each level has one line, however many themes stand there, and each theme stands in one place.
func TestTheMapIsATable(t *testing.T) {
	for _, s := range mapStates() {
		p := plan(t)
		r := request(t, s.people(t, p)...)
		v := newView(p, r)
		rows := v.rows(v.barriers(v.history(r.People[0]).answers))
		text := strings.Join(rows, "\n")
		if len(rows) > 7 {
			t.Errorf("%s: %d lines of a map:\n%s", s.name, len(rows), text)
		}
		for _, level := range []string{
			"What carries: ", "low: ", "also low: ", "no capacity: ", "in between: ", "good: ",
			"Too little to say: ",
		} {
			if n := strings.Count("\n"+text, "\n"+level); n > 1 {
				t.Errorf("%s: %d lines begin with %q:\n%s", s.name, n, level, text)
			}
		}
		for number := 1; number <= lastSupport; number++ {
			if n := strings.Count(text, v.theme(number)); n > 1 {
				t.Errorf("%s: %s stands in %d places:\n%s", s.name, v.theme(number), n, text)
			}
		}
	}
}

// The texts are said of a person: they foretell nothing and rate no risk.
func TestNothingIsForetold(t *testing.T) {
	for _, s := range slices.Concat(scenarios(), mapStates(), promptStates()) {
		p := plan(t)
		d := Compose(p, request(t, s.people(t, p)...))
		for _, one := range d.People {
			text := strings.ToLower(one.Text + one.Brief)
			for _, word := range []string{"will ", "risk", "predicts", "likely", "chance", "expect"} {
				if strings.Contains(text, word) {
					t.Errorf("%s says %q:\n%s", s.name, word, text)
				}
			}
		}
	}
}

func TestThemesInOrder(t *testing.T) {
	if got := fmt.Sprint(themesInOrder([]int{2, 1})); got != "[2 1 3 4 5 6 7 8 9 10 11 12]" {
		t.Error(got)
	}
}

func TestAppointmentOverAClockChange(t *testing.T) {
	weekly := record.Appointment{Weekly: true, Day: time.Sunday, At: "01:30", Zone: "Europe/Lisbon"}
	got := weekly.After(time.Date(2025, 3, 29, 0, 0, 0, 0, time.UTC))
	if want := time.Date(2025, 3, 30, 1, 30, 0, 0, time.UTC); !got.Equal(want) { // 01:30 does not exist that day
		t.Errorf("%s, want %s", got, want)
	}
	if got := (record.Appointment{Weekly: true, At: "25:99", Zone: "Europe/Lisbon"}).After(until); !got.IsZero() {
		t.Errorf("an hour that does not exist comes at %s", got)
	}
}

// Whoever decides late to share an answer is heard in the week of that decision.
func TestSharedLate(t *testing.T) {
	d := joined(t, plan(t), "A-17").answersTo("fit", 0, 3).share(day(2, 20), day(11, 13))
	text := summaryOf(d.plan, request(t, d), d.who.ID).Text
	if !strings.Contains(text, "Chose to share: fit with their therapist: not at all.") {
		t.Errorf("what was shared this week does not show:\n%s", text)
	}
}

// Forty patients over twelve weeks are one message that needs no scrolling, and forty summaries of at most ten lines.
func TestFortyPatientsOverTwelveWeeks(t *testing.T) {
	p := plan(t)
	var all []*diary
	for n := range 40 {
		d := joined(t, p, fmt.Sprintf("A-%03d", n+1))
		for w := range 12 {
			answers := []string{fmt.Sprintf("safe=v%d", (n+w)%5), fmt.Sprintf("support=v%d", (n*w)%5)}
			if (n+w)%4 == 0 {
				d.ended(day(4+7*w, 13), record.EndExpired)
				continue
			}
			d.answered(day(4+7*w, 13), answers...).answered(day(2+7*w, 13), fmt.Sprintf("effort=v%d", n%5), "fit=v0")
		}
		if n%10 == 0 {
			d.note(day(3, 21), record.Alert{ID: fmt.Sprintf("a%d", n), Short: "7F3K"})
		}
		all = append(all, d)
	}
	composed := Compose(p, request(t, all...))
	if n := rows(composed.Text); n > screenRows || len(composed.People) != 40 {
		t.Fatalf("%d rows, %d people:\n%s", n, len(composed.People), composed.Text)
	}
	for i, one := range composed.People {
		if named := strings.Contains(composed.Text, one.Code); i < 4 && !named || one.Attention != (i < 4) ||
			strings.Count(one.Text, "\n") >= summaryLines {
			t.Errorf("%s is number %d, attention %t, in:\n%s", one.Code, i, one.Attention, one.Text)
		}
	}
}

// TestUnsafeIsNeverAnythingButLow: however settled the days of somebody are and however much people support them, life
// outside is low while it is not safe: a theme has the level of its lowest side.
func TestUnsafeIsNeverAnythingButLow(t *testing.T) {
	p := plan(t)
	people := *p.Questionnaires["settled"]
	people.ID, people.Items = "people", []flows.Item{scale("people")}
	p.Questionnaires["people"] = &people
	low := p.Wordings["en"]["digest.theme.1"]
	rapid.Check(t, func(rt *rapid.T) {
		d := joined(t, p, "A-17")
		for week := range rapid.IntRange(2, 3).Draw(rt, "weeks") {
			d.answered(day(4+7*week, 13), "safe=v0")
		}
		for n := range rapid.IntRange(0, 12).Draw(rt, "good answers") {
			item := rapid.SampledFrom([]string{"settled=v4", "people=v4"}).Draw(rt, "item")
			d.answered(day(rapid.IntRange(1, 40).Draw(rt, "days ago"), 14).Add(time.Duration(n)*time.Minute), item)
		}
		text := summaryOf(p, request(t, d), "s01-A-17").Text
		if !strings.Contains(Compose(p, request(t, d)).Text, "Most in the way: "+low) {
			rt.Fatalf("safe 0 is not low:\n%s", text)
		}
	})
}
