package state

import (
	"regexp"
	"slices"
)

// Payload is what an invitation link carries: the inviter's participant id, which names the shard, and the
// secret. 57 of Telegram's 64 characters.
var Payload = regexp.MustCompile(`^(s\d{2}-[A-Za-z0-9]{1,26})_([A-Z2-7]{26})$`)

// Link is the address that an invitation is handed out as.
func Link(bot, inviter, secret string) string {
	return "https://t.me/" + bot + "?start=" + inviter + "_" + secret
}

// HashSecret is what may be kept of an invitation's secret.
func HashSecret(secret string) string { return Hash(secret) }

// Continued takes over from an earlier participation what must not begin anew: the numbers that old buttons
// name, when a check-in was last asked, and alerts that somebody may still have to see.
func (p *Patient) Continued(before *Patient) {
	if before == nil {
		return
	}
	p.Count, p.Last, p.Watched, p.Alerts = before.Count, before.Last, before.Watched, before.Alerts
	p.Asked, p.Plan, p.Goal = before.Asked, before.Plan, before.Goal
	p.Discreet, p.Held = before.Discreet, before.Held
}

// Contacts are the patient's clinician, or who stands in, and who else can be first, in the order in which they are
// told. There is nobody where the clinician left and no other was found.
func (p *Patient) Contacts() []Contact {
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

// Along are those who are called together with the first.
func (p *Patient) Along() []Contact {
	var all []Contact
	for _, s := range p.Seconds {
		if s.Alerts {
			all = append(all, s.Contact)
		}
	}
	return all
}

// Circle is everybody who may be called about this patient.
func (p *Patient) Circle() []Contact {
	all := append(p.Contacts(), p.Along()...)
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

// Told are those of the circle who know of the patient: not those whom the patient excluded, but for their own
// clinician.
func (p *Patient) Told() []Contact {
	return slices.DeleteFunc(p.Circle(), func(c Contact) bool {
		return c.ID != p.Clinician.ID && slices.Contains(p.Excluded, c.ID)
	})
}

// Contact finds a linked person by participant id.
func (p *Patient) Contact(id string) (Contact, bool) {
	for _, c := range p.Linked() {
		if c.ID == id {
			return c, true
		}
	}
	return Contact{}, false
}

// Without leaves out somebody's own posts: nobody is called about themselves.
func (l Team) Without(self string) Team {
	for _, post := range []**Contact{&l.Backup, &l.Lead, &l.Night} {
		if *post != nil && (*post).ID == self {
			*post = nil
		}
	}
	return l
}
