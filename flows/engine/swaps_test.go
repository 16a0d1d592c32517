package engine_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"footing/flows/engine"
	"footing/flows/engine/internal/turn"
	"footing/flows/press"
	"footing/flows/record"
	"footing/flows/rehearsal"
	"footing/flows/state"
)

// TestSwapsHoldOnePost: whatever is asked, answered, taken back, left and put off, at each moment one person holds each
// post about a patient, whom the office says, and the ladder calls nobody who has left the clinic, whom the patient
// left out, or who is away and holds it for somebody else.
func TestSwapsHoldOnePost(t *testing.T) {
	plan := shipped(t)
	rapid.Check(t, func(t *rapid.T) {
		w := newSwapping(t, rehearsal.NewScript(plan))
		for range rapid.IntRange(10, 40).Draw(t, "steps") {
			w.step()
			w.oneHolder()
		}
	})
}

// swapping is a clinic in which posts are swapped at random.
type swapping struct {
	t *rapid.T
	*rehearsal.Script
	agreed map[string]bool // swaps to which somebody has pressed yes
	late   time.Time       // the clock was set back from here
}

// inPosts are those who have a post, and others whom a swap can name.
func inPosts() []string { return []string{"backup", "lead", "night"} }

func newSwapping(t *rapid.T, s *rehearsal.Script) *swapping {
	w := &swapping{t: t, Script: s, agreed: map[string]bool{}}
	w.line("the ladder has a night post")
	if err := s.SetUp(); err != nil {
		t.Fatal(err)
	}
	for _, who := range []string{"colleague clinician Dr Moss", "lead lead Dr Hale", "night night Dr Vale"} {
		var name, role, shown string
		_, _ = fmt.Sscanf(who, "%s %s", &name, &role)
		shown = who[len(name)+len(role)+2:]
		w.line("office invites " + role + " " + shown)
		w.line(name + ": /start {link}")
		for _, data := range []string{"o:yes", "e:desk_zone:yes", "e:digest_hour:09:00"} {
			w.line(name + " taps data=" + data)
		}
	}
	s.Watch = w.watch
	return w
}

func (w *swapping) line(line string) {
	if err := w.Line(line); err != nil {
		w.t.Fatal(err)
	}
}

// taps presses a button by what it says, whether it is shown or not.
func (w *swapping) taps(who string, p press.Press) {
	if w.Role(who) == nil {
		return
	}
	w.Rehearsal.Tap(w.Chat(who), who, 1, press.Encode(p))
}

func (w *swapping) key(who string) string { return turn.ColleagueKey(w.Rehearsal.Who(w.Chat(who))) }

func (w *swapping) step() {
	desks := []string{"clinician", "backup", "colleague", "lead", "night"}
	one := func(what string) string { return rapid.SampledFrom(desks).Draw(w.t, what) }
	do := []string{
		"ask", "ask", "ask", "answer", "answer", "answer", "answer", "take back", "leave", "return", "leave out", "let in",
		"help", "help", "see", "contact", "wait", "wait", "wait", "first", "dismiss", "clock",
	}
	switch rapid.SampledFrom(do).Draw(w.t, "do") {
	case "ask":
		of := rapid.SampledFrom(inPosts()).Draw(w.t, "of")
		who := one("who")
		w.asks(rapid.SampledFrom([]string{of, of, "lead", "backup"}).Draw(w.t, "asks"), of, who)
		if rapid.IntRange(0, 3).Draw(w.t, "at once") > 0 {
			w.answers(who)
		}
	case "answer":
		w.answers(one("answers"))
	case "take back":
		w.takesBack(one("takes back"))
	case "leave":
		w.leaves(one("leaves"))
	case "return":
		w.taps(one("returns"), press.Return{})
	case "leave out":
		w.excludes("out", one("left out"))
	case "let in":
		w.excludes("in", one("let in"))
	case "first":
		w.first(rapid.SampledFrom([]string{"clinician", "backup"}).Draw(w.t, "first"))
	case "help":
		w.taps("patient", press.Help{Choice: "told"})
	case "see":
		w.acts(one("sees"), "seen")
	case "contact":
		w.acts(one("has contact"), "contact")
	case "dismiss":
		if rapid.IntRange(0, 2).Draw(w.t, "stays") == 2 { // the clinician stays, who tells patients of posts
			w.line("office dismisses " + rapid.SampledFrom(desks[1:]).Draw(w.t, "dismissed"))
		}
	case "clock":
		if w.Now().After(w.late) {
			w.late = w.Now()
		}
		w.line("set back patient 20m")
	default:
		w.waits(time.Duration(rapid.IntRange(1, 30*60).Draw(w.t, "minutes")) * time.Minute)
	}
}

