package engine_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"footing/flows/engine/internal/desk"
	"footing/flows/engine/internal/patient"
	"footing/flows/engine/internal/sharing"

	"github.com/google/go-cmp/cmp"

	"footing/flows"
	"footing/flows/engine/internal/turn"
	"footing/flows/record"
	"footing/flows/rehearsal"
	"footing/flows/state"
)

// life is a rehearsal with one patient who is set up and one clinician.
type life struct {
	t                  *testing.T
	r                  *rehearsal.Rehearsal
	patient, clinician string
}

const patientChat = 2

// begin enrols a patient of the shipped protocol on a Monday morning, for Monday, Wednesday and Friday at 14:00.
func begin(t *testing.T, plan *flows.Protocol) *life {
	t.Helper()
	zone := plan.Clinic.Location()
	l := &life{t: t, patient: "s02-P", clinician: "s01-C"}
	l.r = rehearsal.NewRehearsal(plan, time.Date(2026, 3, 2, 10, 0, 0, 0, zone), func(chat int64) int { return int(chat) })
	l.r.Say(1, "desk", "/start", "C")
	l.r.Say(patientChat, "phone", "/start", "P")
	clinician := state.Contact{ID: l.clinician, Name: "Dr Lind", Role: record.Clinician}
	care := map[record.Purpose]bool{record.ForCare: true, record.ForSafety: true}
	desk := l.r.Role(l.clinician)
	desk.State.Desk = &state.Desk{
		Name: clinician.Name, Role: record.Clinician, Active: true, Hour: "16:00",
		Panel: []state.Member{{ID: l.patient, Code: "A-17", Since: l.r.Now, Care: true}},
	}
	role := l.r.Role(l.patient)
	role.Facts = append(role.Facts, record.Fact{
		ID: "care", At: l.r.Now,
		Body: record.Consent{Purpose: record.ForCare, Given: true},
	})
	role.State.Zone, role.State.Locale = zone.String(), "en"
	role.State.Patient = &state.Patient{
		Ties:      state.Ties{Code: "A-17", Clinician: clinician, First: clinician.ID},
		Enrolment: state.Enrolment{Consents: care, Active: true, Start: l.r.Now},
		Rhythm:    state.Rhythm{At: "14:00", Days: []time.Weekday{time.Monday, time.Wednesday, time.Friday}},
	}
	for n, s := range plan.Rotation {
		_, at := flows.Weekly(role.State.Patient.Days[n], 14*60).Next(l.r.Now, zone)
		role.Wakes[string(state.WakeCheckIn)+" "+s.ID] = state.Wake{Kind: state.WakeCheckIn, Key: s.ID, At: at}
	}
	desk.Wakes[string(state.WakeDigest)+" weekly"] = state.Wake{
		Kind: state.WakeDigest, Key: "weekly",
		At: time.Date(2026, 3, 6, 16, 0, 0, 0, zone),
	}
	return l
}

func (l *life) to(day, clock string) {
	l.t.Helper()
	at, err := time.ParseInLocation("2006-01-02 15:04", day+" "+clock, l.r.Plan.Clinic.Location())
	if err != nil {
		l.t.Fatal(err)
	}
	l.r.Advance(at)
}

func (l *life) state() *state.Patient { return l.r.Role(l.patient).State.Patient }

// answer goes through the open check-in: each item with the code given for it, or else with the first option
// that has the highest value or none. It stops at the first item that is to be left, and gives what was asked.
func (l *life) answer(codes string) []string {
	l.t.Helper()
	given := map[string]string{}
	for _, field := range strings.Fields(codes) {
		item, code, _ := strings.Cut(field, "=")
		given[item] = code
	}
	var asked []string
	for l.state().Open != nil {
		o := l.state().Open
		asked = append(asked, o.Item)
		code, ok := given[o.Item]
		if code == "leave" {
			return asked
		}
		if !ok {
			code = l.best(o)
		}
		l.r.Tap(patientChat, "phone", o.Message, fmt.Sprintf("a:%d:%s:%s", o.Number, o.Item, code))
		if len(asked) > 20 {
			l.t.Fatalf("the check-in does not end: %v", asked)
		}
	}
	return asked
}

func (l *life) best(o *state.Occasion) string {
	for _, q := range o.Questionnaires {
		if item, ok := l.r.Plan.Item(q, o.Item); ok {
			best := item.Options[0]
			for _, option := range item.Options {
				if option.Value != nil && item.Score(*option.Value) > item.Score(*best.Value) {
					best = option
				}
			}
			return best.Code
		}
	}
	l.t.Fatalf("no item %s", o.Item)
	return ""
}

