package digest

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"footing/flows"
	"footing/flows/record"
)

// people draws a panel whose facts come in any mixture, sensible or not.
func people(t *rapid.T, p *flows.Protocol, most int) []Person {
	list := make([]Person, rapid.IntRange(0, most).Draw(t, "people"))
	for i := range list {
		list[i] = Person{ID: fmt.Sprintf("s%02d-p", i), Code: rapid.String().Draw(t, "code")}
		for n := range rapid.IntRange(0, 25).Draw(t, "facts") {
			at := until.Add(-time.Duration(rapid.IntRange(-60, 40*24*60).Draw(t, "minutes")) * time.Minute)
			list[i].Facts = append(list[i].Facts, record.Fact{
				ID: fmt.Sprintf("f%d", n), At: at, Body: body(t, p),
			})
		}
		if rapid.IntRange(0, 9).Draw(t, "consents") > 0 {
			list[i].Facts = append(list[i].Facts, record.Fact{
				ID: "care", At: until.Add(-41 * 24 * time.Hour), Body: record.Consent{Purpose: record.ForCare, Given: true},
			})
		}
	}
	return list
}

func body(t *rapid.T, p *flows.Protocol) record.Body {
	which := rapid.IntRange(0, 24).Draw(t, "kind")
	occasion := rapid.SampledFrom([]string{"o1", "o2", "o3", "o4", "o5"}).Draw(t, "occasion")
	id := rapid.SampledFrom([]string{"a1", "a2"}).Draw(t, "alert")
	switch which {
	case 0:
		return record.Enrolment{Role: record.Patient}
	case 1:
		return record.Consent{Purpose: record.ForCare, Given: rapid.Bool().Draw(t, "given")}
	case 2:
		return record.Withdrawal{}
	case 3:
		return record.Alert{ID: id, Short: "7F3K", Occasion: occasion}
	case 4:
		return record.Acknowledgement{Alert: id, Name: rapid.String().Draw(t, "name"), Act: record.Seen}
	case 5, 6:
		_, item, code := answerOf(t, p)
		level := rapid.SampledFrom([]string{"note", "line", "care", "new"}).Draw(t, "level")
		return record.Notice{Level: level, Occasion: occasion, Codes: []string{item + "=" + code.Code}}
	case 7:
		return record.Reach{Reachable: rapid.Bool().Draw(t, "reachable")}
	case 8, 9:
		return record.Occasion{ID: occasion}
	case 10, 11:
		return record.Completed{Occasion: occasion, Reason: record.EndAnswered, Answered: 1}
	case 12, 13:
		reasons := []record.Ending{
			record.EndExpired, record.EndNotDelivered, record.EndReplaced, record.EndRed, record.EndLeft,
		}
		return record.Missed{Occasion: occasion, Reason: rapid.SampledFrom(reasons).Draw(t, "reason")}
	default:
		q, item, option := answerOf(t, p)
		return record.Response{
			Occasion: occasion, Questionnaire: q, Item: item, Code: option.Code, Value: option.Value,
			Revision: rapid.IntRange(0, 2).Draw(t, "revision"),
			Hidden:   item == "unsafe" || rapid.IntRange(0, 5).Draw(t, "hidden") == 0,
		}
	}
}

// answerOf draws one of the plan's items and an answer to it.
func answerOf(t *rapid.T, p *flows.Protocol) (questionnaire, item string, option flows.Option) {
	ids := []string{"safety", "safe", "settled", "support", "pattern", "effort", "fit"}
	q := p.Questionnaires[rapid.SampledFrom(ids).Draw(t, "questionnaire")]
	i := rapid.SampledFrom(q.Items).Draw(t, "item")
	options := append(slices.Clone(i.Options), flows.Option{Code: flows.RatherNot}, flows.Option{Code: flows.DoesNotFit})
	return q.ID, i.ID, rapid.SampledFrom(options).Draw(t, "option")
}

func TestAlwaysFits(t *testing.T) {
	p, zone := plan(t), lisbon(t)
	rapid.Check(t, func(t *rapid.T) {
		r := Request{Until: until, Zone: zone, Locale: "en", People: people(t, p, 12)}
		for range rapid.IntRange(0, 3).Draw(t, "doublings") {
			r.People = append(r.People, r.People...)
		}
		d := Compose(p, r)
		if n := flows.Units(d.Text); n > textUnits {
			t.Fatalf("the panel's text has %d UTF-16 units", n)
		}
		if len(d.People) != len(r.People) {
			t.Fatalf("%d summaries of %d people", len(d.People), len(r.People))
		}
		calm := false
		for _, one := range d.People {
			lines := strings.Split(one.Text, "\n")
			if len(lines) > summaryLines || flows.Units(one.Text) > textUnits || slices.Contains(lines, "") {
				t.Fatalf("%d lines, %d units:\n%s", len(lines), flows.Units(one.Text), one.Text)
			}
			if calm && one.Attention {
				t.Fatal("somebody who needs attention is named after somebody who does not")
			}
			calm = !one.Attention
		}
	})
}

