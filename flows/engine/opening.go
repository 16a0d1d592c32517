package engine

import (
	"regexp"
	"slices"

	"footing/flows/record"
)

// payload is what an invitation link carries: the inviter's participant id, which names the shard, and the
// secret. 57 of Telegram's 64 characters.
var payload = regexp.MustCompile(`^(s\d{2}-[A-Za-z0-9]{1,26})_([A-Z2-7]{26})$`)

// Link is the address that an invitation is handed out as.
func Link(bot, inviter, secret string) string {
	return "https://t.me/" + bot + "?start=" + inviter + "_" + secret
}

// HashSecret is what may be kept of an invitation's secret.
func HashSecret(secret string) string { return hash(secret) }

// start opens an invitation: the inviter decides whether it still holds. A wrong, used, expired or foreign
// link gets one and the same answer, so that nobody learns which it was.
func (t *turn) start(e Said, link string) {
	parts := payload.FindStringSubmatch(link)
	switch {
	case link == "" && t.state.Empty():
		t.reply("start.stranger")
	case link == "":
		t.welcomeBack()
	case parts == nil:
		t.reply("start.refused")
	case t.state.Setting != nil: // one set-up at a time; the link can be opened afterwards
		t.welcomeBack()
	case t.state.Patient != nil && !t.state.Patient.Left && t.state.Patient.Clinician.ID != "":
		t.reply("start.already")
	default:
		t.state.Opener = &Opener{Token: hash(parts[2]), Inviter: parts[1], Since: t.now(), Draw: e.Draw}
		t.tell(parts[1], Claim{Token: hash(parts[2]), Chat: t.state.Chat, Name: t.state.Name})
	}
}

func (t *turn) refused(l Refused) {
	if o := t.state.Opener; o != nil && o.Token == l.Token {
		t.state.Opener = nil
		t.reply("start.refused")
		return
	}
	t.ignore("refusal of another invitation")
}

// offered is the inviter's answer: the invitation is this person's, if both know each other.
func (t *turn) offered(from string, l Offered) {
	o := t.state.Opener
	if o == nil || o.Token != l.Token || o.Inviter != from {
		t.ignore("offer of another invitation")
		return
	}
	if l.Role != record.Patient && t.state.Desk != nil {
		t.state.Opener = nil
		t.tell(from, NotMe{Token: l.Token})
		t.reply("start.already")
		return
	}
	o.Offer = &l
	t.askOpener()
}

// askOpener asks whether the inviter is who the person expected. Nothing of the content is shown before.
func (t *turn) askOpener() {
	offer := t.state.Opener.Offer
	yes, no := button(t.text("opener.yes"), "o:yes"), button(t.text("opener.no"), "o:no")
	if offer.Role == record.Patient {
		t.say(ClassReply, t.text("opener.patient", "name", offer.From.Name, "shown", t.state.Name), row(yes), row(no))
		return
	}
	t.say(ClassReply, t.text("opener.clinician", "name", offer.Invite, "shown", t.state.Name), row(yes), row(no))
}

// openerTapped is the opener's own confirmation, or "not me", which closes and reports nothing else.
func (t *turn) openerTapped(e Tapped, choice string) {
	o := t.state.Opener
	if o == nil || o.Offer == nil {
		t.toast(e, "toast.old")
		return
	}
	t.toast(e, "")
	if choice != "yes" {
		t.state.Opener = nil
		t.tell(o.Inviter, NotMe{Token: o.Token})
		t.edit(e.Message, t.text("opener.not_me"))
		return
	}
	if o.Said {
		return
	}
	o.Said = true
	t.tell(o.Inviter, Confirmed{Token: o.Token, Name: t.state.Name})
	if o.Offer.Role == record.Patient {
		t.edit(e.Message, t.text("opener.read_out", "name", o.Offer.From.Name, "digits", o.Offer.Digits),
			row(button(t.text("opener.no"), "o:no")))
		return
	}
	t.edit(e.Message, t.text("opener.clinician_yes"))
}

// linked is the moment the link holds: both sides confirmed the other.
func (t *turn) linked(from string, l Linked) {
	o := t.state.Opener
	if o == nil || o.Token != l.Token || o.Inviter != from || o.Offer == nil || !o.Said {
		// This side has turned to another invitation, or away: the other must not believe in a link.
		t.tell(from, NotMe(l))
		return
	}
	before := t.state.Patient
	t.state.Opener = nil
	if t.state.Seed == "" {
		t.state.Seed = o.Draw
	}
	if o.Offer.Role != record.Patient {
		t.state.Desk = &Desk{Name: o.Offer.Invite, Role: o.Offer.Role}
		t.keep(record.Enrolment{Role: o.Offer.Role})
		t.begin(true)
		return
	}
	if before != nil && !before.Left {
		t.adopted(o.Offer)
		return
	}
	t.state.Patient = &Patient{
		Code: o.Offer.Code, Clinician: o.Offer.From, Team: o.Offer.without(t.state.ID), First: o.Offer.From.ID,
	}
	t.state.Patient.continued(before)
	t.add(Say{
		Chat: t.state.Chat, Class: ClassReply, Text: t.text("setup.linked", "name", o.Offer.From.Name),
		Keyboard: t.keyboard(),
	})
	t.callOpen(o.Offer.From)
	t.begin(false)
}

