package engine

import (
	"strings"
	"time"

	"footing/flows"
	"footing/flows/engine/internal/turn"
	"footing/flows/record"
	"footing/flows/state"
)

// meet stores what Telegram says about the sender, and notices that an unreachable person is back.
func (t sides) meet(s state.Sender) {
	t.State.Chat = s.Chat
	if name := flows.PlainName(s.Name); name != "" {
		t.State.Name = name
	}
	if t.State.Locale == "" {
		t.State.Locale = t.LocaleFor(s.Language)
	}
	t.patient.Heard()
	t.reachable()
	if t.Discreet() {
		t.Wake(state.WakeTidy, state.TidyOver, t.Now().Add(turn.OverAfter))
	}
}

func (t sides) reachable() {
	if !t.State.Blocked {
		return
	}
	t.State.Blocked, t.State.Doubtful, t.State.Lost = false, false, time.Time{}
	t.Keep(record.Reach{Reachable: true})
	t.safety.TellHeard(true)
	for _, key := range t.State.Patient.Untold() {
		t.Wake(state.WakeNews, key, t.AfterQuiet().Add(time.Minute))
	}
}

// lost records that messages no longer reach the person. The parameter doubtful is as in Unreachable.
func (t sides) lost(doubtful bool) {
	if t.State.Empty() {
		return
	}
	known := t.State.Blocked
	t.State.Blocked, t.State.Doubtful, t.State.Lost = true, doubtful, t.Now()
	if known {
		return
	}
	t.Keep(record.Reach{Reachable: false})
	t.safety.TellHeard(false)
}

// membership notices that somebody blocked the bot or came back.
func (t sides) membership(e state.Membership) {
	if !e.Blocked {
		t.reachable()
		t.Ignore("came back")
		return
	}
	t.lost(false)
	t.Ignore("blocked the bot")
	t.patient.NotDelivered("")
}

// sent files a message id under its anchor. An arrived message shows that the person can be reached again. A message
// that Telegram took before they were lost does not.
func (t sides) sent(e state.Sent) {
	if t.State.Blocked && !t.Now().Before(t.State.Lost) {
		t.Regained = true
		t.reachable()
	}
	kind, key, _ := strings.Cut(e.Anchor, ":")
	switch kind {
	case "setup":
		if t.State.Setting != nil && t.State.Setting.Message == 0 {
			t.State.Setting.Message = e.Message
		}
	case "occasion":
		t.patient.Delivered(key, e.Message)
	case "alarm":
		t.desk.AlarmSent(key, e.Message)
	case "reply":
		t.reply.Arrived(key, e.Message)
	case "eased":
		t.desk.EasedSent(key, e.Message)
	}
	t.patient.Trace(e)
}

// unreachable records that a message cannot arrive, and does what follows from it.
func (t sides) unreachable(e state.Unreachable) {
	if e.Blocked {
		t.reply.Lost()
		t.lost(e.Doubtful)
	}
	kind, key, _ := strings.Cut(e.Anchor, ":")
	switch kind {
	case "occasion":
		t.patient.NotDelivered(key)
	case "alarm":
		t.desk.AlarmUnreachable(key)
	case "notice":
		t.desk.NoticeUnreachable(key)
	case "reply":
		t.reply.Unarrived(key, e.Late)
	case "dated":
		t.reply.Unchanged(key)
	case state.AnchorTidy:
		t.patient.TidyRefused()
	default:
		t.Ignore("a message could not be delivered")
	}
}

// flooded says that not all was kept of what came at once, and that help works all the same.
func (t sides) flooded() {
	if !known(t.State) {
		t.Ignore("a flood of somebody unknown")
		return
	}
	t.Reply("flood")
}

// outage asks again for answers that may have been lost while the bot was down: Telegram drops taps after 150 s. In
// quiet hours it waits for the morning. Where more than taps may be lost, it says between which hours.
func (t sides) outage(e state.Outage) {
	if t.ended(e) {
		return
	}
	key, text := state.NewsOutage, "outage"
	var hours []string
	if !e.Lost.IsZero() {
		key, text = e.Key(), "lost"
		hours = []string{"from", t.DateTime(e.Since), "until", t.DateTime(e.Lost)}
	}
	switch {
	case t.State.Empty(), t.State.Chat == 0:
		t.Ignore("outage of somebody who is not here any more")
	case t.State.Blocked:
		t.Ignore("outage of somebody who is not reached")
	case t.Quiet():
		t.Wake(state.WakeNews, key, t.AfterQuiet())
	case t.State.Opener != nil && t.State.Opener.Offer != nil && !t.State.Opener.Said:
		t.Say(state.ClassReply, t.Text(text, hours...))
		t.askOpener()
	case t.State.Setting != nil:
		t.Say(state.ClassReply, t.Text(text, hours...))
		t.repeatSetting()
	case t.State.Patient != nil && t.State.Patient.Open != nil:
		t.Say(state.ClassReply, t.Text(text, hours...))
		t.patient.RepeatQuestion()
	default:
		t.Say(state.ClassReply, t.Text(text, hours...), t.HelpRow())
	}
}

// ended holds what somebody had ended before the store came back older, where the data folder knows of it. Whoever had
// left hears nothing more.
func (t sides) ended(e state.Outage) (left bool) {
	p := t.State.Patient
	if p == nil {
		return false
	}
	for _, id := range e.Out {
		if !p.LeavesOut(id) {
			t.circle.LeaveOut(id)
		}
	}
	switch {
	case !e.Left:
	case p.Left:
		t.Ignore("outage of somebody who has left")
	default:
		t.patient.Leave(turn.AskedToStop)
	}
	return e.Left
}
