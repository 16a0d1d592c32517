package engine

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"time"

	"footing/flows/record"
)

// invitationLife is how long a link may be opened.
const invitationLife = 72 * time.Hour

// patientCode is what a clinician may call a patient: never a name, short enough for a button.
var patientCode = regexp.MustCompile(`^[A-Z0-9][A-Z0-9-]{0,11}$`)

// invite begins a patient's invitation. The office must first reserve the code, which is unique in the clinic.
func (t *turn) invite(e Said, code string) {
	d := t.state.Desk
	switch {
	case d == nil || !d.Active || d.supervises():
		t.reply("command.unknown")
	case !t.plan.Clinic.Ready():
		t.reply("invite.no_helplines")
	case !patientCode.MatchString(code):
		t.reply("invite.bad_code")
	case slices.ContainsFunc(d.Panel, func(m Member) bool { return m.Code == code }):
		t.reply("invite.taken", "code", code)
	default:
		t.replaceInvitation(code)
		token := hash(e.Draw)
		d.Invitations = append(d.Invitations, Invitation{
			Hash: token, Secret: e.Draw, Code: code, Role: record.Patient, Expires: t.now().Add(invitationLife),
		})
		t.tell(OfficeID, Reserve{Code: code, Token: token})
	}
}

// replaceInvitation closes an earlier invitation of the same code.
func (t *turn) replaceInvitation(code string) {
	if i := t.invitationOf(code); i != nil {
		t.turnAway(*i)
		t.forget(WakeInvitation, i.Hash)
		t.dropInvitation(i.Hash)
	}
}

// reserved is the office's answer: the link may be handed out, or the code is somebody else's.
func (t *turn) reserved(from string, l Reserved) {
	i := t.invitation(l.Token)
	if from != OfficeID || i == nil || i.Secret == "" {
		t.ignore("answer for another invitation")
		return
	}
	secret := i.Secret
	i.Secret = ""
	if l.Taken {
		t.dropInvitation(l.Token)
		t.reply("invite.taken", "code", l.Code)
		return
	}
	t.add(Say{
		Chat: t.state.Chat, Class: ClassReply,
		Text: t.text("invite.link", "code", l.Code, "link", Link(t.plan.Bot, t.state.ID, secret), "until", t.clock(i.Expires)),
	})
	t.wake(WakeInvitation, l.Token, i.Expires)
	t.keep(record.Audit{By: t.state.ID, Deed: record.DeedInvited, What: string(record.Patient), Code: l.Code})
}

// claimed decides who opened a link first; the second opener, a used, a late and a foreign link are refused
// alike. Desk and office are both inviters.
func (t *turn) claimed(from string, l Claim) {
	i := t.invitation(l.Token)
	again := i != nil && i.Claimer == from && i.Chat == l.Chat
	if i == nil || i.Secret != "" || !t.now().Before(i.Expires) || (i.Claimer != "" && !again) || l.Chat == t.state.Chat {
		t.add(Tell{Chat: l.Chat, Letter: Refused{Token: l.Token}})
		return
	}
	i.Claimer, i.Chat, i.Shown = from, l.Chat, l.Name
	offer := Offered{Token: l.Token, Role: i.Role, Code: i.Code, Invite: i.Name}
	if d := t.state.Desk; d != nil && i.Role == record.Patient {
		i.Digits = fmt.Sprintf("%04d", derive(t.state.Seed, i.Hash, 10000))
		offer.Digits = i.Digits
		offer.From = Contact{ID: t.state.ID, Name: d.Name, Role: d.Role}
		offer.Team = d.team(t.state.ID)
	} else {
		offer.From = Contact{ID: t.state.ID, Name: t.plan.Clinic.Name}
	}
	t.tell(from, offer)
}

// team is who holds which post, as the office said last. Nobody holds a post beside themselves.
func (d *Desk) team(self string) Team {
	post := func(role record.Role) *Contact {
		for _, c := range slices.Backward(d.Staff) {
			if c.Role == role && c.ID != self {
				return &c
			}
		}
		return nil
	}
	return Team{Backup: post(record.Backup), Lead: post(record.Lead), Night: post(record.Night)}
}

// confirmed: the opener knows the inviter. The office takes a clinician's word; a clinician must match the
// digits that the patient reads out.
func (t *turn) confirmed(from string, l Confirmed) {
	i := t.invitation(l.Token)
	if i == nil || i.Claimer != from { // closed meanwhile
		t.tell(from, Refused{Token: l.Token})
		return
	}
	if i.Said {
		t.ignore("confirmed already")
		return
	}
	i.Said, i.Shown = true, l.Name
	if t.state.Office != nil {
		t.employ(*i)
		return
	}
	t.checkDigits(*i)
}

// checkDigits shows the clinician four numbers, one of them the one that the patient reads out.
func (t *turn) checkDigits(i Invitation) {
	var digits []Button
	for _, d := range candidates(t.state.Seed, i) {
		digits = append(digits, button(d, "i:"+i.Code+":"+d))
	}
	t.say(ClassReply, t.text("invite.check", "code", i.Code, "shown", i.Shown),
		digits, row(button(t.text("invite.not_them"), "i:"+i.Code+":no")))
}

