package main

import (
	"archive/tar"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"filippo.io/age"
	"github.com/google/go-cmp/cmp"

	"footing/flows/export"
	"footing/flows/record"
	"footing/flows/state"
	"footing/storage"
)

// exported is a seeded store that is exported from, with a folder for the files.
type exported struct {
	*seeded
	dir string
}

func newExported(t *testing.T) exported {
	t.Helper()
	e := exported{newSeeded(t), t.TempDir()}
	// How many weeks are cut from an end follows from the keys, which are drawn: of too few people no cell is left.
	e.seed(0, "--patients", "60", "--weeks", "10", "--end", "2026-03-02", "--seed", "4")
	return e
}

// export runs the command and gives what it says.
func (e exported) export(code int, args ...string) string {
	e.t.Helper()
	return e.says(code, append([]string{"export"}, args...)...)
}

func (e exported) path(name string) string { return filepath.Join(e.dir, name) }

// files reads a folder.
func (e exported) files(name string) map[string]string {
	e.t.Helper()
	files, root := map[string]string{}, os.DirFS(e.path(name))
	err := fs.WalkDir(root, ".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		data, err := fs.ReadFile(root, path)
		files[path] = string(data)
		return err
	})
	if err != nil {
		e.t.Fatal(err)
	}
	return files
}

// TestExport: from a store in which people really answered (the seeded cohort goes through the engine) to files, for
// somebody, and after somebody withdrew.
func TestExport(t *testing.T) {
	e := newExported(t)
	t.Run("files", func(t *testing.T) { e.toFiles(t) })
	t.Run("for a recipient", func(t *testing.T) { e.forRecipient(t) })
	t.Run("after a withdrawal", func(t *testing.T) { e.afterWithdrawal(t) })
	t.Run("tables again", func(t *testing.T) { e.tablesAgain(t) })
}

