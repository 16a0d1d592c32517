package assembly

import (
	"os"
	"strings"
	"time"

	"footing/bot/simulator"
	"footing/bot/telegram"
	"footing/flows/engine"
	"footing/flows/record"
	"footing/flows/state"
	"footing/storage"
	"footing/storage/seal"
)

// people puts people into the store, made if need be, as if they were not invented.
func (w *setup) people(all ...storage.Planted) {
	w.Helper()
	w.made(func(a *Assembly) error {
		if err := a.rdb.HSet(w.Context(), "{meta}:meta", "synthetic", "1").Err(); err != nil { // only such are planted
			return err
		}
		for n := range all {
			s := &all[n].State
			s.ID = storage.NewID(a.Store.ShardOf(s.Chat), strings.Repeat(string(rune('A'+s.Chat%26)), 26))
			if s.Patient != nil && s.Patient.Clinician.ID == "" {
				s.Patient.Clinician.ID = storage.NewID(a.Store.ShardOf(lind), strings.Repeat(string(rune('A'+lind%26)), 26))
			}
			if err := w.forget(a, s.ID); err != nil {
				return err
			}
			if err := a.Store.Plant(w.Context(), all[n:n+1]); err != nil {
				return err
			}
		}
		return a.rdb.HDel(w.Context(), "{meta}:meta", "synthetic").Err()
	})
}

// forget removes a person, so that they can be planted anew.
func (w *setup) forget(a *Assembly, id string) error {
	shard := "{" + id[:3] + "}:"
	return a.rdb.Del(w.Context(), shard+"p:"+id+":state", shard+"chats").Err()
}

const lind = 900

func clinician() storage.Planted {
	desk := &state.Desk{Name: "Dr Lind", Role: record.Clinician, Active: true}
	return storage.Planted{State: state.State{Chat: lind, Desk: desk}}
}

func patient() storage.Planted {
	return storage.Planted{State: state.State{Chat: 901, Locale: "en", Zone: "Europe/London", Patient: &state.Patient{
		Ties: state.Ties{Code: "A-17", Clinician: state.Contact{Name: "Dr Lind", Role: record.Clinician}},
		Enrolment: state.Enrolment{
			Active: true, Start: time.Date(2026, 1, 5, 9, 0, 0, 0, time.UTC),
			Consents: map[record.Purpose]bool{record.ForCare: true},
		},
		Rhythm: state.Rhythm{Days: []time.Weekday{time.Monday, time.Thursday, time.Saturday}, At: "10:00"},
	}}}
}

// planned is the same patient with the moments of the check-ins.
func (w *setup) planned() storage.Planted {
	p := patient()
	plan, err := Sources{}.Load()
	w.must(err)
	for _, e := range engine.Planned(plan, p.State, w.clock().Wall) {
		if wake, ok := e.(state.Wake); ok {
			p.Wakes = append(p.Wakes, wake)
		}
	}
	return p
}