// waits lets time pass in which nobody does anything: a route that was told before says by itself whom the ladder calls
// then.
func (w *swapping) waits(long time.Duration) {
	before := engine.RouteOf(w.Plan, w.Role("patient").State)
	w.Rehearsal.Advance(w.Now().Add(long))
	foreseen, now := before.At(w.Now()), engine.RouteOf(w.Plan, w.Role("patient").State).At(w.Now())
	foreseen.Shifts, now.Shifts = nil, nil
	if w.late.Before(w.Now()) && !foreseen.SameSteps(now) {
		w.t.Fatalf("at %s\n%+v\nis called, and foreseen was\n%+v", w.Now(), now.Steps, foreseen.Steps)
	}
}

func (w *swapping) asks(asker, of, who string) {
	kind := rapid.SampledFrom([]string{"d", "n"}).Draw(w.t, "kind")
	day := w.Now().AddDate(0, 0, rapid.IntRange(-1, 2).Draw(w.t, "day"))
	w.taps(asker, press.Swap{
		Of: w.key(of), When: kind + day.Format(time.DateOnly), Days: rapid.IntRange(1, 3).Draw(w.t, "days"), Who: w.key(who),
	})
}

// answers lets somebody answer their youngest question: a colleague's, or the office's.
func (w *swapping) answers(who string) {
	s := w.Role(who)
	if s == nil || s.State.Desk == nil {
		return
	}
	for _, o := range slices.Backward(s.State.Desk.Offers) {
		if !o.Said {
			yes := rapid.IntRange(0, 3).Draw(w.t, "yes") > 0
			if o.Swap != nil && yes {
				w.agreed[o.Swap.ID] = true
			}
			w.taps(who, press.Offer{Key: o.Key, Yes: yes})
			return
		}
	}
}

func (w *swapping) takesBack(who string) {
	if s := w.Role(who); s != nil && s.State.Desk != nil && len(s.State.Desk.Swaps) > 0 {
		w.taps(who, press.TakeBack{Swap: rapid.SampledFrom(s.State.Desk.Swaps).Draw(w.t, "swap").ID})
	}
}

func (w *swapping) leaves(who string) {
	stand := map[bool]string{true: "colleague", false: "clinician"}[who == "clinician"]
	first := w.Now().AddDate(0, 0, rapid.IntRange(0, 2).Draw(w.t, "in days"))
	w.taps(who, press.Leave{Colleague: w.key(stand), First: first.Format(time.DateOnly), Days: 2})
	w.answers(stand)
}

func (w *swapping) excludes(how, who string) {
	w.Rehearsal.Say(w.Chat("patient"), "Ann", "/whosees", w.Draw())
	w.taps("patient", press.Chose("circle", "excluded"))
	w.taps("patient", press.SetUp{Step: "excluded", Value: how, Of: w.key(who)})
	w.taps("patient", press.SetUp{Step: "excluded", Value: "done"})
}

func (w *swapping) first(post string) {
	w.taps("patient", press.Chose("circle", "first"))
	w.taps("patient", press.SetUp{Step: "first", Value: post})
}

func (w *swapping) acts(who, act string) {
	s := w.Role(who)
	if s == nil || s.State.Desk == nil || len(s.State.Desk.Alarms) == 0 {
		return
	}
	a := s.State.Desk.Alarms[len(s.State.Desk.Alarms)-1]
	w.taps(who, press.Alarm{Alert: turn.AlarmKey(a.Alert), Shown: a.Upto, Act: act})
}

// office is what the office knows.
func (w *swapping) office() state.Office { return *w.Rehearsal.Role(state.OfficeID).State.Office }

func (w *swapping) staff(id string) bool {
	return slices.ContainsFunc(w.office().Staff, func(c state.Contact) bool { return c.ID == id })
}

// watch sees whom the ladder calls.
func (w *swapping) watch(who string, _ state.Event, effects []state.Effect) {
	patient := w.Role("patient")
	if patient == nil || who != patient.State.ID {
		return
	}
	p := patient.State.Patient
	for _, e := range effects {
		tell, ok := e.(state.Tell)
		if _, alarm := tell.Letter.(state.Alarm); !ok || !alarm {
			continue
		}
		switch {
		case p.LeavesOut(tell.To):
			w.t.Fatalf("%s is called, whom the patient has left out", tell.To)
		case tell.To == patient.State.ID:
			w.t.Fatal("somebody is called about themselves")
		case !w.staff(tell.To):
			w.t.Fatalf("%s is called, who does not work here", tell.To)
		case w.onlyHolds(p, tell.To) && w.away(tell.To):
			w.t.Fatalf("%s is called, who holds a post for somebody and is away", tell.To)
		}
	}
}

