package turn

import (
	"footing/flows"
	"footing/flows/state"
)

// first is whoever gets this patient's urgent messages first, as the ladder calls them.
func (t *Turn) First() state.Contact {
	if all := t.OnLadder(flows.RankFirst); len(all) > 0 {
		return all[0]
	}
	return t.Foremost()
}

// foremost is whoever comes before all others around this patient, whether they can be called now or not.
func (t *Turn) Foremost() state.Contact {
	p := t.State.Patient
	for _, c := range append(p.Contacts(), p.Circle()...) {
		return c
	}
	return p.Clinician
}

// backupWords say who else can be spoken to. Nobody is told that they were asked for.
func (t *Turn) BackupWords() string {
	p := t.State.Patient
	other, ok := p.OtherPerson()
	if !ok {
		return t.Text("action.no_backup", "name", p.Clinician.Name)
	}
	return t.Text("action.backup", "name", p.Clinician.Name, "backup", other.Name)
}