func wrongStores() []wrong {
	keyset := func(name, text, says, remedy string) wrong {
		return wrong{
			name: name, check: "keyset", state: failed, says: says, remedy: remedy, refuses: true,
			spoil: func(w *setup) {
				w.made(nil)
				w.must(os.Rename(w.path("keyset.json"), w.path("away")))
				switch text {
				case "":
				case "another":
					_, err := seal.Create(w.path("keyset.json"))
					w.must(err)
				default:
					w.write("keyset.json", text)
				}
			},
			mend: func(w *setup) { w.must(os.Rename(w.path("away"), w.path("keyset.json"))) },
		}
	}
	return []wrong{
		keyset("a store without its keyset", "", "does not exist", "Restore the file"),
		keyset("a store with another keyset", "another", "was made with keyset", "keyset of this store"),
		keyset("a store with a damaged keyset", `{"footing_keys": 1}`, "restore it from its backup", "keyset_file"),
		{
			name: "a Redis that was emptied", check: "store", state: failed, says: "it is empty, but", remedy: "restore them",
			spoil: func(w *setup) { w.made(nil); w.redis("FLUSHALL") }, refuses: true,
			mend: func(w *setup) { w.must(os.Remove(w.path("data/generation"))) },
		},
		{
			name: "an erasure that is not finished", check: "erased", state: warning, says: "append-only file (1 erasure)",
			remedy: "BGREWRITEAOF",
			spoil: func(w *setup) {
				w.made(func(a *Assembly) error {
					return a.Store.AddErased(w.Context(), map[[16]byte]time.Time{{1}: time.UnixMilli(1_772_460_000_000)})
				})
			},
			mend: func(w *setup) {
				w.made(func(a *Assembly) error {
					return a.Store.SetRewritten(w.Context(), time.UnixMilli(1_772_460_000_000))
				})
			},
		},
		{
			name: "parts of a store", check: "store", state: failed, says: "parts of a store", remedy: "whole store", refuses: true,
			spoil: func(w *setup) {
				w.made(func(a *Assembly) error { _, _, err := a.Store.Acquire(w.Context(), 11); return err })
				w.redis("DEL", "{meta}:meta")
				w.must(os.Remove(w.path("data/generation")))
			},
			mend: func(w *setup) { w.redis("FLUSHALL") },
		},
		{
			name: "a data folder of another store", check: "store", state: failed, says: "this is store generation", refuses: true,
			spoil: func(w *setup) {
				w.made(nil)
				w.must(os.Rename(w.path("data/generation"), w.path("data/right")))
				w.write("data/generation", "OTHER\n")
			},
			mend:   func(w *setup) { w.must(os.Rename(w.path("data/right"), w.path("data/generation"))) },
			remedy: "they belong to two stores",
		},
		{
			name: "something that was set aside", check: "set aside", state: warning, says: "1 thing could not be dealt with",
			spoil: func(w *setup) {
				w.made(nil)
				w.redis("XADD", "{s03}:parked", "*", "box", "inbox", "reason", "does not open", "event", "x")
			},
			mend: func(w *setup) {
				w.made(func(a *Assembly) error { return a.Store.SetLooked(w.Context(), w.clock().Wall.Add(time.Minute)) })
			},
			remedy: "footing parked list",
		},
		{
			name: "a patient about whom nobody can be called", check: "ladder", state: failed, says: "nobody can be called",
			spoil: func(w *setup) { w.people(w.planned()) }, mend: func(w *setup) { w.people(clinician()) },
			remedy: "footing invite clinician", refuses: true,
		},
		{
			name: "a patient whose check-ins are not planned", check: "moments", state: failed, says: "A-17 (",
			spoil: func(w *setup) { w.people(clinician(), patient()) }, mend: func(w *setup) { w.people(w.planned()) },
			remedy: "/schedule",
		},
		{
			name: "another bot's token", check: "bot", state: failed, says: "have a chat with @other_bot", refuses: true,
			spoil: func(w *setup) {
				w.people(clinician())
				w.made(func(a *Assembly) error { return a.Store.SetBot(w.Context(), 2, "other_bot") })
			},
			mend: func(w *setup) {
				w.made(func(a *Assembly) error { return a.Store.SetBot(w.Context(), 1, "footing_test_bot") })
			},
			remedy: "serve --change-bot",
		},
		{
			name: "a bot of another name, of an earlier release", check: "bot", state: warning, says: "or it was renamed",
			spoil: func(w *setup) { w.people(clinician()); w.redis("HSET", "{meta}:meta", "bot", "other_bot") },
			mend:  func(w *setup) { w.redis("HSET", "{meta}:meta", "bot", "Footing_Test_Bot") }, remedy: "Use the token of",
		},
	}
}