func want(t *testing.T, what string, got []string, want string) {
	t.Helper()
	if diff := cmp.Diff(strings.Fields(want), got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

// The rotation is that of the protocol: A and B weeks, wordings in turn. The best answers cost five taps, and at most
// one follow-up.
func TestRotation(t *testing.T) {
	l := begin(t, shipped(t))
	for week, days := range [][3]string{
		{"s1 s1b safe support", "effort worth say settled", "s1 s1b step fit"},
		{"s1 s1b safe support", "effort pattern pattern_else understood people", "s1 s1b belong oneself"},
		{"s1 s1b safe support", "effort unsaid reason settled", "s1 s1b step fit"},
		{"s1 s1b safe support", "effort pattern pattern_else challenged people", "s1 s1b belong oneself"},
		{"s1 s1b safe support", "effort worth explained settled", "s1 s1b step fit"},
	} {
		for n, items := range days {
			day := time.Date(2026, 3, 2+7*week+2*n, 0, 0, 0, 0, time.UTC).Format(time.DateOnly)
			l.to(day, "14:00")
			asked := l.answer("")
			want(t, fmt.Sprintf("week %d, %s", week, day), asked, items)
			followed := slices.DeleteFunc(slices.Clone(asked), func(id string) bool { return id == "pattern_else" })
			if taps := len(followed) + map[bool]int{true: 1}[n > 0]; taps > l.r.Plan.Limits.Taps {
				t.Errorf("%s costs %d taps", day, taps)
			}
		}
	}
}

// Theme 4 is not asked while theme 1 is at 0 or 1, in any of its three parts, and is again when that is over.
func TestNoPatternsWithoutFooting(t *testing.T) {
	plan := shipped(t)
	for _, test := range []struct{ monday, wednesday, want string }{
		{"", "", "effort pattern pattern_else understood people"},
		{"safe=little", "", "effort understood people"},
		{"safe=none", "", "effort understood people"},
		{"safe=rather_not", "", "effort pattern pattern_else understood people"},
		{"safe=part", "settled=little", "effort understood people"},
	} {
		l := begin(t, plan)
		l.to("2026-03-02", "14:00")
		l.answer("")
		l.to("2026-03-04", "14:00")
		l.answer(test.wednesday)
		l.to("2026-03-09", "14:00")
		l.answer(test.monday)
		l.to("2026-03-11", "14:00")
		want(t, test.monday+" "+test.wednesday, l.answer("people=no_one_close"), test.want)
		l.to("2026-03-16", "14:00")
		l.answer("safe=most")
		l.to("2026-03-18", "14:00")
		l.answer("settled=most")
		l.to("2026-03-25", "14:00")
		want(t, "better again", l.answer(""), "effort pattern pattern_else challenged people")
		if n := len(l.state().Recall); n != 3 {
			t.Errorf("%d answers are remembered: %v", n, l.state().Recall)
		}
	}
}

// One follow-up about themes in a check-in; those of safety come all, and the private ones take none away
// from what others see.
func TestFollowUps(t *testing.T) {
	l := begin(t, shipped(t))
	l.to("2026-03-02", "14:00")
	want(t, "safety", l.answer("s1=usual safe=none unsafe=unsure support=very_difficult"),
		"s1 s2 s1b safe unsafe danger next support access_reason")
	l.to("2026-03-04", "14:00")
	want(t, "effort", l.answer("effort=no_day"), "effort effort_reason worth say settled")
	l.to("2026-03-06", "14:00")
	want(t, "fit", l.answer("fit=none"), "s1 s1b step fit fit_change")

	o := &state.Occasion{Questionnaires: []string{"hurt", "support", "fit"}, Answers: map[string]state.Answered{}}
	put := func(item, code string, value int) {
		o.Answers[item] = state.Answered{Code: code, Value: &value}
	}
	s := &turn.Turn{Plan: l.r.Plan, State: state.State{Patient: &state.Patient{}}}
	put("hurt", "partly_discussed", 1)
	put("hurt_next", "nothing", 0)
	put("support", "impossible", 0)
	if next := patient.New(s).NextItem(o); next != "access_reason" {
		t.Errorf("after a private follow-up comes %q", next)
	}
	put("access_reason", "cost", 0)
	put("fit", "none", 0)
	if next := patient.New(s).NextItem(o); next != "" {
		t.Errorf("a second follow-up comes: %q", next)
	}
}

// Theme 8 shows ways on, and tells nobody.
func TestHurtTellsNobody(t *testing.T) {
	plan := shipped(t)
	monday := slices.Clone(plan.Rotation)
	monday[0].Weeks = [][]string{plan.AfterSession[3]}
	plan.Rotation = monday
	for code, says := range map[string]string{
		"say": "Something here hurt me", "backup": "somebody else at Sample Clinic",
		"complaints": "Anybody at Sample Clinic must tell you", "nothing": "",
	} {
		l := begin(t, plan)
		l.to("2026-03-02", "14:00")
		letters := 0
		l.r.Watch = func(_ string, _ state.Event, effects []state.Effect) {
			for _, e := range effects {
				if _, ok := e.(state.Tell); ok {
					letters++
				}
			}
		}
		want(t, code, l.answer("hurt=not_going_back hurt_next="+code), "hurt hurt_next heard")
		phone := l.r.Role(l.patient).Phone
		if said := phone[len(phone)-1].Text; !strings.Contains(said, says) || letters > 0 {
			t.Errorf("%s: %d letters; said %q", code, letters, said)
		}
		for _, f := range l.r.Role(l.patient).Facts {
			if r, ok := f.Body.(record.Response); ok && !r.Private {
				t.Errorf("%s is not private", r.Item)
			}
		}
	}
}

// Whether private answers were kept, declined or never given, the clinician's phone shows the same.
func TestPrivateAnswersDoNotShow(t *testing.T) {
	plan := shipped(t)
	phone := func(say, fit string) string {
		l := begin(t, plan)
		l.to("2026-03-02", "14:00")
		l.answer("")
		l.to("2026-03-04", "14:00")
		l.answer("effort=one_try " + say)
		l.to("2026-03-06", "14:00")
		l.answer("s1=usual " + fit)
		l.to("2026-03-20", "17:00")
		var texts []string
		for _, m := range l.r.Role(l.clinician).Phone {
			texts = append(texts, m.Text)
		}
		return strings.Join(texts, "\n\n")
	}
	base := phone("settled=leave", "fit=leave")
	if !strings.Contains(base, "answered 3 of 3") {
		t.Fatalf("the summary is\n%s", base)
	}
	for _, say := range []string{
		"say=none settled=leave", "say=rather_not settled=leave",
		"say=does_not_fit settled=leave", "say=leave",
	} {
		for _, fit := range []string{"fit=leave", "fit=none", "fit=full", "fit=too_soon", "fit=rather_not"} {
			if diff := cmp.Diff(base, phone(say, fit)); diff != "" {
				t.Errorf("%s, %s shows (-want +got):\n%s", say, fit, diff)
			}
		}
	}
}

// The question whether to share comes after private answers that say something, and only then; its buttons
// work as long as the check-in is remembered.
func TestSharingOffer(t *testing.T) {
	l := begin(t, shipped(t))
	offered := func() bool {
		phone := l.r.Role(l.patient).Phone
		return strings.Contains(phone[len(phone)-1].Text, "Share something")
	}
	l.to("2026-03-02", "14:00")
	if l.answer(""); offered() {
		t.Error("nothing private was asked, and sharing is offered")
	}
	l.to("2026-03-04", "14:00")
	if l.answer("say=rather_not"); offered() {
		t.Error("nothing private was answered, and sharing is offered")
	}
	l.to("2026-03-06", "14:00")
	if l.answer(""); !offered() {
		t.Error("sharing is not offered")
	}
	first := l.state().Kept[0]
	for n := range sharing.MostKept {
		day := time.Date(2026, 3, 13+7*n, 0, 0, 0, 0, time.UTC)
		l.to(day.Format(time.DateOnly), "14:00")
		l.answer("")
		l.to(day.AddDate(0, 0, 5).Format(time.DateOnly), "14:00")
		l.answer("")
	}
	if n := len(l.state().Kept); n != sharing.MostKept {
		t.Errorf("%d check-ins are remembered", n)
	}
	before := len(l.r.Role(l.patient).Facts)
	l.r.Tap(patientChat, "phone", 1, fmt.Sprintf("w:%d:share", first.Number))
	l.r.Tap(patientChat, "phone", 1, fmt.Sprintf("w:%d:loudly", l.state().Kept[3].Number))
	l.r.Tap(patientChat, "phone", 1, "w:x")
	if n := len(l.r.Role(l.patient).Facts); n != before {
		t.Errorf("%d facts from buttons that mean nothing", n-before)
	}
	reader := turn.ColleagueKey(l.state().Clinician.ID)
	l.r.Tap(patientChat, "phone", 1, fmt.Sprintf("w:%d:theme.%s", l.state().Kept[3].Number, reader))
	l.r.Tap(patientChat, "phone", 1, fmt.Sprintf("w:%d:theme.%s", l.state().Kept[3].Number, reader))
	facts := l.r.Role(l.patient).Facts[before:]
	if len(facts) != 1 {
		t.Fatalf("%d facts from one choice pressed twice", len(facts))
	}
	if _, ok := facts[0].Body.(record.Sharing); !ok {
		t.Errorf("the fact is a %T", facts[0].Body)
	}
}

// What stands behind an alert is put into words, whatever kind of item was answered.
func TestEvidence(t *testing.T) {
	d := &turn.Turn{Plan: ownPlan(t, "testdata/kinds"), State: state.State{
		Locale: "en",
		Desk:   &state.Desk{Name: "Dr Lind"},
	}}
	for what, want := range map[string]string{
		"pain=10": "How strong is the pain? — 10", "woken=noise,worry": "What woke you? — Noise, Worry",
		"rest=no": "Can you rest today? — No",
		"hours=3": "How many hours did you sleep? — 3", "bedtime=rather_not": "When did you go to bed? — Rather not say",
		"gone=yes": "gone: yes",
	} {
		if got := (desk.Side{Turn: d}).Evidence(state.Evidence{What: what}); got != want {
			t.Errorf("%s is shown as %q, want %q", what, got, want)
		}
	}
}
