package state

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"footing/flows/record"
)

// TestTeamWithSwaps: a desk names whom the office says holds a post now, and a patient's side keeps whom it may call:
// nobody is called about themselves, and nobody is left without an owner who can be called.
func TestTeamWithSwaps(t *testing.T) {
	berg := Contact{ID: "s01-BERG", Name: "Dr Berg", Role: record.Backup}
	older := Contact{ID: "s01-OLDER", Name: "Dr Older", Role: record.Backup}
	moss := Contact{ID: "s01-MOSS", Name: "Dr Moss", Role: record.Clinician}
	hale := Contact{ID: "s01-HALE", Name: "Dr Hale", Role: record.Lead}
	until := time.Date(2026, 3, 3, 0, 0, 0, 0, time.UTC)
	swap := Swap{ID: "s", Post: record.Backup, Of: berg, Who: moss, Until: until, Said: true, Begun: true}
	asked, coming, over := swap, swap, swap
	asked.Said, asked.Begun, coming.Begun, over.Over = false, false, false, true
	for _, c := range []struct {
		what          string
		swaps         []Swap
		desk, patient string
		backup        string
		swapped       bool
	}{
		{"no swap", nil, "s01-LIND", "s02-P", berg.ID, false},
		{"a swap holds", []Swap{swap}, "s01-LIND", "s02-P", moss.ID, true},
		{"it is asked for", []Swap{asked}, "s01-LIND", "s02-P", berg.ID, false},
		{"it is to come", []Swap{coming}, "s01-LIND", "s02-P", berg.ID, false},
		{"patients of who holds it", []Swap{swap}, moss.ID, "s02-P", berg.ID, false},
		{"patients of whose post it is", []Swap{swap}, berg.ID, "s02-P", older.ID, false},
		{"who holds it is the patient", []Swap{swap}, "s01-LIND", moss.ID, berg.ID, false},
		{"whose post it is is the patient", []Swap{swap}, "s01-LIND", berg.ID, "", false},
	} {
		d := Desk{Staff: []Contact{older, berg, hale, moss}, Swaps: c.swaps}
		team := d.Team(c.desk).Without(c.patient)
		got := ""
		if team.Backup != nil {
			got = team.Backup.ID
		}
		if swapped := team.Swapped(record.Backup) != nil; got != c.backup || swapped != c.swapped {
			t.Errorf("%s: %q is the backup, swapped %t; want %q, %t", c.what, got, swapped, c.backup, c.swapped)
		}
		if team.Lead == nil || team.Lead.ID != hale.ID {
			t.Errorf("%s: the lead is %+v", c.what, team.Lead)
		}
	}
	team := Team{Backup: &berg, Swaps: []Swap{over}}
	if s := team.Swapped(record.Backup); s != nil {
		t.Errorf("a swap that is over holds: %+v", s)
	}
}

// TestFirstWhileSwapped: whoever holds the post of whom the patient wants to be told first stands there, unless the
// patient has left them out; then the clinician is first, and not nobody.
func TestFirstWhileSwapped(t *testing.T) {
	own, berg, moss := Contact{ID: "OWN"}, Contact{ID: "BERG"}, Contact{ID: "MOSS"}
	for _, c := range []struct {
		first string
		out   []string
		want  []string
	}{
		{"OWN", nil, []string{"OWN", "MOSS"}},
		{"BERG", nil, []string{"MOSS", "OWN"}},
		{"MOSS", nil, []string{"MOSS", "OWN"}},
		{"BERG", []string{"MOSS"}, []string{"OWN", "MOSS"}},
	} {
		p := Ties{
			Clinician: own, First: c.first, Excluded: c.out,
			Team: Team{Backup: &moss, Swaps: []Swap{{Post: record.Backup, Of: berg, Who: moss}}},
		}
		var got []string
		for _, one := range p.Contacts() {
			got = append(got, one.ID)
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("first %s, left out %v: %s", c.first, c.out, diff)
		}
	}
}