func (e exported) toFiles(t *testing.T) {
	t.Helper()
	said := e.export(0, "--until", "2026-03-02", "--out", e.path("tables"))
	if !strings.Contains(said, "tables of") || !strings.Contains(said, "stands in the register") {
		t.Errorf("footing export says: %s", said)
	}
	tables := e.files("tables")
	if tables["tables.csv"] == "" || tables["responses.csv"] != "" {
		t.Error("without --level it is not tables")
	}

	records := []string{"--level", "records", "--until", "2026-03-02", "--formats", "csv,parquet,fhir,redcap,jsonl"}
	said = e.export(0, append(records, "--out", e.path("one"))...)
	if !strings.Contains(said, "de-identified, not anonymous") {
		t.Errorf("footing export says: %s", said)
	}
	one := e.files("one")
	for _, name := range []string{
		"responses.csv", "occasions.parquet", "participants.jsonl", "fhir/QuestionnaireResponse.ndjson",
		"redcap/dictionary.csv",
		"codebook.csv", "datapackage.json", "disclosure.json", "manifest.json", "README.md",
	} {
		if one[name] == "" {
			t.Errorf("there is no %s", name)
		}
	}
	// Nothing of the people themselves: their ids, chats, codes and the names that Telegram shows.
	for id, err := range e.store.Everyone(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		kept, err := e.store.Load(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		secrets := []string{id, kept.State.Name, kept.State.Seed}
		if kept.State.Patient != nil {
			secrets = append(secrets, `"`+kept.State.Patient.Code+`"`, ","+kept.State.Patient.Code+",",
				kept.State.Patient.Clinician.Name)
		}
		for name, content := range one {
			for _, secret := range secrets {
				if secret != "" && strings.Contains(content, secret) {
					t.Fatalf("%s has %q", name, secret)
				}
			}
		}
	}

	e.export(0, append(records, "--out", e.path("again"))...)
	if diff := cmp.Diff(one, e.files("again")); diff != "" {
		t.Errorf("the same export differs: %.1000s", diff)
	}
	e.export(0, append(records, "--study", "another", "--out", e.path("another"))...)
	for _, name := range pseudonyms(one) {
		if strings.Contains(e.files("another")["participants.csv"], name) {
			t.Errorf("two studies share %s", name)
		}
	}
	if left, _ := filepath.Glob(e.path(".footing-export-*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

func pseudonyms(files map[string]string) []string {
	var names []string
	for _, line := range strings.Split(strings.TrimSpace(files["participants.csv"]), "\r\n")[1:] {
		name, _, _ := strings.Cut(line, ",")
		names = append(names, name)
	}
	return names
}

// afterWithdrawal: who takes their consent back is in no new export, and on the removal list of the old ones.
func (e exported) afterWithdrawal(t *testing.T) {
	t.Helper()
	args := []string{"--level", "records", "--study", "third", "--until", "2026-03-02", "--out"}
	e.export(0, append(args, e.path("before"))...)
	before := pseudonyms(e.files("before"))
	list := e.export(0, "list")
	if !strings.Contains(list, "study third, records until 2026-03-02") || strings.Contains(list, "remove ") {
		t.Errorf("footing export list says: %s", list)
	}

	key, err := e.store.StudyKey(t.Context(), "third")
	if err != nil {
		t.Fatal(err)
	}
	ids := map[string]string{}
	for id, err := range e.store.Everyone(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		ids[export.Pseudonym(key, id)] = id
	}
	e.keep(ids[before[0]], record.Withdrawal{})
	e.keep(ids[before[1]], record.Consent{Purpose: record.ForResearch})

	list = e.export(0, "list")
	for _, name := range before[:2] {
		if !strings.Contains(list, "    remove "+name+"\n") {
			t.Errorf("%s is not on the removal list: %s", name, list)
		}
	}
	var releases []listed
	if err := json.Unmarshal([]byte(e.export(0, "list", "--json")), &releases); err != nil {
		t.Fatal(err)
	}
	last := releases[len(releases)-1]
	if last.Study != "third" || !slices.Equal(last.Remove, before[:2]) || !slices.Equal(last.Pseudonyms, before) {
		t.Errorf("the last release as JSON: %+v", last)
	}
	for _, r := range releases {
		if r.Level == export.Records && len(r.Remove) != 2 {
			t.Errorf("%d people are to be removed from release %s of study %s, want 2", len(r.Remove), r.ID, r.Study)
		}
	}

	e.export(0, append(args, e.path("after"))...)
	for name, content := range e.files("after") {
		for _, gone := range before[:2] {
			if strings.Contains(content, gone) {
				t.Errorf("%s still has %s", name, gone)
			}
		}
	}
}

// keep appends a fact, as a turn would.
func (e exported) keep(id string, body record.Body) {
	e.t.Helper()
	shard, err := e.store.ShardOfID(id)
	if err != nil {
		e.t.Fatal(err)
	}
	lease, ok, err := e.store.Acquire(e.t.Context(), shard)
	if err != nil || !ok {
		e.t.Fatalf("acquire shard %d: %v, %v", shard, ok, err)
	}
	now := e.now
	entries, err := e.store.Receive(e.t.Context(), now, []storage.Arrival{{To: id, Event: state.Outage{
		Header: state.Header{ID: "test/" + id, At: now},
	}}})
	if err != nil {
		e.t.Fatal(err)
	}
	kept, err := e.store.Load(e.t.Context(), id)
	if err != nil {
		e.t.Fatal(err)
	}
	_, err = e.store.Commit(e.t.Context(), now, storage.Turn{
		Lease: lease, Entry: entries[0], Before: kept, State: kept.State,
		Effects: []state.Effect{state.Keep{Fact: record.Fact{ID: "test/" + id, At: now, Body: body}}},
	})
	if err != nil {
		e.t.Fatal(err)
	}
}

// forRecipient: one encrypted file, in which the same files are, and nothing in the clear.
func (e exported) forRecipient(t *testing.T) {
	t.Helper()
	identity, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	args := []string{"--level", "records", "--until", "2026-03-02"}
	e.export(0, append(args, "--out", e.path("plain"))...)
	e.export(0, append(args, "--out", e.path("sealed"), "--recipient", identity.Recipient().String())...)
	entries, err := os.ReadDir(e.dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		if strings.HasPrefix(entry.Name(), ".") || (strings.HasPrefix(entry.Name(), "sealed") &&
			entry.Name() != "sealed.tar.age") {
			t.Errorf("in the clear: %s", entry.Name())
		}
	}
	f, err := os.Open(e.path("sealed.tar.age"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	plain, err := age.Decrypt(f, identity)
	if err != nil {
		t.Fatal(err)
	}
	files, archive := map[string]string{}, tar.NewReader(plain)
	for {
		header, err := archive.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(archive)
		if err != nil {
			t.Fatal(err)
		}
		if header.ModTime.Unix() != 0 {
			t.Errorf("%s carries a time", header.Name)
		}
		files[strings.TrimPrefix(header.Name, "sealed/")] = string(content)
	}
	if diff := cmp.Diff(e.files("plain"), files); diff != "" {
		t.Errorf("the archive differs: %.1000s", diff)
	}
	list, today := e.export(0, "list"), "  "+e.now.Format(time.DateOnly)+" "
	if !strings.Contains(list, "not encrypted") || !strings.Contains(list, "for "+identity.Recipient().String()) ||
		strings.Count(list, today) != strings.Count(list, "study ") {
		t.Errorf("footing export list says: %s", list)
	}
}

func TestExportIsRefused(t *testing.T) {
	e := exported{newSeeded(t), t.TempDir()}
	e.seed(0, "--patients", "24", "--weeks", "1", "--end", "2026-03-02")
	other := t.TempDir()
	if err := os.WriteFile(filepath.Join(other, "manifest.json"), []byte("{}"), 0o600); err != nil {
		t.Fatal(err)
	}
	for want, args := range map[string][]string{
		"refused: patients who consent to research":     {"--level", "records", "--until", "2026-03-02"},
		"tomorrow\": give a date such as 2026-06-29":    {"--until", "tomorrow"},
		"--until 2026-07-03 has not come yet":           {"--until", "2026-07-03"},
		"study \"A B\": use 1 to 40 small letters":      {"--study", "A B"},
		"format \"xls\": choose among":                  {"--formats", "xls"},
		"format fhir holds rows of single people":       {"--formats", "fhir"},
		"--recipient age1nobody: not a recipient":       {"--recipient", "age1nobody"},
		"is there already: choose another place":        {"--out", "."},
		"would lie in another export":                   {"--out", filepath.Join(other, "sub")},
		"people with a whole week before the cut-off":   {"--until", "2020-01-01"},
		"there is no protocol.yaml in the folder":       {"--earlier", other},
		"-1 days before the cut-off cannot be left out": {"--lag-days=-1"},
	} {
		if !slices.Contains(args, "--out") {
			args = append(args, "--out", e.path("out"))
		}
		if said := e.export(1, args...); !strings.Contains(said, want) {
			t.Errorf("%v: %q is not in %q", args, want, said)
		}
	}
	if left, _ := os.ReadDir(e.dir); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
	if list := e.export(0, "list"); list != "Nothing has been exported yet.\n" {
		t.Errorf("the register has something: %s", list)
	}
}
