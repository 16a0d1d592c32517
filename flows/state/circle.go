package state

import "slices"

// OtherPerson is who else can be spoken to, unless the patient wants them kept out.
func (t *Ties) OtherPerson() (Contact, bool) {
	if t.Backup == nil || slices.Contains(t.Excluded, t.Backup.ID) {
		return Contact{}, false
	}
	return *t.Backup, true
}

// Linked is everybody who has something to do with the patient.
func (t *Ties) Linked() []Contact {
	all := t.Circle()
	for _, s := range t.Seconds {
		if !slices.ContainsFunc(all, func(c Contact) bool { return c.ID == s.ID }) {
			all = append(all, s.Contact)
		}
	}
	return all
}

// Links tells whether somebody has something to do with the patient.
func (t *Ties) Links(id string) bool {
	_, ok := t.Contact(id)
	return ok
}

// Contacts are the patient's clinician, or who stands in, and who else can be first, in the order in which they are
// told. There is nobody where the clinician left and no other was found.
func (t *Ties) Contacts() []Contact {
	own := t.Clinician
	if t.Stand != nil {
		own = t.Stand.Contact
	}
	var all []Contact
	if own.ID != "" {
		all = append(all, own)
	}
	if t.Backup != nil && t.Backup.ID != own.ID {
		all = append(all, *t.Backup)
	}
	if len(all) == 2 && t.First == all[1].ID {
		slices.Reverse(all)
	}
	return all
}

// Along are those who are called together with the first.
func (t *Ties) Along() []Contact {
	var all []Contact
	for _, s := range t.Seconds {
		if s.Alerts {
			all = append(all, s.Contact)
		}
	}
	return all
}

// Circle is everybody who may be called about this patient.
func (t *Ties) Circle() []Contact {
	all := append(t.Contacts(), t.Along()...)
	own := t.Clinician
	for _, c := range []*Contact{t.Lead, t.Night, &own} {
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
func (t *Ties) Told() []Contact {
	return slices.DeleteFunc(t.Circle(), func(c Contact) bool {
		return c.ID != t.Clinician.ID && slices.Contains(t.Excluded, c.ID)
	})
}

// Contact finds a linked person by participant id.
func (t *Ties) Contact(id string) (Contact, bool) {
	for _, c := range t.Linked() {
		if c.ID == id {
			return c, true
		}
	}
	return Contact{}, false
}
