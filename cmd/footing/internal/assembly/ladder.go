package assembly

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"time"

	"footing/flows/engine"
	"footing/flows/state"
)

// How often serve checks again that somebody can be called about every patient: after a while, and soon after the list
// of staff has changed, once at once and once when the letters about it have arrived.
const (
	lookEvery  = 10 * time.Minute
	staffEvery = 2 * time.Second
	looksAfter = 3
)

// ladderLook is one look at everybody's ladder: the number of patients, and of those about whom nobody can be called.
// Only people who work here and have not blocked the bot can be called.
type ladderLook struct {
	patients, alone int
	silent          []string // who has pressed nothing since a test alert, and of when it was
	ways            []Way    // to everybody who can be called
	err             error
}

// lookAtLadder counts patients, and those about whom nobody can be called.
func (a *Assembly) lookAtLadder(ctx context.Context) ladderLook {
	var l ladderLook
	l.patients, l.alone, l.err = a.callable(ctx)
	if l.err == nil {
		l.silent, l.ways, l.err = a.reached(ctx)
	}
	a.look.Store(&l)
	a.redden(l)
	return l
}

// redden makes a ladder that reaches nobody red, wherever the bot says what is.
func (a *Assembly) redden(l ladderLook) {
	if a.bot == nil || l.err != nil { // what was found before stays
		return
	}
	var red []string
	if f, ok := l.finding(true); ok && f.State == failed {
		red = append(red, f.What)
	}
	a.bot.Outside(red)
}

// log warns of patients about whom nobody can be called.
func (l ladderLook) log(log *slog.Logger) {
	if l.alone > 0 {
		log.Error("alerts of some patients would reach nobody; footing doctor says what to do", "patients", l.alone)
	}
}

// finding reports a look to doctor and to every health output. A ladder that reaches nobody at all is refused, unless
// that was accepted, because patients would take it that somebody is there.
func (l ladderLook) finding(accepted bool) (finding, bool) {
	const (
		nobody = "nobody can be called about any patient: whoever could has left or blocked the bot, and every alert would reach nobody."
		remedy = "Fill the posts of the ladder with footing invite clinician --role backup (or lead, night); ask who " +
			"blocked the bot to unblock it. " +
			"Patients whose clinician left open an invitation of another, and go on as before."
		first = "Start it with footing serve --accept-unreachable, for it hears of new people only while it runs " +
			"(or set accept_unreachable in footing.yaml: a serve with numbers only sees it by itself). "
	)
	f := finding{Check: "ladder", State: failed, Remedy: remedy, Runs: true}
	switch {
	case l.err != nil:
		f.What, f.Remedy = l.err.Error(), ""
	case l.patients == 0:
		return finding{}, false
	case l.alone == 0:
		f = finding{Check: "ladder", State: fine, What: "somebody can be called about every patient"}
	case l.alone < l.patients:
		f.What = fmt.Sprintf("about %d of %d patients nobody can be called: their alerts would reach nobody", l.alone,
			l.patients)
	case accepted:
		f.What = nobody + " This was accepted (accept_unreachable)."
	default:
		f.What, f.Remedy, f.Runs = nobody, first+remedy, false
	}
	return f, true
}

// checkLadder adds the findings about the ladder.
func (a *Assembly) checkLadder(ctx context.Context) {
	if a.Plan == nil {
		return
	}
	l := a.lookAtLadder(ctx)
	if f, ok := l.finding(a.Config.AcceptUnreachable); ok {
		a.found = append(a.found, f)
	}
	a.found = append(a.found, l.untested()...)
}

// reached lists the ways to those who can be called, and names those who have not answered a test alert.
func (a *Assembly) reached(ctx context.Context) (silent []string, ways []Way, err error) {
	r, err := a.Store.Load(ctx, state.OfficeID)
	if err != nil {
		return nil, nil, fmt.Errorf("read whom test alerts reach: %w", err)
	}
	ways = waysOf(r.State.Office)
	for _, w := range ways {
		if w.Missed != nil {
			silent = append(silent, w.Name+", "+w.Missed.In(a.Plan.Clinic.Location()).Format("Mon 2 Jan 15:04"))
		}
	}
	return silent, ways, nil
}

// untested warns of people who have not answered a test alert: a real one may not reach them either.
func (l ladderLook) untested() findings {
	if len(l.silent) == 0 {
		return nil
	}
	return findings{{
		Check: "canary", State: warning, What: "a test alert was not answered: " + strings.Join(l.silent, "; "),
		Remedy: "Ask them whether Telegram shows and rings for the bot's messages; the next press there proves it.",
	}}
}