func wrongTelegram() []wrong {
	webhook := func(w *setup, address string) {
		w.must(w.call("setWebhook", "url", address))
	}
	return []wrong{
		{
			name: "no token", check: "telegram", state: failed, says: "telegram.token is not set", remedy: "@BotFather", refuses: true,
			spoil: func(w *setup) { w.env("TELEGRAM_TOKEN", "") }, mend: func(w *setup) { w.env("TELEGRAM_TOKEN", "1:secret") },
		},
		{
			name: "a token that Telegram does not know", check: "telegram", state: failed, says: "does not know this token",
			spoil: func(w *setup) { w.env("TELEGRAM_TOKEN", "1:wrong") }, remedy: "@BotFather", refuses: true,
			mend: func(w *setup) { w.env("TELEGRAM_TOKEN", "1:secret") },
		},
		{
			name: "an address at which nobody is Telegram", check: "telegram", state: failed, says: "does not answer as Telegram",
			spoil:  func(w *setup) { w.env("TELEGRAM_API_URL", "http://127.0.0.1:1") },
			mend:   func(w *setup) { w.env("TELEGRAM_API_URL", w.telegram) },
			remedy: "a firewall", refuses: true,
		},
		{
			name: "a webhook that is set", check: "webhook", state: failed, says: "is set at Telegram (hooks.example.org)",
			spoil: func(w *setup) { webhook(w, "https://hooks.example.org/geheim") }, mend: func(w *setup) { webhook(w, "") },
			remedy: "deleteWebhook",
		},
		{
			name: "a bot that another store has", check: "mark", state: failed, remedy: "footing bot take",
			says: "another store has this bot at Telegram (its mark is aaaabbbbccccdddd",
			spoil: func(w *setup) {
				client, err := telegram.New(telegram.Options{Token: "1:secret", BaseURL: w.telegram})
				w.must(err)
				w.must(client.SetMark(w.Context(), "aaaabbbbccccdddd"))
			},
			mend: func(w *setup) { w.must(w.call("deleteMyCommands", "scope", `{"type":"all_chat_administrators"}`)) },
		},
		{
			name: "a Telegram that tells no mark", check: "mark", state: warning, says: "does not say which store has the bot",
			spoil: func(w *setup) {
				w.sim.Misbehave(simulator.Fault{Method: "getMyCommands", Kind: simulator.ServerError, Times: simulator.Unlimited})
			},
			mend: func(w *setup) { w.sim.Behave() }, remedy: "Try again",
		},
	}
}

// wrongKeys are set-ups in which a key was replaced, but not to the end.
func wrongKeys() []wrong {
	return []wrong{
		{
			name: "a copy of the keyset from before its key was replaced", check: "keyset", state: failed, refuses: true,
			says: "which this keyset lacks, so it is an older copy", remedy: "in its newest copy",
			spoil: func(w *setup) { w.rotated(true) },
			mend:  func(w *setup) { w.must(os.Rename(w.path("newest"), w.path("keyset.json"))); w.resealed() },
		},
		{
			name: "a key that was added and does not seal", check: "keys", state: warning, says: "does not seal yet",
			remedy: "footing keys rotate",
			spoil:  func(w *setup) { w.made(func(a *Assembly) error { _, err := a.keys.Add(); return err }) },
			mend: func(w *setup) {
				w.must(os.Remove(w.path("keyset.json")))
				w.must(os.RemoveAll(w.path("data")))
				w.redis("FLUSHALL")
			},
		},
		{
			name: "shards that are not sealed anew", check: "keys", state: warning, says: "16 of 16 shards still hold values",
			remedy: "Nothing needs to be done", spoil: func(w *setup) { w.rotated(false) }, mend: (*setup).resealed,
		},
	}
}

// rotated replaces the key of a new store, and leaves the older copy of the keyset in its place if asked to.
func (w *setup) rotated(older bool) {
	w.Helper()
	w.made(func(a *Assembly) error {
		before, err := os.ReadFile(w.path("keyset.json"))
		w.must(err)
		key, err := a.keys.Add()
		w.must(err)
		w.must(a.Store.SetSealing(w.Context(), key))
		w.must(a.keys.Promote(key))
		if older {
			w.must(os.Rename(w.path("keyset.json"), w.path("newest")))
			w.write("keyset.json", string(before))
		}
		return nil
	})
}

// resealed says that nothing of an older key is left, and takes that out.
func (w *setup) resealed() {
	w.Helper()
	w.made(func(a *Assembly) error {
		for shard := range a.Store.Shards() {
			w.must(a.Store.SetResealed(w.Context(), shard, a.keys.Primary()))
		}
		return a.keys.Drop(a.keys.Sealing()[0].Number)
	})
}
