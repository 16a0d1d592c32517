package load

import (
	"bytes"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"footing/flows"
)

var update = flag.Bool("update", false, "rewrite the expected error texts")

// base is the small protocol of testdata/base.txtar with some of its files replaced. An empty replacement
// takes the file away.
func base(t testing.TB, replaced ...section) (fstest.MapFS, []byte) {
	t.Helper()
	_, shipped := readArchive(t, "testdata/base.txtar")
	files := fstest.MapFS{}
	for _, f := range append(shipped, replaced...) {
		files[f.Name] = &fstest.MapFile{Data: []byte(f.Data)}
		if len(f.Data) == 0 {
			delete(files, f.Name)
		}
	}
	clinic := files["clinic.yaml"]
	delete(files, "clinic.yaml")
	if clinic == nil {
		return files, nil
	}
	return files, clinic.Data
}

func loadBase(t testing.TB, replaced ...section) *flows.Protocol {
	t.Helper()
	files, clinic := base(t, replaced...)
	p, err := Load(files, clinic, "clinic.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// Each case of testdata/bad replaces files of the small protocol; its section "want" is the error text.
func TestErrorTexts(t *testing.T) {
	cases, err := filepath.Glob("testdata/bad/*.txtar")
	if err != nil || len(cases) < 10 {
		t.Fatalf("%d cases, %v", len(cases), err)
	}
	for _, path := range cases {
		t.Run(filepath.Base(path), func(t *testing.T) {
			comment, replaced := readArchive(t, path)
			want := ""
			if last := len(replaced) - 1; replaced[last].Name == "want" {
				want, replaced = replaced[last].Data, replaced[:last]
			}
			files, clinic := base(t, replaced...)
			p, err := Load(files, clinic, "clinic.yaml")
			var problems Problems
			if !errors.As(err, &problems) || len(problems) == 0 || p != nil {
				t.Fatalf("protocol %v, error %v", p, err)
			}
			got := problems.Error() + "\n"
			if *update {
				writeArchive(t, path, comment, append(replaced, section{"want", got}))
				return
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("error text (-want +got):\n%s", diff)
			}
		})
	}
}

func TestLoadReadsEverything(t *testing.T) {
	p := loadBase(t)
	want := flows.Protocol{
		ID: "small", Version: 1, Title: "Small",
		Origin: flows.Origin{Licence: "own", Source: "made for tests", Review: "pending"},
		Limits: flows.Limits{
			MinimumGap: 12 * time.Hour, QuietFrom: 21 * 60, QuietTo: 9 * 60, Earliest: 9 * 60, Latest: 20 * 60,
			Suggested: []flows.Clock{12 * 60, 18 * 60}, Taps: 3, FollowUps: 1,
		},
		Window:  flows.Window{Reminders: []time.Duration{90 * time.Minute}, Deadline: 4 * time.Hour, Inactivity: time.Hour},
		Session: flows.SessionRules{Length: 50 * time.Minute, After: 2 * time.Hour, Within: 14 * 24 * time.Hour},
		Rotation: []flows.Slot{{
			ID: "mon", Day: time.Monday, Weeks: [][]string{{"danger", "sleep"}, {"sleep"}}, DutyHours: 2 * time.Hour,
		}},
		Digest: flows.DigestRules{
			Day: time.Friday, Hour: 16 * 60, Recent: 3, Least: 2, MaxAge: 21 * 24 * time.Hour, Low: 1, Order: []int{1, 2},
			MaxAgeRare: 21 * 24 * time.Hour, Good: 3, Baseline: 4, Change: 1, Drops: 2,
			Rest: 28 * 24 * time.Hour, Gap: 14 * 24 * time.Hour, Before: 30 * time.Minute,
		},
	}
	got := *p
	got.Questionnaires, got.Wordings, got.Clinic = nil, nil, nil
	if diff := cmp.Diff(want, got, cmpopts.IgnoreUnexported(flows.Protocol{})); diff != "" {
		t.Errorf("protocol (-want +got):\n%s", diff)
	}
	duty := map[time.Weekday][]flows.Span{time.Monday: {{From: 9 * 60, To: 12 * 60}, {From: 13 * 60, To: 17 * 60}}}
	wantClinic := &flows.Clinic{
		Version: 1, Name: "Test Clinic", Zone: "Europe/London", Languages: []string{"en", "de"}, AdultAge: 18,
		Hours: duty,
		Ladder: flows.Ladder{
			Steps: []flows.LadderStep{
				{Call: flows.RankFirst, Hours: flows.Hours{Duty: true, Spans: duty}},
				{Call: flows.RankNight, After: 20 * time.Minute, Hours: flows.Hours{Always: true}},
				{
					Call: flows.RankLead, After: 30 * time.Minute,
					Hours: flows.Hours{Spans: map[time.Weekday][]flows.Span{time.Tuesday: {{From: 8 * 60, To: 9 * 60}}}}, Tell: true,
				},
			},
			Every: 30 * time.Minute, Reopen: time.Hour, UnseenAfter: flows.DefaultUnseenAfter,
		},
		Helplines: []flows.Helpline{{
			Name: "Emergency", Number: "112", Hours: "day and night", Source: "https://example.org", Checked: "2026-11-01",
			For: flows.ForCrisis,
		}},
	}
	if diff := cmp.Diff(wantClinic, p.Clinic); diff != "" {
		t.Errorf("clinic (-want +got):\n%s", diff)
	}
	zero, four := 0, 4
	item, ok := p.Item("sleep", "slept")
	if !ok {
		t.Fatal("no item slept")
	}
	wantItem := &flows.Item{
		ID: "slept", Kind: flows.Choice, Line: 8,
		Options: []flows.Option{{Code: "badly", Value: &zero}, {Code: "well", Value: &four}, {Code: "not_at_all"}},
	}
	if diff := cmp.Diff(wantItem, item); diff != "" {
		t.Errorf("item (-want +got):\n%s", diff)
	}
	if item, ok := p.Item("sleep", "why"); !ok || !item.FollowUp || item.When.String() != "slept == 0" || item.Line != 10 {
		t.Errorf("item why: %+v", item)
	}
	alerts := p.Questionnaires["danger"].Alerts
	if len(alerts) != 1 || alerts[0].ID != "d_yes" || alerts[0].Level != flows.Red ||
		alerts[0].When.String() != `d1 == "yes"` || alerts[0].Line != 11 {
		t.Errorf("alerts: %+v", alerts)
	}
	if n := len(p.Wordings["de"]); n != 13 {
		t.Errorf("%d German texts", n)
	}
}

func TestFilesThatAreNotYAMLMayLieBeside(t *testing.T) {
	loadBase(t, section{"README.md", "# x\n"}, section{"sub/clinic.yaml", "x"}, section{"old/sleep.yaml", ":"})
}

// clinicAlone reads a clinic's file without a protocol, or anything beside it.
func clinicAlone(data []byte, name string) (*flows.Clinic, error) {
	problems := &Problems{}
	clinic, _ := readClinic(document(name, data, problems), nil)
	return clinic, problems.err()
}

// TestHelplinesSayWhatTheyAreFor: numbers about abuse are kept apart, and do not make a clinic ready.
func TestHelplinesSayWhatTheyAreFor(t *testing.T) {
	clinic, err := clinicAlone(flows.SampleClinic(), "clinic.sample.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if n := len(clinic.AgainstAbuse()); n == 0 || n+len(clinic.Urgent()) != len(clinic.Helplines) {
		t.Errorf("of %d helplines %d are about abuse and %d are not", len(clinic.Helplines), n, len(clinic.Urgent()))
	}
	for _, h := range clinic.Urgent() {
		if h.For != flows.ForCrisis {
			t.Errorf("%s is for %q", h.Name, h.For)
		}
	}
	if clinic.Helplines = clinic.AgainstAbuse(); clinic.Ready() {
		t.Error("a clinic that only has numbers about abuse enrols people")
	}
	wrong := bytes.Replace(flows.SampleClinic(), []byte("for: abuse"), []byte("for: abuses"), 1)
	if _, err := clinicAlone(wrong, "clinic.yaml"); err == nil || !strings.Contains(err.Error(), "`abuses` is not what a helpline is for") {
		t.Errorf("a purpose that there is not is told as %v", err)
	}
}

func TestClinicWithoutHelplinesIsNotReady(t *testing.T) {
	const ladder = "ladder:\n  steps: [{call: first, after: 0m, hours: always, tell: true}]\n  every: 30m\n  reopen: 1h\n"
	clinic, err := clinicAlone([]byte("version: 1\nname: C\nzone: UTC\nlanguages: [en]\nadult_age: 18\n"+ladder), "c.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if clinic.Ready() {
		t.Error("a clinic without helplines is ready")
	}
	sample, err := clinicAlone(flows.SampleClinic(), "clinic.sample.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if !sample.Ready() {
		t.Error("the sample clinic is not ready")
	}
}

func TestFilesThatAreNoDocuments(t *testing.T) {
	for name, test := range map[string]struct{ data, want string }{
		"large":     {strings.Repeat("# x\n", largestFile/4+1), "protocol.yaml: the file is larger than 256 KiB"},
		"latin-1":   {"id: \xe9\n", "protocol.yaml: the file is not text in UTF-8"},
		"binary":    {"id: \x00\n", "protocol.yaml: the file is not text in UTF-8"},
		"nested":    {"id: x\nlimits: " + strings.Repeat("[", 60), "protocol.yaml:2:1: the nesting is deeper than 50 levels"},
		"brackets":  {strings.Repeat("[\n", 60), "protocol.yaml:51:1: the nesting is deeper than 50 levels"},
		"two":       {"id: x\n---\nid: y\n", "protocol.yaml:3:1: a second document begins here; use a file for each"},
		"list":      {"[a]\n", "protocol.yaml:1:1: here must stand lines of the form `key: value`"},
		"comment":   {"# nothing\n", "protocol.yaml: the file is empty"},
		"merge key": {"<<: {id: x}\n", "protocol.yaml:1:1: a key must be a plain word"},
	} {
		files, clinic := base(t)
		files["protocol.yaml"] = &fstest.MapFile{Data: []byte(test.data)}
		_, err := Load(files, clinic, "clinic.yaml")
		var problems Problems
		if !errors.As(err, &problems) || !strings.Contains(problems.Error(), test.want) {
			t.Errorf("%s: %v; want %s", name, err, test.want)
		}
	}
}

func TestFolderThatCannotBeRead(t *testing.T) {
	_, clinic := base(t)
	_, err := Load(fstest.MapFS{}, clinic, "clinic.yaml")
	if err == nil || !strings.Contains(err.Error(), "protocol.yaml: the file cannot be read") {
		t.Errorf("an empty folder: %v", err)
	}
	if _, err := Load(os.DirFS(filepath.Join(t.TempDir(), "none")), clinic, "clinic.yaml"); err == nil ||
		!strings.Contains(err.Error(), "the folder cannot be read") {
		t.Errorf("no folder: %v", err)
	}
}

// Safety questions are left out when too little duty time is left, so a condition may ask for that.
func TestConditionMayAskWhetherSafetyWasLeftOut(t *testing.T) {
	_, files := readArchive(t, "testdata/base.txtar")
	var replaced []section
	for _, f := range files {
		switch f.Name {
		case "protocol.yaml":
			replaced = append(replaced, section{f.Name, strings.Replace(f.Data, "      - [sleep]\n", "", 1)})
		case "sleep.yaml":
			replaced = append(replaced, section{
				f.Name,
				strings.Replace(f.Data, "slept == 0", "not answered(d1) and not declined(d1) and slept == 0", 1),
			})
		}
	}
	if p := loadBase(t, replaced...); len(p.Rotation[0].Weeks) != 1 {
		t.Errorf("weeks %v", p.Rotation[0].Weeks)
	}
}

// Nothing that a file may hold makes loading panic, and every problem has a position within its file.
func FuzzLoad(f *testing.F) {
	_, shipped := readArchive(f, "testdata/base.txtar")
	for i, file := range shipped {
		f.Add(uint8(i), []byte(file.Data))
	}
	f.Add(uint8(0), []byte("a: [&x 1, *x, !!str 2]\n<<: {b: 1}\n? [c]\n: d\n"))
	f.Add(uint8(5), []byte("\rh"))
	f.Add(uint8(1), []byte(strings.Repeat("[", 1000)))
	f.Fuzz(func(t *testing.T, which uint8, data []byte) {
		name := shipped[int(which)%len(shipped)].Name
		files, clinic := base(t)
		if name == "clinic.yaml" {
			clinic = data
		} else {
			files[name] = &fstest.MapFile{Data: data}
		}
		p, err := Load(files, clinic, "clinic.yaml")
		if (p == nil) == (err == nil) {
			t.Fatalf("protocol %v with error %v", p, err)
		}
		var problems Problems
		if err != nil && !errors.As(err, &problems) {
			t.Fatalf("the error is a %T", err)
		}
		lines := len(linesOf(string(data)))
		for _, problem := range problems {
			if problem.Message == "" || problem.File == "" || problem.File == name && problem.Line > lines {
				t.Errorf("problem without place: %+v", problem)
			}
		}
	})
}