// keepLooking looks at the ladder regularly, so that operators hear of a gap before the next start. A synthetic store
// is left out, because nobody in it is real.
func (a *Assembly) keepLooking(ctx context.Context, log *slog.Logger) {
	if a.synthetic {
		return
	}
	tick, staff := time.NewTicker(lookEvery), time.NewTicker(staffEvery)
	defer tick.Stop()
	defer staff.Stop()
	before, soon := a.staffed(ctx), 0
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			a.lookAgain(ctx, log)
		case <-staff.C:
			if now := a.staffed(ctx); now != "" && now != before {
				before, soon = now, looksAfter
			}
			if soon > 0 {
				soon--
				a.lookAgain(ctx, log)
			}
		}
	}
}

// staffed names everybody who works here, to see changes; empty where the office cannot be read.
func (a *Assembly) staffed(ctx context.Context) string {
	r, err := a.Store.Load(ctx, state.OfficeID)
	if err != nil || r.State.Office == nil {
		return ""
	}
	ids := "staff"
	for _, c := range r.State.Office.Staff {
		ids += " " + c.ID
	}
	return ids
}

// lookAgain looks once, and logs changes.
func (a *Assembly) lookAgain(ctx context.Context, log *slog.Logger) {
	before := a.look.Load()
	l := a.lookAtLadder(ctx)
	switch {
	case l.err != nil:
		log.Error("cannot look whether somebody can be called about every patient", "error", l.err)
	case before != nil && before.err == nil && before.alone == l.alone:
	case l.alone > 0:
		l.log(log)
	case before != nil && before.alone > 0:
		log.Info("somebody can be called about every patient again")
	}
}

// callable counts the patients who take part, and those of them about whom nobody can be called.
func (a *Assembly) callable(ctx context.Context) (patients, alone int, err error) {
	there := a.there(ctx)
	err = a.eachPatient(ctx, func(s state.State) error {
		patients++
		reached, err := a.reaches(s, there, "")
		if !reached {
			alone++
		}
		return err
	})
	return patients, alone, err
}

// Left counts the patients about whom somebody can be called, but nobody any more once a person is gone, and their open
// alerts: while the swaps of today hold, or after them.
func (a *Assembly) Left(ctx context.Context, gone string) (patients, alerts int, err error) {
	there := a.there(ctx)
	err = a.eachPatient(ctx, func(s state.State) error {
		var wrong error
		lost, open := engine.Loses(a.Plan, s, gone, there.has(&wrong))
		if lost {
			patients, alerts = patients+1, alerts+open
		}
		return wrong
	})
	return patients, alerts, err
}

// eachPatient goes through the patients who can have alerts: those who take part, and those with an alert that is not
// over.
func (a *Assembly) eachPatient(ctx context.Context, do func(state.State) error) error {
	for id, err := range a.Store.Everyone(ctx) {
		if err != nil {
			return err
		}
		r, err := a.Store.Load(ctx, id)
		if err != nil {
			return fmt.Errorf("read whom a patient's alerts go to: %w", err)
		}
		if p := r.State.Patient; p == nil || p.Left && !open(p) {
			continue
		}
		if err := do(r.State); err != nil {
			return err
		}
	}
	return nil
}

// open tells whether any alert of a patient is not over.
func open(p *state.Patient) bool {
	return slices.ContainsFunc(p.Alerts, func(alert state.Alert) bool { return alert.Closed.IsZero() })
}

// people are those who can be called, as far as they were asked for.
type people struct {
	known map[string]bool
	load  func(id string) (bool, error)
}

// there is who works here and has not blocked the bot.
func (a *Assembly) there(ctx context.Context) people {
	return people{known: map[string]bool{}, load: func(id string) (bool, error) {
		r, err := a.Store.Load(ctx, id)
		if err != nil {
			return false, fmt.Errorf("read who can be called: %w", err)
		}
		return r.State.Desk != nil && !r.State.Blocked, nil
	}}
}

// reaches tells whether anybody but one person can be called about a patient.
func (a *Assembly) reaches(s state.State, all people, but string) (reached bool, err error) {
	has := all.has(&err)
	reached = engine.Callable(a.Plan, s, func(id string) bool { return id != but && has(id) })
	return reached, err
}

// has tells whether somebody is among them. The first error in finding out is left in wrong.
func (p people) has(wrong *error) func(id string) bool {
	return func(id string) bool {
		if _, asked := p.known[id]; !asked && *wrong == nil {
			p.known[id], *wrong = p.load(id)
		}
		return p.known[id]
	}
}
