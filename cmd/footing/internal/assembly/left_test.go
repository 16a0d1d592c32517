package assembly

import (
	"strings"
	"testing"

	"footing/flows/record"
	"footing/flows/state"
	"footing/storage"
)

// TestWhoIsLeftWhilePostsAreSwapped: whoever holds a post for somebody else can be dismissed, because its owner has it
// back at once; the owner cannot, because nobody has it afterwards, nor whoever is all that is left after the swap.
func TestWhoIsLeftWhilePostsAreSwapped(t *testing.T) {
	for name, one := range map[string]struct {
		blocked  string // has blocked the bot
		gone     string
		patients int
	}{
		"the holder":                {"clinician", "holder", 0},
		"the owner":                 {"clinician", "owner", 1},
		"the clinician":             {"", "clinician", 0},
		"the holder, owner away":    {"clinician owner", "holder", 1},
		"the clinician, owner away": {"owner", "clinician", 1},
		"somebody else":             {"clinician owner", "nobody", 0},
	} {
		store := newStore(t)
		plan, err := Sources{}.Load()
		if err == nil {
			err = store.MarkSynthetic(t.Context()) // so that people can be planted
		}
		if err != nil {
			t.Fatal(err)
		}
		n, ids := int64(0), map[string]string{"nobody": "s00-nobody"}
		plant := func(who string, s state.State) {
			n++
			s.Chat, s.ID = 900+n, storage.NewID(store.ShardOf(900+n), strings.Repeat(string(rune('A'+n)), 26))
			ids[who] = s.ID
			if err := store.Plant(t.Context(), []storage.Planted{{State: s}}); err != nil {
				t.Fatal(err)
			}
		}
		contact := func(who string, role record.Role) state.Contact {
			plant(who, state.State{
				Desk:    &state.Desk{Name: "Dr " + who, Role: role, Active: true},
				Blocked: strings.Contains(one.blocked, who),
			})
			return state.Contact{ID: ids[who], Name: "Dr " + who, Role: role}
		}
		clinician := contact("clinician", record.Clinician)
		owner, holder := contact("owner", record.Backup), contact("holder", record.Clinician)
		plant("patient", state.State{Patient: &state.Patient{
			Ties: state.Ties{Code: "A-17", Clinician: clinician, First: clinician.ID, Team: state.Team{
				Backup: &holder, Swaps: []state.Swap{{
					ID: "1", Post: record.Backup, Of: owner, Who: holder, Said: true, Begun: true,
				}},
			}},
			Enrolment: state.Enrolment{Active: true},
		}})
		patients, _, err := (&Assembly{Plan: plan, Store: store}).Left(t.Context(), ids[one.gone])
		if err != nil || patients != one.patients {
			t.Errorf("%s goes: %d patients have nobody, %v; want %d", name, patients, err, one.patients)
		}
	}
}
