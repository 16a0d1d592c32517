package state

import "slices"

// OtherPerson is who else can be spoken to, unless the patient wants them kept out.
func (p *Patient) OtherPerson() (Contact, bool) {
	if p.Backup == nil || slices.Contains(p.Excluded, p.Backup.ID) {
		return Contact{}, false
	}
	return *p.Backup, true
}
