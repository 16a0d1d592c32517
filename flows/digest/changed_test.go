package digest

import (
	"strings"
	"testing"
	"time"

	"github.com/expr-lang/expr"
	"github.com/google/go-cmp/cmp"

	"footing/flows"
	"footing/flows/record"
)

// changes are what may become of the plan between an answer and the summary.
func changes() map[string]func(p *flows.Protocol) {
	return map[string]func(p *flows.Protocol){
		"":               func(*flows.Protocol) {},
		"fit opened":     func(p *flows.Protocol) { p.Questionnaires["fit"].Private = false },
		"effort closed":  func(p *flows.Protocol) { p.Questionnaires["effort"].Private = true },
		"unsafe opened":  func(p *flows.Protocol) { p.Questionnaires["safe"].Items[1].Hidden = false },
		"support hidden": func(p *flows.Protocol) { p.Questionnaires["support"].Items[0].Hidden = true },
		"support gone":   func(p *flows.Protocol) { delete(p.Questionnaires, "support") },
		"fit elsewhere":  func(p *flows.Protocol) { p.Questionnaires["fit"].Theme = 7 },
		"fit open elsewhere": func(p *flows.Protocol) {
			p.Questionnaires["fit"].Private, p.Questionnaires["fit"].Theme = false, 7
		},
	}
}

// under composes a summary by a plan that was changed after the facts were recorded.
func under(t *testing.T, change string, d *diary) Summary {
	t.Helper()
	p := plan(t)
	changes()[change](p)
	r := request(t, d)
	r.Charts = true
	return summaryOf(p, r, d.who.ID)
}

// TestWhatWasKeptStaysKept: an answer that is private or hidden now, or was when it was given, changes nothing of a
// summary, nor does one to an item that the plan no longer has.
func TestWhatWasKeptStaysKept(t *testing.T) {
	for _, test := range []struct{ change, answer, shown string }{
		{"", "effort=v0", "carrying it into the week: not at all"},
		{"", "support=v0", "getting support: not at all"},
		{"", "unsafe=unsure", ""},
		{"", "fit=v0", ""},
		{"fit opened", "fit=v0", ""},
		{"fit open elsewhere", "fit=v0", ""},
		{"unsafe opened", "unsafe=unsure!", ""},
		{"unsafe opened", "unsafe=unsure", "unsure"}, // given after the change
		{"effort closed", "effort=v0", ""},
		{"support hidden", "support=v0", ""},
		{"support gone", "support=v0", ""},
	} {
		told := func(answers ...string) Summary {
			d := joined(t, plan(t), "A-17").answered(day(11, 13), answers...)
			return under(t, test.change, d.answered(day(4, 13), answers...))
		}
		want, got := told("safe=v3", "settled=v2"), told("safe=v3", "settled=v2", test.answer)
		if test.shown != "" {
			if cmp.Equal(want, got) {
				t.Errorf("%q: %s is not shown:\n%s", test.change, test.answer, got.Text)
			}
			continue
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q: %s shows (-without +with):\n%s", test.change, test.answer, diff)
		}
	}
}

// TestACheckInThatWasPrivateIsNotCounted: whether questions that were private were answered shows in no count after
// they were opened.
func TestACheckInThatWasPrivateIsNotCounted(t *testing.T) {
	told := func(change string, private bool) Summary {
		d := joined(t, plan(t), "A-17").answered(day(4, 13), "safe=v3")
		if !private {
			return under(t, change, d)
		}
		for _, before := range []int{3, 2} { // the first was missed, the second answered
			id := "session-" + day(before, 18).Format(time.DateOnly)
			d.note(day(before, 18), record.Occasion{ID: id, Planned: day(before, 18), Questionnaires: []string{"fit"}})
			if before == 3 {
				d.note(day(before, 22), record.Missed{Occasion: id, Reason: record.EndExpired})
				continue
			}
			d.note(day(before, 19), d.response(id, "fit=v0"))
			d.note(day(before, 19), record.Completed{Occasion: id, Reason: record.EndAnswered, Answered: 1})
		}
		return under(t, change, d)
	}
	for _, change := range []string{"", "fit opened"} {
		if diff := cmp.Diff(told(change, false), told(change, true)); diff != "" {
			t.Errorf("%q: private questions are counted (-without +with):\n%s", change, diff)
		}
	}
}

// TestANoticeKeepsWhatWasKept: the answers behind a notice are told as far as they may be, under both plans.
func TestANoticeKeepsWhatWasKept(t *testing.T) {
	for _, test := range []struct{ change, answer, code, want string }{
		{"", "unsafe=unsure!", "unsafe=unsure", ""},
		{"unsafe opened", "unsafe=unsure!", "unsafe=unsure", ""},
		{"unsafe opened", "unsafe=unsure", "unsafe=unsure", "not sure"},
		{"fit opened", "fit=v0", "fit=v0", ""},
		{"support hidden", "support=v0", "support=v0", ""},
		{"", "support=v0", "support=v0", "not at all"},
	} {
		told := func(notice bool) string {
			d := joined(t, plan(t), "A-17").answered(day(14, 13), "settled=v2", test.answer)
			if notice {
				occasion := "o-" + day(14, 13).Format(time.DateTime)
				d.note(day(4, 13), record.Notice{Level: "line", Rule: "usual", Occasion: occasion, Codes: []string{test.code}})
			}
			return under(t, test.change, d).Brief
		}
		without, with := told(false), told(true)
		if shows := without != with; shows != (test.want != "") || !strings.Contains(with, test.want) {
			t.Errorf("%q, %s: want %q, and nothing else, beyond what is told anyway:\n%s", test.change, test.answer, test.want,
				with)
		}
	}
}

