package state

import "slices"

// OtherPerson is who else can be spoken to, unless the patient wants them kept out.
func (p *Patient) OtherPerson() (Contact, bool) {
	if p.Backup == nil || slices.Contains(p.Excluded, p.Backup.ID) {
		return Contact{}, false
	}
	return *p.Backup, true
}

// Linked is everybody who has something to do with the patient.
func (p *Patient) Linked() []Contact {
	all := p.Circle()
	for _, s := range p.Seconds {
		if !slices.ContainsFunc(all, func(c Contact) bool { return c.ID == s.ID }) {
			all = append(all, s.Contact)
		}
	}
	return all
}

// Links tells whether somebody has something to do with the patient.
func (p *Patient) Links(id string) bool {
	_, ok := p.Contact(id)
	return ok
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