// onlyHolds tells whether somebody is called about the patient only because they hold a post for somebody else.
func (w *swapping) onlyHolds(p *state.Patient, id string) bool {
	holds := false
	for _, post := range state.Posts() {
		if c := *p.Holder(post); c != nil && c.ID == id {
			if p.Swapped(post) == nil {
				return false
			}
			holds = true
		}
	}
	return holds && p.Clinician.ID != id && (p.Stand == nil || p.Stand.ID != id)
}

// nobody holds a post whose owner is on leave, where nobody stands in for them.
const nobody = "nobody"

// onLeave tells whether somebody is away, or will be.
func (w *swapping) onLeave(id string) bool {
	d := w.Rehearsal.Role(id).State.Desk
	return d != nil && d.Leave != nil && d.Leave.Said
}

func (w *swapping) away(id string) bool {
	role := w.Rehearsal.Role(id)
	if role == nil {
		return false
	}
	d := role.State.Desk
	return d != nil && d.Leave != nil && d.Leave.Begun
}

// oneHolder compares who holds each post about the patient with what the office says, and that with the clock.
func (w *swapping) oneHolder() {
	o, p := w.office(), w.Role("patient").State.Patient
	for _, s := range o.Swaps {
		switch {
		case s.Leave && !w.onLeave(s.Of.ID):
			w.t.Fatalf("a post is with a stand-in whose owner is there: %+v", s)
		case s.Said && !s.Leave && !w.agreed[s.ID] && s.By != s.Who.ID:
			w.t.Fatalf("a swap holds to which nobody has agreed: %+v", s)
		case s.Begun && w.away(s.Who.ID):
			w.t.Fatalf("somebody holds a post who is away: %+v", s)
		case s.Leave && s.Who.ID == "" && w.staff(s.Of.ID): // nobody stands in
		case !w.staff(s.Who.ID) || !w.staff(s.Of.ID):
			w.t.Fatalf("a swap of somebody who does not work here: %+v", s)
		case slices.ContainsFunc(o.Swaps, func(other state.Swap) bool {
			asked := !s.Leave && !other.Leave || s.Said && other.Said // a leave waits for the answer
			return other.ID != s.ID && asked &&
				other.Of.ID == s.Of.ID && other.From.Before(s.Until) && s.From.Before(other.Until)
		}):
			w.t.Fatalf("one post is swapped twice at one time: %+v", o.Swaps)
		}
		now, began := w.Now(), w.Now()
		if w.late.After(now) {
			began = w.late // a swap that has begun does not begin again
		}
		switch {
		case s.Begun && (began.Before(s.From) || !now.Before(s.Until)),
			s.Said && !s.Begun && !now.Before(s.From) && now.Before(s.Until):
			w.t.Fatalf("at %s a swap is begun: %t: %+v", now, s.Begun, s)
		}
	}
	for _, post := range state.Posts() {
		want, by := "", ""
		for _, c := range o.Staff {
			if c.Role == post {
				want = c.ID
			}
		}
		begun := 0
		for _, s := range o.Swaps {
			if s.Begun && s.Post == post && s.Of.ID == want && (s.Leave || s.Who.ID != p.Clinician.ID) {
				by, begun = s.Who.ID, begun+1
				if by == p.Clinician.ID || by == "" { // who is called as the clinician holds nothing beside it
					by = nobody
				}
			}
		}
		if begun > 1 {
			w.t.Fatalf("%d swaps of the %s hold at once: %+v", begun, post, o.Swaps)
		}
		if by != "" {
			want = by
		}
		got := ""
		if c := *p.Holder(post); c != nil {
			got = c.ID
		}
		if want == nobody {
			want = ""
		}
		if got != want {
			w.t.Fatalf("at %s %q holds the %s about the patient, the office says %q: %+v", w.Now(), got, post, want, o.Swaps)
		}
		if s := p.Swapped(post); (s != nil) != (by != "") {
			w.t.Fatalf("a swap of the %s is held about the patient %+v, the office has %q", post, s, by)
		}
	}
	w.routed()
}

// routed: the route that is kept outside the store names whom the ladder would call, and nobody else.
func (w *swapping) routed() {
	patient := w.Role("patient").State
	for _, c := range engine.RouteOf(w.Plan, patient).Everybody() {
		if !w.staff(c.ID) || patient.Patient.LeavesOut(c.ID) || c.Role == record.Supervisor {
			w.t.Fatalf("the route names %s", c.ID)
		}
	}
}