// candidates are four different numbers in a fixed order that tells nothing, one of them the right one.
func candidates(seed string, i Invitation) []string {
	all := []string{i.Digits}
	for n := 0; len(all) < 4; n++ {
		d := fmt.Sprintf("%04d", derive(seed, i.Hash+strconv.Itoa(n), 10000))
		if !slices.Contains(all, d) {
			all = append(all, d)
		}
	}
	slices.Sort(all)
	return all
}

// matched is the clinician's choice among the digits.
func (t *turn) matched(e Tapped, code, digits string) {
	d := t.state.Desk
	var i *Invitation
	if d != nil {
		i = t.invitationOf(code)
	}
	if i == nil || !i.Said {
		t.toast(e, "toast.old")
		return
	}
	t.toast(e, "")
	found := *i
	t.dropInvitation(found.Hash)
	t.forget(WakeInvitation, found.Hash)
	if digits != found.Digits {
		t.tell(found.Claimer, Refused{Token: found.Hash})
		t.edit(e.Message, t.text("invite.unconfirmed", "code", code))
		t.keep(record.Audit{By: t.state.ID, Deed: record.DeedRefused, What: string(record.Patient), Code: code})
		return
	}
	m := Member{ID: found.Claimer, Code: code, Name: found.Shown, Since: t.now(), Token: found.Hash}
	if before := t.member(found.Claimer); before != nil { // back after having left
		m.Was = &Earlier{
			Code: before.Code, Name: before.Name, Since: before.Since, Care: before.Care, Backup: before.Backup, Left: before.Left,
		}
		d.Panel = slices.DeleteFunc(d.Panel, func(m Member) bool { return m.ID == found.Claimer })
	}
	d.Panel = append(d.Panel, m)
	t.tell(found.Claimer, Linked{Token: found.Hash})
	t.edit(e.Message, t.text("invite.linked", "code", code))
	t.keep(record.Audit{By: t.state.ID, Deed: record.DeedLinked, What: string(record.Patient), Of: m.ID, Code: code})
}

// notMe: the person at the other end is not the one who was meant. Nothing more is known, or said.
func (t *turn) notMe(from string, l NotMe) {
	i := t.invitation(l.Token)
	if i == nil || i.Claimer != from {
		if t.state.Office != nil {
			t.unemploy(from, l.Token)
			return
		}
		t.unlink(from, l.Token)
		return
	}
	code := i.Code
	t.dropInvitation(l.Token)
	t.forget(WakeInvitation, l.Token)
	if t.state.Desk != nil {
		t.say(ClassReply, t.text("invite.unconfirmed", "code", code))
	}
}

// unlink takes back a link that this side has confirmed while the other withdrew from it: it never held.
func (t *turn) unlink(from, token string) {
	m := t.member(from)
	if m == nil || m.Token != token || token == "" {
		t.ignore("withdrawal from another invitation")
		return
	}
	code := m.Code
	if was := m.Was; was != nil {
		*m = Member{ID: from, Code: was.Code, Name: was.Name, Since: was.Since, Care: was.Care, Backup: was.Backup, Left: was.Left}
	} else {
		t.state.Desk.Panel = slices.DeleteFunc(t.state.Desk.Panel, func(m Member) bool { return m.ID == from })
	}
	t.say(ClassReply, t.text("invite.unconfirmed", "code", code))
}

// invitationExpired closes an invitation that nobody can open any more. Its clinician, and whoever opened it and
// still waits, are told in the daytime.
func (t *turn) invitationExpired(token string) {
	i := t.invitation(token)
	if i == nil {
		t.ignore("an invitation that is closed already")
		return
	}
	if t.quiet() {
		t.wake(WakeInvitation, token, t.afterQuiet())
		return
	}
	if t.state.Desk != nil {
		t.say(ClassDigest, t.text("invite.expired", "code", i.Code))
	}
	t.turnAway(*i)
	t.dropInvitation(token)
}

// turnAway lets somebody know who opened an invitation, and waits, that it is closed.
func (t *turn) turnAway(i Invitation) {
	if i.Claimer != "" {
		t.tell(i.Claimer, Refused{Token: i.Hash})
	}
}

// invitations is the list of whichever side invites here.
func (t *turn) invitations() *[]Invitation {
	switch {
	case t.state.Office != nil:
		return &t.state.Office.Invitations
	case t.state.Desk != nil:
		return &t.state.Desk.Invitations
	default:
		return &[]Invitation{}
	}
}

func (t *turn) invitation(token string) *Invitation {
	list := *t.invitations()
	for n := range list {
		if list[n].Hash == token {
			return &list[n]
		}
	}
	return nil
}

func (t *turn) invitationOf(code string) *Invitation {
	list := *t.invitations()
	for n := range list {
		if list[n].Code == code {
			return &list[n]
		}
	}
	return nil
}

func (t *turn) dropInvitation(token string) {
	list := t.invitations()
	*list = slices.DeleteFunc(*list, func(i Invitation) bool { return i.Hash == token })
}