func TestOrderDoesNotMatter(t *testing.T) {
	p, zone := plan(t), lisbon(t)
	rapid.Check(t, func(t *rapid.T) {
		r := Request{Until: until, Zone: zone, Locale: "en", People: people(t, p, 6)}
		want := Compose(p, r)
		r.People = rapid.Permutation(r.People).Draw(t, "people, shuffled")
		for i := range r.People {
			r.People[i].Facts = rapid.Permutation(r.People[i].Facts).Draw(t, "facts, shuffled")
		}
		if diff := cmp.Diff(want, Compose(p, r)); diff != "" {
			t.Fatalf("another order, another text (-want +got):\n%s", diff)
		}
	})
}

// What the patient keeps cannot be read off the digest: other values give the same text, and so does none.
func TestKeptAnswersChangeNothing(t *testing.T) {
	p, zone := plan(t), lisbon(t)
	rapid.Check(t, func(t *rapid.T) {
		r := Request{Until: until, Zone: zone, Locale: "en", People: people(t, p, 9)} // enough for every form of the panel
		want := Compose(p, r)
		for i := range r.People {
			var facts []record.Fact
			for _, f := range r.People[i].Facts {
				a, ok := f.Body.(record.Response)
				never := a.Item == "unsafe" || p.Questionnaires["fit"].ID == a.Questionnaire
				if ok && never && rapid.Bool().Draw(t, "gone") {
					continue
				}
				if ok && (never || a.Hidden) {
					value := rapid.IntRange(0, 4).Draw(t, "other value")
					a.Value, a.Code = &value, fmt.Sprintf("v%d", value)
					f.Body = a
				}
				facts = append(facts, f)
			}
			r.People[i].Facts = facts
		}
		if diff := cmp.Diff(want, Compose(p, r)); diff != "" {
			t.Fatalf("a kept answer changed the text (-want +got):\n%s", diff)
		}
	})
}

func TestName(t *testing.T) {
	for in, want := range map[string]string{
		"  Dr\n Vale\t": "Dr Vale", "A\u202eB\u2066": "AB", strings.Repeat("é", 60): strings.Repeat("é", 47) + "…", "": "",
	} {
		if got := name(in); got != want {
			t.Errorf("name(%q) = %q, want %q", in, got, want)
		}
	}
}

// TestTooLittleIsNotSaidBesideAnAlert: in a week with an alert no form of the panel, and no summary, says that there is
// too little to say of what is in the way. Whoever is kept from alerts reads the same as without any.
func TestTooLittleIsNotSaidBesideAnAlert(t *testing.T) {
	p, zone := plan(t), lisbon(t)
	unknown := p.Wordings["en"]["digest.way.unknown"]
	said := 0
	rapid.Check(t, func(t *rapid.T) {
		r := Request{Until: until, Zone: zone, Locale: "en", People: people(t, p, 12)}
		red := record.Alert{ID: "red", Short: "7F3K", Occasion: "o1"}
		seen := record.Acknowledgement{Alert: "red", Name: "Dr Vale", Act: record.Contact}
		for i := range r.People {
			ago := time.Duration(rapid.IntRange(1, 6*24).Draw(t, "hours ago")) * time.Hour
			alerted := []record.Fact{{ID: "red", At: until.Add(-ago), Body: red}}
			if rapid.Bool().Draw(t, "seen") {
				alerted = append(alerted, record.Fact{ID: "seen", At: until.Add(-ago + time.Minute), Body: seen})
			}
			r.People[i].Facts = append(r.People[i].Facts, alerted...)
		}
		d := Compose(p, r)
		for _, text := range append([]string{d.Text}, texts(d)...) {
			if strings.Contains(text, unknown) {
				t.Fatalf("beside an alert it says %q:\n%s", unknown, text)
			}
		}
		for i := range r.People {
			r.People[i].Unalerted = true
		}
		said += strings.Count(Compose(p, r).Text, unknown)
	})
	if said == 0 {
		t.Error("it was never said to those who are kept from alerts: nothing was tried")
	}
}

func texts(d Digest) []string {
	all := make([]string, 0, len(d.People))
	for _, one := range d.People {
		all = append(all, one.Text)
	}
	return all
}