// TestSharingGoesByTheThemeOfThen: a theme that was shared is the one that the patient was asked about, wherever the
// plan has the question now.
func TestSharingGoesByTheThemeOfThen(t *testing.T) {
	for theme, shared := range map[int]bool{6: true, 7: false} {
		d := joined(t, plan(t), "A-17").answered(day(4, 13), "effort=v3", "fit=v0")
		occasion := "o-" + day(4, 13).Format(time.DateTime)
		d.note(day(4, 14), record.Sharing{Occasion: occasion, Theme: theme, Choice: record.ShareAnswers})
		for _, change := range []string{"fit elsewhere", "fit open elsewhere"} {
			text := under(t, change, d).Text
			if strings.Contains(text, "fit with their therapist: not at all") != shared {
				t.Errorf("%s: theme %d was shared, and this is told:\n%s", change, theme, text)
			}
		}
	}
}

// selected is the condition that a code of an item with several answers was chosen.
func selected(t *testing.T, item *flows.Item, code string) *flows.Condition {
	t.Helper()
	program, err := expr.Compile(`selected("`+item.ID+`", "`+code+`")`, expr.Env(map[string]any{
		"selected": func(string, string) bool { return false },
	}), expr.AsBool())
	if err != nil {
		t.Fatal(err)
	}
	return flows.NewCondition("selected("+item.ID+", "+code+")", map[string]*flows.Item{item.ID: item}, nil, nil, program)
}

// TestWhatFollowsFromOneOfSeveral: an answer to a question that follows from one of several is told, as long as that
// one stands among them, and the several are told behind a notice too.
func TestWhatFollowsFromOneOfSeveral(t *testing.T) {
	p := plan(t)
	support := p.Questionnaires["support"]
	ways := codes("ways", "cost", "waiting", "shame")
	ways.Kind = flows.Several
	support.Items[1].When = selected(t, &ways, "waiting")
	support.Items = append(support.Items, ways)
	p.Wordings["en"]["support.ways.text"] = "Question ways?"
	for _, o := range ways.Options {
		p.Wordings["en"]["support.ways."+o.Code] = o.Code
	}
	for _, test := range []struct {
		codes []string
		told  bool
	}{{[]string{"cost", "waiting"}, true}, {[]string{"waiting"}, true}, {[]string{"cost"}, false}} {
		d := joined(t, p, "A-17")
		several := d.response("o", "ways=cost")
		several.Code, several.Codes = "", test.codes
		d.note(day(4, 13), record.Occasion{ID: "o", Planned: day(4, 13)}).note(day(4, 14), several)
		d.note(day(4, 14), d.response("o", "access_reason=waiting"))
		d.note(day(4, 14), record.Completed{Occasion: "o", Reason: record.EndAnswered, Answered: 2})
		d.note(day(4, 14), record.Notice{
			Level: "line", Rule: "usual",
			Codes: []string{"ways=" + strings.Join(test.codes, ",")},
		})
		text := summaryOf(p, request(t, d), d.who.ID).Text
		if strings.Contains(text, "what was in the way: waiting") != test.told {
			t.Errorf("%v: want the answer that follows told: %v\n%s", test.codes, test.told, text)
		}
		if want := "Mar: Question ways? " + strings.Join(test.codes, ", "); !strings.Contains(text, want) {
			t.Errorf("%v: the notice does not say %q:\n%s", test.codes, want, text)
		}
	}
}

// TestASafetyQuestionAfterOneOfSeveral: a safety question that follows from one of several, and has no answer, is told
// as put where that one was chosen, and not where it was not.
func TestASafetyQuestionAfterOneOfSeveral(t *testing.T) {
	p := plan(t)
	signs := codes("signs", "alone", "sleepless")
	signs.Kind = flows.Several
	safety := p.Questionnaires["safety"]
	safety.Items[1].When = selected(t, &signs, "alone")
	safety.Items = append(safety.Items, signs)
	for _, text := range []string{"text", "alone", "sleepless"} {
		p.Wordings["en"]["safety.signs."+text] = text
	}
	for _, test := range []struct {
		codes []string
		put   bool
	}{{[]string{"sleepless", "alone"}, true}, {[]string{"alone"}, true}, {[]string{"sleepless"}, false}} {
		d := joined(t, p, "A-17").asked(day(4, 13), "mon", "s1=no")
		several := d.response(flows.Slot{ID: "mon"}.OccasionID(day(4, 13)), "signs=alone")
		several.Code, several.Codes = "", test.codes
		d.note(day(4, 13), several)
		line := safetyLine(t, summaryOf(p, request(t, d), d.who.ID).Text)
		if put := strings.Contains(line, "no answer (Mon)"); put != test.put {
			t.Errorf("%v: want the question that follows told as put: %v, and the line is\n%s", test.codes, test.put, line)
		}
	}
}
