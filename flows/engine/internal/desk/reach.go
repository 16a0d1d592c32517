package desk

import (
	"footing/flows/state"
)

// reachLines say behind [Open], before anything else, whether careful contact holds and how the patient may be reached.
func (t Side) reachLines(a *state.Alarmed, l state.Shown) []string {
	var lines []string
	if l.Careful {
		lines = append(lines, t.Text("alarm.careful", "code", a.Code))
	}
	words := []string{"code", a.Code, "time", t.Clock(l.Reach.At), "ring", l.Reach.Ring.Reveal()}
	switch {
	case l.Reach.How == "":
		return append(lines, t.Text("alarm.reach_none", words...))
	case l.Reach.At.IsZero():
		return append(lines, t.Text("alarm.reach_unsaid", words...))
	case l.Reach.Early:
		return append(lines, t.Text("alarm.reach_early", words...))
	default:
		return append(lines, t.Text("alarm.reach_"+l.Reach.How, words...))
	}
}

// reachSaid tells that the patient has said how they may be reached, which stands behind [Open], that careful contact
// has begun, or that they were asked before.
func (t Side) reachSaid(m *state.Member, l state.ReachSaid) {
	a := t.alarm(l.Alert)
	if a == nil || a.Patient != m.ID {
		t.Ignore("an alert that is over")
		return
	}
	class, key := state.ClassReply, "alarm.reach_said"
	switch {
	case l.Waits:
		key = "alarm.reach_waits"
	case l.Careful:
		class, key = state.ClassSafety, "alarm.careful_now"
	}
	t.Add(state.Say{
		Chat: t.State.Chat, Class: class, Buttons: t.alarmButtons(a), Protect: true,
		Text: t.Text(key, "short", a.Short, "code", a.Code, "time", t.Clock(l.At)),
	})
}