// adopted: whoever's clinician left goes on as before with the one who has invited them. Both have confirmed each
// other, so nobody else is asked. What is being called goes to the new one at once.
func (t *turn) adopted(l *Offered) {
	p := t.state.Patient
	told, knew := p.told(), p.linked()
	p.Code, p.Clinician, p.Orphaned, p.Proposal = l.Code, l.From, "", nil
	p.Team = l.without(t.state.ID)
	if p.First == "" {
		p.First = l.From.ID
	}
	p.Seconds = slices.DeleteFunc(p.Seconds, func(s Second) bool { return s.ID == l.From.ID })
	p.Excluded = slices.DeleteFunc(p.Excluded, func(id string) bool { return id == l.From.ID })
	t.keep(record.Link{
		With: l.From.ID, Name: l.From.Name, As: record.AsClinician, Held: true, Alerts: true, Summary: true, By: t.state.ID,
	})
	t.tell(l.From.ID, Enrolled{Code: p.Code, Name: t.state.Name, Care: t.caring()})
	t.introduce(append(told, l.From))
	t.unlinkOthers(knew)
	t.callOpen(l.From)
	t.reply("gone.adopted", "who", l.From.Name, "people", t.inOrder())
}

// continued takes over from an earlier participation what must not begin anew: the numbers that old buttons
// name, when a check-in was last asked, and alerts that somebody may still have to see.
func (p *Patient) continued(before *Patient) {
	if before == nil {
		return
	}
	p.Count, p.Last, p.Watched, p.Alerts = before.Count, before.Last, before.Watched, before.Alerts
	p.Asked, p.Plan, p.Goal = before.Asked, before.Plan, before.Goal
	p.Discreet, p.Held = before.Discreet, before.Held
}

// contacts are the patient's clinician, or who stands in, and who else can be first, in the order in which they are
// told. There is nobody where the clinician left and no other was found.
func (p *Patient) contacts() []Contact {
	own := p.Clinician
	if p.Stand != nil {
		own = p.Stand.Contact
	}
	var all []Contact
	if own.ID != "" {
		all = append(all, own)
	}
	if p.Backup != nil && p.Backup.ID != own.ID {
		all = append(all, *p.Backup)
	}
	if len(all) == 2 && p.First == all[1].ID {
		slices.Reverse(all)
	}
	return all
}

// along are those who are called together with the first.
func (p *Patient) along() []Contact {
	var all []Contact
	for _, s := range p.Seconds {
		if s.Alerts {
			all = append(all, s.Contact)
		}
	}
	return all
}

// circle is everybody who may be called about this patient.
func (p *Patient) circle() []Contact {
	all := append(p.contacts(), p.along()...)
	for _, c := range []*Contact{p.Lead, p.Night, &p.Clinician} {
		if c != nil {
			all = append(all, *c)
		}
	}
	seen := map[string]bool{"": true}
	return slices.DeleteFunc(all, func(c Contact) bool {
		again := seen[c.ID]
		seen[c.ID] = true
		return again
	})
}

// told are those of the circle who know of the patient: not those whom the patient excluded, but for their own
// clinician.
func (p *Patient) told() []Contact {
	return slices.DeleteFunc(p.circle(), func(c Contact) bool {
		return c.ID != p.Clinician.ID && slices.Contains(p.Excluded, c.ID)
	})
}

// contact finds a linked person by participant id.
func (p *Patient) contact(id string) (Contact, bool) {
	for _, c := range p.linked() {
		if c.ID == id {
			return c, true
		}
	}
	return Contact{}, false
}

// without leaves out somebody's own posts: nobody is called about themselves.
func (l Team) without(self string) Team {
	for _, post := range []**Contact{&l.Backup, &l.Lead, &l.Night} {
		if *post != nil && (*post).ID == self {
			*post = nil
		}
	}
	return l
}

// team takes over who holds which post, as the patient's own clinician says, and makes itself known to whoever is
// new.
func (t *turn) team(from Contact, l Team) {
	p := t.state.Patient
	if from.ID != p.Clinician.ID {
		t.ignore("a team from somebody else's clinician")
		return
	}
	before, knew := p.told(), p.linked() // those who are left out now may have known before
	p.Team = l.without(t.state.ID)
	t.introduce(before)
	t.unlinkOthers(knew)
}
