package desk

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"footing/flows/engine/internal/turn"
	"footing/flows/press"
	"footing/flows/record"
	"footing/flows/state"
)

// patientCode is the form of a patient's code, short enough for a button.
var patientCode = regexp.MustCompile(`^[A-Z0-9][A-Z0-9-]{0,11}$`)

// letters may be a name, or what somebody is treated for.
var letters = regexp.MustCompile(`[A-Z]{3}`)

// mayBeCode tells whether a clinician may call a patient so: it stands in messages on other people's phones.
func mayBeCode(code string) bool {
	return patientCode.MatchString(code) && strings.ContainsAny(code, "0123456789") && !letters.MatchString(code)
}

// invite starts a patient's invitation. The office must first reserve the code, which is unique in the clinic.
func (t Side) invite(e state.Said, code string) {
	d := t.State.Desk
	switch {
	case d == nil || !d.Active || d.Supervises():
		t.Reply("command.unknown")
	case !t.Plan.Clinic.Ready():
		t.Reply("invite.no_helplines")
	case !mayBeCode(code):
		t.Reply("invite.bad_code")
	case slices.ContainsFunc(d.Panel, func(m state.Member) bool { return m.Code == code }):
		t.Reply("invite.taken", "code", code)
	default:
		t.replaceInvitation(code)
		token := state.HashSecret(e.Draw)
		d.Invitations = append(d.Invitations, state.Invitation{
			Hash: token, Secret: e.Draw, Code: code, Role: record.Patient, Expires: t.Now().Add(turn.InvitationLife),
		})
		t.Tell(state.OfficeID, state.Reserve{Code: code, Token: token})
	}
}

// replaceInvitation closes an earlier invitation of the same code.
func (t Side) replaceInvitation(code string) {
	if i := t.InvitationOf(code); i != nil {
		t.TurnAway(*i)
		t.Forget(state.WakeInvitation, i.Hash)
		t.DropInvitation(i.Hash)
	}
}

// reserved is the office's answer: the link may be handed out, or the code is already taken.
func (t Side) reserved(from string, l state.Reserved) {
	i := t.Invitation(l.Token)
	if from != state.OfficeID || i == nil || i.Secret == "" {
		t.Ignore("answer for another invitation")
		return
	}
	secret := i.Secret
	i.Secret = ""
	if l.Taken {
		t.DropInvitation(l.Token)
		t.Reply("invite.taken", "code", l.Code)
		return
	}
	link, typed := state.Link(t.Plan.Bot, t.State.ID, secret)
	t.Add(state.Say{
		Chat: t.State.Chat, Class: state.ClassReply,
		Text: t.Text("invite.link", "code", l.Code, "link", link, "typed", typed, "until", t.Clock(i.Expires)),
	})
	t.Wake(state.WakeInvitation, l.Token, i.Expires)
	t.Keep(record.Audit{By: t.State.ID, Deed: record.DeedInvited, What: string(record.Patient), Code: l.Code})
}

// CheckDigits shows the clinician four numbers, one of which is the one that the patient reads out.
func (t Side) CheckDigits(i state.Invitation) {
	var digits []state.Button
	for _, d := range candidates(t.State.Seed, i) {
		digits = append(digits, turn.Button(d, press.Digits{Code: i.Code, Digits: d}))
	}
	t.Say(state.ClassReply, t.Text("invite.check", "code", i.Code, "shown", t.NameShown(i.Shown)),
		digits, turn.Row(turn.Button(t.Text("invite.not_them"), press.Digits{Code: i.Code, Digits: "no"})))
}

// candidates derives four different numbers, the right one among them. Their fixed order does not reveal which it is.
func candidates(seed string, i state.Invitation) []string {
	all := []string{i.Digits}
	for n := 0; len(all) < 4; n++ {
		d := fmt.Sprintf("%04d", turn.Derive(seed, i.Hash+strconv.Itoa(n), 10000))
		if !slices.Contains(all, d) {
			all = append(all, d)
		}
	}
	slices.Sort(all)
	return all
}

// matched handles the clinician's choice of the digits.
func (t Side) matched(e state.Tapped, p press.Digits) {
	d := t.State.Desk
	var i *state.Invitation
	if d != nil {
		i = t.InvitationOf(p.Code)
	}
	if i == nil || !i.Said {
		t.Toast(e, "toast.old")
		return
	}
	t.Toast(e, "")
	found := *i
	t.DropInvitation(found.Hash)
	t.Forget(state.WakeInvitation, found.Hash)
	if p.Digits != found.Digits {
		t.Tell(found.Claimer, state.Refused{Token: found.Hash})
		t.Edit(e.Message, t.Text("invite.unconfirmed", "code", p.Code))
		t.Keep(record.Audit{By: t.State.ID, Deed: record.DeedRefused, What: string(record.Patient), Code: p.Code})
		return
	}
	m := state.Member{ID: found.Claimer, Code: p.Code, Name: found.Shown, Since: t.Now(), Token: found.Hash}
	if before := t.member(found.Claimer); before != nil { // back after having left
		m.Was = &state.Earlier{
			Code: before.Code, Name: before.Name, Since: before.Since, Care: before.Care, Backup: before.Backup,
			Left: before.Left,
		}
		d.Panel = slices.DeleteFunc(d.Panel, func(m state.Member) bool { return m.ID == found.Claimer })
	}
	d.Panel = append(d.Panel, m)
	t.recode(&m, p.Code)
	t.Tell(found.Claimer, state.Linked{Token: found.Hash})
	t.Edit(e.Message, t.Text("invite.linked", "code", p.Code))
	t.Keep(record.Audit{By: t.State.ID, Deed: record.DeedLinked, What: string(record.Patient), Of: m.ID, Code: p.Code})
}

// Unlink takes back a link that this side confirmed while the other withdrew. It never took effect.
func (t Side) Unlink(from, token string) {
	m := t.member(from)
	if m == nil || m.Token != token || token == "" {
		t.Ignore("withdrawal from another invitation")
		return
	}
	code := m.Code
	if m.Was != nil {
		t.recode(m, m.Was.Code)
	}
	if was := m.Was; was != nil {
		*m = state.Member{
			ID: from, Code: was.Code, Name: was.Name, Since: was.Since, Care: was.Care, Backup: was.Backup,
			Left: was.Left,
		}
	} else {
		t.State.Desk.Panel = slices.DeleteFunc(t.State.Desk.Panel, func(m state.Member) bool { return m.ID == from })
	}
	t.Say(state.ClassReply, t.Text("invite.unconfirmed", "code", code))
}
