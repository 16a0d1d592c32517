package bot

import (
	"slices"
	"strings"
	"testing"
	"time"

	"footing/bot/simulator"
	"footing/flows"
	"footing/flows/record"
	"footing/flows/state"
	"footing/storage"
)

// TestADigestReadsLinkedPatientsOnly gives a desk four patients, of whom one knows nothing of it, one has it as a
// backup only, and one has a damaged record: that one is named, with nothing else.
func TestADigestReadsLinkedPatientsOnly(t *testing.T) {
	var got state.Due
	w := newWorld(t, func(s state.State, e state.Event) (state.State, []state.Effect) {
		if due, ok := e.(state.Due); ok {
			got = due
		}
		return s, nil
	})
	b := w.start()
	store := b.o.Store
	if err := store.MarkSynthetic(t.Context()); err != nil {
		t.Fatal(err)
	}
	id := func(chat int64, name string) string { return storage.NewID(store.ShardOf(chat), name) }
	desk, linked, unlinked, backup, damaged := id(9, "DESK"), id(1, "LINKED"), id(2, "UNLINKED"), id(3, "BACKUP"), id(4,
		"DAMAGED")
	patient := func(chat int64, name, clinician string) storage.Planted {
		return storage.Planted{
			State: state.State{
				ID:      name,
				Chat:    chat,
				Patient: &state.Patient{Ties: state.Ties{Clinician: state.Contact{ID: clinician}}},
			},
			Facts: []record.Fact{{ID: name + "#0", At: w.now().Add(-time.Hour), Body: record.Enrolment{Role: record.Patient}}},
		}
	}
	err := store.Plant(t.Context(), []storage.Planted{
		patient(1, linked, desk), patient(2, unlinked, "s00-another"), patient(3, backup, desk), patient(4, damaged, desk),
		{
			State: state.State{ID: desk, Chat: 9, Desk: &state.Desk{Active: true, Panel: []state.Member{
				{ID: linked, Code: "A-1"},
				{ID: unlinked, Code: "A-2"},
				{ID: backup, Code: "A-3", Backup: true},
				{ID: damaged, Code: "A-4"},
			}}},
			Wakes: []state.Wake{{Kind: state.WakeDigest, Key: "weekly", At: w.now()}},
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.redis.XAdd("{"+damaged[:3]+"}:p:"+damaged+":facts", "*", []string{"fact", "damaged"}); err != nil {
		t.Fatal(err)
	}
	w.pump(b)
	if got.Digest == nil || len(got.Digest.People) != 1 || got.Digest.People[0].ID != linked {
		t.Errorf("the digest that came with %q is %+v\nlog: %s", got.Kind, got.Digest, w.log)
	}
	if got.Digest != nil && !slices.Equal(got.Digest.Unread, []string{"A-4"}) {
		t.Errorf("not read: %q", got.Digest.Unread)
	}
}

func TestAnnounceSetsMenus(t *testing.T) {
	for role, want := range map[record.Role]string{
		record.Clinician:  "patients summary patient invite start help stop",
		record.Supervisor: "team start help stop",
	} {
		t.Run(string(role), func(t *testing.T) { announces(t, role, want) })
	}
}

// announces looks at the menu of somebody of the clinic, and at everybody else's.
func announces(t *testing.T, role record.Role, want string) {
	w := newWorld(t, nil)
	w.plan.Wordings = map[string]flows.Wording{"en": {
		"command.start": "Begin", "command.help": "Numbers", "command.stop": "Leave", "command.invite": "Invite",
		"command.patients": "Who", "command.team": "How many", "command.summary": "How they are",
		"command.patient": "How they take part",
	}}
	b := w.start()
	store := b.o.Store
	if err := store.MarkSynthetic(t.Context()); err != nil {
		t.Fatal(err)
	}
	desk := storage.NewID(store.ShardOf(ben), "DESK")
	err := store.Plant(t.Context(), []storage.Planted{
		{State: state.State{ID: state.OfficeID, Office: &state.Office{Staff: []state.Contact{{ID: desk, Role: role}}}}},
		{State: state.State{ID: desk, Chat: ben, Locale: "en", Desk: &state.Desk{Active: true, Role: role}}},
	})
	if err != nil {
		t.Fatal(err)
	}
	w.says(ben, "so that there is a chat")
	if err := b.Announce(t.Context()); err != nil {
		t.Fatal(err)
	}
	names := func(p simulator.Profile) string {
		var all []string
		for _, c := range p.Commands {
			all = append(all, c.Command)
		}
		return strings.Join(all, " ")
	}
	if got := names(w.phone.Profile(ann)); got != "start help stop" {
		t.Errorf("a patient's menu is %q", got)
	}
	if got := names(w.phone.Profile(ben)); got != want {
		t.Errorf("the menu of a %s is %q", role, got)
	}
	if v := w.phone.Violations(); len(v) > 0 {
		t.Errorf("the Bot API was violated: %v", v)
	}
}

func TestNewRefusesWhatCannotWork(t *testing.T) {
	w := newWorld(t, nil)
	good := *w.start().o
	for name, spoil := range map[string]func(*Options){
		"no store":        func(o *Options) { o.Store = nil },
		"no clock":        func(o *Options) { o.Clock = nil },
		"a poll too long": func(o *Options) { o.Poll = time.Minute },
		"a poll of nothing": func(o *Options) {
			o.Poll = 100 * time.Millisecond // Telegram counts in seconds: the loop would spin
		},
		"a negative rate": func(o *Options) { o.Rate = -1 },
	} {
		o := good
		spoil(&o)
		if _, err := New(o); err == nil {
			t.Errorf("%s was accepted", name)
		}
	}
}
