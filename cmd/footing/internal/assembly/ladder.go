package assembly

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"footing/flows/engine"
)

// lookEvery is how often serve checks again that somebody can be called about every patient.
const lookEvery = 10 * time.Minute

// ladderLook is one look at everybody's ladder: the number of patients, and of those about whom nobody can be called.
// Only people who work here and have not blocked the bot can be called.
type ladderLook struct {
	patients, alone int
	err             error
}

// lookAtLadder counts patients, and those about whom nobody can be called.
func (a *Assembly) lookAtLadder(ctx context.Context) ladderLook {
	var l ladderLook
	l.patients, l.alone, l.err = a.callable(ctx)
	a.look.Store(&l)
	return l
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
		remedy = "Fill the posts of the ladder with footing invite clinician --role backup (or lead, night); ask who blocked the bot to unblock it. " +
			"Patients whose clinician left open an invitation of another, and go on as before."
		first = "Start it with footing serve --accept-unreachable, for it hears of new people only while it runs. "
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

// checkLadder adds the finding about the ladder.
func (a *Assembly) checkLadder(ctx context.Context) {
	if a.Plan == nil {
		return
	}
	if f, ok := a.lookAtLadder(ctx).finding(a.Config.AcceptUnreachable); ok {
		a.found = append(a.found, f)
	}
}

// keepLooking looks at the ladder regularly, so that operators hear of a gap before the next start. A synthetic store
// is left out, because nobody in it is real.
func (a *Assembly) keepLooking(ctx context.Context, log *slog.Logger) {
	if a.synthetic {
		return
	}
	for tick := time.NewTicker(lookEvery); ; {
		select {
		case <-ctx.Done():
			tick.Stop()
			return
		case <-tick.C:
			a.lookAgain(ctx, log)
		}
	}
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
	known := map[string]bool{}
	there := func(id string) bool {
		reached, ok := known[id]
		if !ok && err == nil {
			r, failure := a.Store.Load(ctx, id)
			reached, err = failure == nil && r.State.Desk != nil && !r.State.Blocked, failure
			known[id] = reached
		}
		return reached
	}
	for id, failure := range a.Store.Everyone(ctx) {
		if failure != nil {
			return 0, 0, failure
		}
		r, failure := a.Store.Load(ctx, id)
		if failure != nil {
			return 0, 0, fmt.Errorf("read whom a patient's alerts go to: %w", failure)
		}
		p := r.State.Patient
		if p == nil || p.Left {
			continue
		}
		patients++
		if !engine.Callable(a.Plan, r.State, there) {
			alone++
		}
		if err != nil {
			return 0, 0, fmt.Errorf("read who can be called: %w", err)
		}
	}
	return patients, alone, nil
}
