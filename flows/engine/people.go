package engine

import (
	"slices"
	"strings"
	"time"

	"footing/flows"
	"footing/flows/record"
)

// meet takes over what Telegram vouches for about the sender, and notices that a lost person is back.
func (t *turn) meet(s Sender) {
	t.state.Chat = s.Chat
	if name := flows.PlainName(s.Name); name != "" {
		t.state.Name = name
	}
	if t.state.Locale == "" {
		t.state.Locale = t.localeFor(s.Language)
	}
	t.heard()
	t.reachable()
	if t.discreet() {
		t.wake(WakeTidy, tidyOver, t.now().Add(overAfter))
	}
}

// localeFor picks a language of the clinic: the exact tag, then the base language, then the clinic's first.
func (t *turn) localeFor(tag string) string {
	base, _, _ := strings.Cut(strings.ToLower(tag), "-")
	languages := t.plan.Clinic.Languages
	for _, l := range languages {
		if strings.EqualFold(l, tag) {
			return l
		}
	}
	for _, l := range languages {
		if strings.EqualFold(l, base) {
			return l
		}
	}
	if len(languages) > 0 {
		return languages[0]
	}
	return "en"
}

func (t *turn) reachable() {
	if !t.state.Blocked {
		return
	}
	t.state.Blocked, t.state.Doubtful, t.state.Lost = false, false, time.Time{}
	t.keep(record.Reach{Reachable: true})
	t.tellHeard(true)
	for _, key := range t.state.Patient.untold() {
		t.wake(WakeNews, key, t.afterQuiet().Add(time.Minute))
	}
}

// untold are the moments of what others settled or asked while nothing reached the patient.
func (p *Patient) untold() []string {
	if p == nil || p.Left {
		return nil
	}
	var keys []string
	for key, waits := range map[string]bool{
		newsDosing:      slices.ContainsFunc(p.Changes, func(c Change) bool { return !c.Told }),
		newsAppointment: p.Moved != nil && !p.Moved.Told,
		newsProposal:    p.Proposal != nil && !p.Proposal.Told,
		newsStand:       p.Stand != nil && !p.Stand.Told || p.Stand == nil && p.WasAway,
		newsOrphan:      p.Orphaned != "",
	} {
		if waits {
			keys = append(keys, key)
		}
	}
	slices.Sort(keys)
	return keys
}

// lost notes that nothing reaches the person; doubtful is as in Unreachable.
func (t *turn) lost(doubtful bool) {
	if t.state.Empty() {
		return
	}
	known := t.state.Blocked
	t.state.Blocked, t.state.Doubtful, t.state.Lost = true, doubtful, t.now()
	if known {
		return
	}
	t.keep(record.Reach{Reachable: false})
	t.tellHeard(false)
}

// tellHeard lets those who were called about an alert that is not over know that nothing reaches the patient any more; or
// that it does again, and then the patient is told how it stands: what was said meanwhile is lost.
func (t *turn) tellHeard(back bool) {
	if t.state.Patient == nil {
		return
	}
	for n := range t.state.Patient.Alerts {
		a := &t.state.Patient.Alerts[n]
		if !a.Closed.IsZero() {
			continue
		}
		for _, id := range a.Called {
			t.tell(id, Unheard{Alert: a.ID, Back: back})
		}
		switch {
		case back && !a.Seen.IsZero():
			t.say(ClassSafety, t.text("safety.seen", "name", a.SeenBy, "time", t.clock(a.Seen)), t.helpRow())
		case back && a.Told:
			t.sayNobody(a)
		}
	}
}

// membership notices that somebody blocked the bot or came back.
func (t *turn) membership(e Membership) {
	if !e.Blocked {
		t.reachable()
		t.ignore("came back")
		return
	}
	t.lost(false)
	t.ignore("blocked the bot")
	t.notDelivered("")
}

// gaveUp tells whether somebody blocked the bot, so that nothing unasked is tried.
func (t *turn) gaveUp() bool { return t.state.Blocked && !t.state.Doubtful }

// sent files a message id under what it was for. A message that arrived shows that the person is reached again; one
// that Telegram took before they were lost shows nothing.
func (t *turn) sent(e Sent) {
	if t.state.Blocked && !t.now().Before(t.state.Lost) {
		t.regained = true
		t.reachable()
	}
	kind, key, _ := strings.Cut(e.Slot, ":")
	switch kind {
	case "setup":
		if t.state.Setting != nil && t.state.Setting.Message == 0 {
			t.state.Setting.Message = e.Message
		}
	case "occasion":
		t.delivered(key, e.Message)
	case "alarm":
		t.alarmSent(key, e.Message)
	}
	t.trace(e)
}

// unreachable notes that a message cannot arrive, and what follows from it.
func (t *turn) unreachable(e Unreachable) {
	if e.Blocked {
		t.lost(e.Doubtful)
	}
	kind, key, _ := strings.Cut(e.Slot, ":")
	switch kind {
	case "occasion":
		t.notDelivered(key)
	case "alarm":
		t.alarmUnreachable(key)
	case slotTidy:
		t.tidyRefused()
	default:
		t.ignore("a message could not be delivered")
	}
}

// newsOutage is the key of an outage that is told after the quiet hours.
const newsOutage = "outage"

// outage asks again what may have been answered while nobody listened: Telegram drops taps after 150 s.
// In quiet hours it waits for the morning.
func (t *turn) outage() {
	switch {
	case t.state.Empty():
		t.ignore("outage of somebody who is not here any more")
	case t.state.Blocked:
		t.ignore("outage of somebody who is not reached")
	case t.quiet():
		t.wake(WakeNews, newsOutage, t.afterQuiet())
	case t.state.Opener != nil && t.state.Opener.Offer != nil && !t.state.Opener.Said:
		t.say(ClassReply, t.text("outage"))
		t.askOpener()
	case t.state.Setting != nil:
		t.say(ClassReply, t.text("outage"))
		t.askAgainSetting()
	case t.state.Patient != nil && t.state.Patient.Open != nil:
		t.say(ClassReply, t.text("outage"))
		t.askAgain()
	default:
		t.say(ClassReply, t.text("outage"), t.helpRow())
	}
}
