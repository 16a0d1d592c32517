package load

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"footing/flows"
	"footing/flows/load/internal/condition"
)

func loadLibrary(t *testing.T) *flows.Protocol {
	t.Helper()
	p, err := Load(flows.Library(), flows.SampleClinic(), "clinic.sample.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestLibraryRotation(t *testing.T) {
	p := loadLibrary(t)
	want := []flows.Slot{
		{ID: "mon", Day: time.Monday, DutyHours: 2 * time.Hour, Weeks: [][]string{{"safety", "safe", "support"}}},
		{ID: "wed", Day: time.Wednesday, Weeks: [][]string{
			{"effort", "worth", "say", "settled"},
			{"effort", "pattern", "understood", "people"},
			{"effort", "unsaid", "reason", "settled"},
			{"effort", "pattern", "challenged", "people"},
			{"effort", "worth", "explained", "settled"},
			{"effort", "pattern", "understood", "people"},
			{"effort", "unsaid", "say", "settled"},
			{"effort", "pattern", "challenged", "people"},
			{"effort", "worth", "reason", "settled"},
			{"effort", "pattern", "understood", "people"},
			{"effort", "unsaid", "explained", "settled"},
			{"effort", "pattern", "challenged", "people"},
		}, Turns: [][]string{{"worth", "unsaid"}, {"say", "reason", "explained"}, {"understood", "challenged"}}},
		{ID: "fri", Day: time.Friday, DutyHours: 2 * time.Hour, Weeks: [][]string{
			{"safety", "step", "fit"}, {"safety", "belong", "oneself"},
		}},
	}
	if diff := cmp.Diff(want, p.Rotation); diff != "" {
		t.Errorf("rotation (-want +got):\n%s", diff)
	}
	sessions := [][]string{{"hurt", "heard", "fit"}, {"hurt", "heard", "fit"}, {"hurt", "heard", "fit"}, {"hurt", "heard"}}
	if diff := cmp.Diff(sessions, p.AfterSession); diff != "" {
		t.Errorf("after sessions (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"people", "safe", "settled"}, p.Remembered); diff != "" {
		t.Errorf("remembered (-want +got):\n%s", diff)
	}
	for _, q := range p.Questionnaires {
		if q.Review != "pending" || q.Licence != "own" {
			t.Errorf("%s is marked %q, %q", q.ID, q.Review, q.Licence)
		}
	}
	if !p.Clinic.Ready() || p.Clinic.Approved != "" {
		t.Errorf("the sample clinic is ready: %v, approved: %q", p.Clinic.Ready(), p.Clinic.Approved)
	}
}

// answer goes through a check-in as the engine does: in order, each item when its condition holds. It gives the
// items that were asked and the alerts that fire at the end.
func answer(t *testing.T, p *flows.Protocol, slot int, given map[string]string) (asked, alerts string) {
	t.Helper()
	answers := map[string]flows.Answer{}
	var items, fired []string
	for _, id := range p.Rotation[slot].Questionnaires(0) {
		q := p.Questionnaires[id]
		for i := range q.Items {
			item := &q.Items[i]
			if item.When != nil {
				if holds, err := item.When.Holds(answers, nil); err != nil || !holds {
					if err != nil {
						t.Fatal(err)
					}
					continue
				}
			}
			items = append(items, item.ID)
			option, ok := item.Option(given[item.ID])
			if !ok {
				t.Fatalf("no answer %q to %s", given[item.ID], item.ID)
			}
			answers[item.ID] = condition.AnswerOf(option)
		}
		for _, alert := range q.Alerts {
			if holds, err := alert.When.Holds(answers, nil); err != nil {
				t.Fatal(err)
			} else if holds {
				fired = append(fired, string(alert.Level)+":"+alert.ID)
			}
		}
	}
	return strings.Join(items, " "), strings.Join(fired, " ")
}

func TestLibrarySafety(t *testing.T) {
	p := loadLibrary(t)
	const careful = "careful:careful_contact"
	for _, test := range []struct{ given, asked, alerts string }{
		{"", "s1 s1b safe support", ""},
		{"s1=usual s2=no", "s1 s2 s1b safe support", "line:thoughts_usual"},
		{"s1=usual s2=unsure", "s1 s2 s1b safe support", "red:may_act line:thoughts_usual"},
		{"s1=more s2=yes", "s1 s2 s1b safe support", "red:may_act"},
		{"s1=more s2=no", "s1 s2 s1b safe support", "note:thoughts_more"},
		{"s1=more s2=rather_not", "s1 s2 s1b safe support", "care:rather_not_say"},
		{"s1=rather_not", "s1 s1b safe support", "care:rather_not_say"},
		{"s1b=usual", "s1 s1b safe support", "line:harm"},
		{"s1b=more s1b_risk=no", "s1 s1b s1b_risk safe support", "line:harm"},
		{"s1b=more s1b_risk=unsure", "s1 s1b s1b_risk safe support", "red:harm_at_risk"},
		{"s1b=more s1b_risk=yes", "s1 s1b s1b_risk safe support", "red:harm_at_risk"},
		{"s1b=more s1b_risk=rather_not", "s1 s1b s1b_risk safe support", "care:rather_not_say"},
		{"safe=little", "s1 s1b safe support", ""},
		{"safe=rather_not", "s1 s1b safe support", ""},
		{"safe=none unsafe=no danger=no next=nothing", "s1 s1b safe unsafe danger next support", ""},
		{"safe=none unsafe=no danger=unsure next=nothing", "s1 s1b safe unsafe danger next support", careful},
		{"safe=none unsafe=no danger=yes", "s1 s1b safe unsafe danger support", careful + " red:in_danger"},
		{"safe=none unsafe=rather_not danger=no next=nothing", "s1 s1b safe unsafe danger next support", ""},
		{"safe=none unsafe=unsure danger=no next=nothing", "s1 s1b safe unsafe danger next support", careful},
		{"safe=none unsafe=yes danger=rather_not next=tell", "s1 s1b safe unsafe danger next support", careful},
		{"safe=none unsafe=yes danger=yes", "s1 s1b safe unsafe danger support", careful + " red:in_danger"},
		{"support=very_difficult access_reason=cost", "s1 s1b safe support access_reason", ""},
	} {
		given := map[string]string{"s1": "no", "s1b": "no", "safe": "most", "support": "fairly_easy"}
		for _, field := range strings.Fields(test.given) {
			id, code, _ := strings.Cut(field, "=")
			given[id] = code
		}
		asked, alerts := answer(t, p, 0, given)
		if asked != test.asked || alerts != test.alerts {
			t.Errorf("%q: asked %q, alerts %q; want %q, %q", test.given, asked, alerts, test.asked, test.alerts)
		}
	}
}

// TestLibraryOffersAWayOn: whoever feels not safe at all is asked what would help, whatever they say of it or decline
// to say, unless they are in danger now: then a human is called.
func TestLibraryOffersAWayOn(t *testing.T) {
	p := loadLibrary(t)
	said := []string{"no", "unsure", "yes", flows.RatherNot, flows.DoesNotFit}
	for _, unsafe := range said {
		for _, danger := range said {
			asked, _ := answer(t, p, 0, map[string]string{
				"s1": "no", "s1b": "no", "safe": "none", "unsafe": unsafe, "danger": danger, "next": "nothing",
				"support": "fairly_easy",
			})
			want := "s1 s1b safe unsafe danger next support"
			if danger == "yes" {
				want = "s1 s1b safe unsafe danger support"
			}
			if asked != want {
				t.Errorf("unsafe %s, danger %s: asked %q, want %q", unsafe, danger, asked, want)
			}
		}
	}
}

func TestLibraryHidesWhatCanEndanger(t *testing.T) {
	p := loadLibrary(t)
	for _, id := range []string{"unsafe", "danger", "next"} {
		if item, ok := p.Item("safe", id); !ok || !item.Hidden || !item.FollowUp {
			t.Errorf("%s is not a hidden follow-up", id)
		}
	}
	actions := map[string]flows.Action{}
	next, _ := p.Item("safe", "next")
	for _, option := range next.Options {
		actions[option.Code] = option.Action
	}
	want := map[string]flows.Action{
		"numbers": flows.LocalHelp, "tell": flows.TellPerson, "bring": flows.BringAlong,
		"nothing": flows.NoAction,
	}
	if diff := cmp.Diff(want, actions); diff != "" {
		t.Errorf("actions (-want +got):\n%s", diff)
	}
}

// TestTheSampleLadderCanBeExtended: a step that the sample clinic names as an example can be taken as it stands.
func TestTheSampleLadderCanBeExtended(t *testing.T) {
	sample := string(flows.SampleClinic())
	extended := strings.ReplaceAll(sample, "    # - {call:", "    - {call:")
	if extended == sample {
		t.Fatal("the sample has no step as an example")
	}
	p, err := Load(flows.Library(), []byte(extended), "clinic.sample.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if n := slices.IndexFunc(p.Clinic.Ladder.Steps,
		func(s flows.LadderStep) bool { return s.Call == flows.RankNight }); n < 0 {
		t.Errorf("the ladder is %+v", p.Clinic.Ladder.Steps)
	}
}
