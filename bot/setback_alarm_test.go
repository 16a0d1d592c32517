package bot

import (
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"footing/flows"
	"footing/flows/engine"
	"footing/flows/load/loadtest"
	"footing/flows/record"
	"footing/flows/state"
	"footing/storage"
)

// TestAnAlarmBehindAFullDisk: an alarm for a clinician whose own turn waits for the data folder waits with it. So the
// next person is called and the second channel used at once, the patient is told so, and the clinician has the alarm,
// too, once the folder can be written.
func TestAnAlarmBehindAFullDisk(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		dir, g, plan := t.TempDir()+"/data", &gateway{status: http.StatusOK}, loadtest.Shipped(t)
		clinic := *plan.Clinic
		clinic.Ladder.Steps = append([]flows.LadderStep{}, clinic.Ladder.Steps...)
		for n := range clinic.Ladder.Steps {
			clinic.Ladder.Steps[n].Hours = flows.Hours{Always: true} // a bubble begins on a Saturday night
		}
		plan.Clinic = &clinic
		w := newWorld(t, func(s state.State, e state.Event) (state.State, []state.Effect) {
			after, effects := engine.Step(plan, s, e)
			if said, ok := e.(state.Said); ok && said.Text.Reveal() == "leave" {
				effects = append(effects, state.Route{Gone: true})
			}
			return after, effects
		}).withFolderAt(dir).live()
		w.plan, w.adjust = plan, func(o *Options) { o.Channel = g.channel() }
		b := w.start()
		w.clinicOf(b)
		stop := w.run(b)
		for _, who := range []int64{ann, ben, cat} {
			w.says(who, "so that there is a chat")
		}
		time.Sleep(10 * time.Second)
		full(t, dir)
		w.says(ben, "leave")
		time.Sleep(3 * time.Second)
		w.pressesOf(b, "h:told")
		called := func(who int64) bool {
			return slices.ContainsFunc(w.all(who), func(text string) bool { return strings.HasPrefix(text, "Safety alert") })
		}
		time.Sleep(5 * time.Second)
		if told := g.told(); len(told) != 1 || !called(cat) || called(ben) {
			t.Errorf("at once the second channel was told %+v, Ben heard %q, Cat %q\nlog:\n%s", told, w.all(ben), w.all(cat), w.log)
		}
		if said := strings.Join(w.all(ann), "|"); !strings.Contains(said, "sent this to Dr Cat instead") {
			t.Errorf("Ann heard %q", said)
		}
		time.Sleep(9 * time.Minute)
		if told := g.told(); len(told) != 1 || called(ben) {
			t.Errorf("then the second channel was told %+v, Ben heard %q", told, w.all(ben))
		}
		if err := os.Remove(dir + "/routes.log"); err != nil {
			t.Fatal(err)
		}
		time.Sleep(heldFor + 5*time.Second)
		if !called(ben) {
			t.Errorf("when the folder can be written the clinician heard %q", w.all(ben))
		}
		if err := stop(); err != nil {
			t.Error(err)
		}
	})
}

// clinicOf plants Ann as a patient of Ben's, with Cat behind him.
func (w *world) clinicOf(b *Bot) {
	w.t.Helper()
	store := b.o.Store
	if err := store.MarkSynthetic(w.t.Context()); err != nil {
		w.t.Fatal(err)
	}
	id := func(chat int64) string {
		return storage.NewID(store.ShardOf(chat), strings.Repeat(string(rune('A'+chat%26)), 26))
	}
	drBen := state.Contact{ID: id(ben), Name: "Dr Ben", Role: record.Clinician}
	drCat := state.Contact{ID: id(cat), Name: "Dr Cat", Role: record.Backup}
	member := state.Member{ID: id(ann), Code: "A-17", Care: true}
	posted := member
	posted.Backup = true
	desk := func(c state.Contact, m state.Member) *state.Desk {
		return &state.Desk{
			Name: c.Name, Role: c.Role, Active: true, Panel: []state.Member{m}, Staff: []state.Contact{drBen, drCat},
		}
	}
	if err := store.Plant(w.t.Context(), []storage.Planted{
		{State: state.State{ID: id(ann), Chat: ann, Locale: "en", Patient: &state.Patient{
			Ties: state.Ties{
				Code: "A-17", Clinician: drBen, First: drBen.ID, Team: state.Team{Backup: &drCat},
			},
			Enrolment: state.Enrolment{Active: true, Consents: map[record.Purpose]bool{record.ForCare: true}},
		}}},
		{State: state.State{ID: drBen.ID, Chat: ben, Locale: "en", Desk: desk(drBen, member)}},
		{State: state.State{ID: drCat.ID, Chat: cat, Locale: "en", Desk: desk(drCat, posted)}},
	}); err != nil {
		w.t.Fatal(err)
	}
}
