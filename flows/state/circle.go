package state

import "slices"

// LeavesOut reports whether the patient has excluded somebody from alerts.
func (t *Ties) LeavesOut(id string) bool { return slices.Contains(t.Excluded, id) }

// Contact finds somebody around the patient by participant id.
func (t *Ties) Contact(id string) (Contact, bool) {
	for _, c := range t.people() {
		if c.ID == id {
			return c, true
		}
	}
	return Contact{}, false
}

// Standing is whoever stands in for the clinician, else the clinician.
func (t *Ties) Standing() Contact {
	if t.Stand != nil {
		return t.Stand.Contact
	}
	return t.Clinician
}

// Contacts lists the primary clinician or the stand-in, and the others who can be first, in the order in which they are
// told. It is empty if the clinician has left and no other was found.
func (t *Ties) Contacts() []Contact {
	own := t.Standing()
	var all []Contact
	if own.ID != "" {
		all = append(all, own)
	}
	if t.Backup != nil && t.Backup.ID != own.ID {
		all = append(all, *t.Backup)
	}
	if len(all) == 2 && (t.First == all[1].ID || t.lentFirst(all[1])) {
		slices.Reverse(all)
	}
	return all
}

// Along lists the people who are called together with the first.
func (t *Ties) Along() []Contact {
	var all []Contact
	for _, s := range t.Seconds {
		if s.Alerts {
			all = append(all, s.Contact)
		}
	}
	return all
}

// people lists everybody with a tie to the patient, each once, in the order in which they are told. The table of rights
// says what they may do.
func (t *Ties) people() []Contact {
	all, own := append(t.Contacts(), t.Along()...), t.Clinician
	for _, c := range []*Contact{t.Lead, t.Night, &own} {
		if c != nil {
			all = append(all, *c)
		}
	}
	for _, s := range t.Seconds {
		all = append(all, s.Contact)
	}
	for _, s := range t.Swaps {
		all = append(all, s.Of, s.Who)
	}
	seen := map[string]bool{"": true}
	return slices.DeleteFunc(all, func(c Contact) bool {
		again := seen[c.ID]
		seen[c.ID] = true
		return again
	})
}
