package engine_test

import (
	"bufio"
	"flag"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"footing/flows"
	"footing/flows/engine"
	"footing/flows/load"
	"footing/flows/rehearsal"
	"footing/flows/state"
)

var update = flag.Bool("update", false, "rewrite the transcripts in testdata")

// TestTranscripts plays testdata/*.txt. Flush-left lines are what happens, indented lines what follows from it:
//
//	everybody is set up              a clinician, a backup and a patient, without showing how: check-ins at 14:00
//	41 more patients are linked to clinician
//	                                 likewise
//	every check-in asks fit          and nothing else
//	quietly lead taps Yes            what follows is not written down
//	the ladder has a night post      somebody is there at any hour
//	routes are shown                 whom the bot would call without the store
//	the clinic is closed 2026-03-03  on that day, or to another: 2026-03-03 to 2026-03-05
//	the clinic names no numbers      or: no numbers about abuse; also: hears complaints at ..., speaks one language
//	the clinic has approved its replies
//	                                 as they are in the sample; later: approves no replies, only approves replies that
//	                                 name a day
//	patient has shared something     the private answers of a check-in
//	the text consent.care reads ...  it has changed, in the clinic's first language
//	at 2026-03-02 14:00              the clock goes on, and what is due happens (clinic's time)
//	office invites clinician Dr Lind the operator's command
//	office dismisses colleague       the operator's command
//	patient: /start {link}           somebody writes; {link} is the last invitation's
//	clinician taps {digits}          the four digits that the patient was shown last
//	patient taps Yes                 somebody presses the youngest button of that label,
//	patient taps data=p:{id of other} or one by its data
//	clinician holds Contact made     a thumb is on the button as it stands,
//	clinician lets go                and the press arrives only now
//	patient sends photo              anything that is not text
//	patient edits 5 to help          a message written earlier, by its number
//	patient blocks | returns         the bot is blocked, or not any more
//	patient comes back as of 2026-03-02 14:00
//	                                 an older copy of the store, of somebody who had everything removed then
//	patient unreachable occasion:... a message could not be delivered: Telegram does not find the person
//	patient cannot remove tidy       Telegram has kept some of what was to be removed
//	patient cannot get reply:...     a message has waited too long for Telegram, and was not sent
//	clinician is called about patient u24.c24
//	                                 without a turn, because of an event that the inbox has or will have
//	said 1h5m ago patient: 4         somebody wrote or pressed it then, and it is taken in now
//	the second channel is used at step 0 about patient u24.c24
//	                                 likewise; or for first about patient u24.c24, or that ", 30m ago"
//	outage patient                   taps may have been lost
//	set back patient 20m             the machine's clock is set back
//	patient speaks ar                the language of their app
//	patient goes by Al               what their app calls them
//	patient: {500 letters}           so long a text
//	patient floods                   more came from them than is taken
//	facts of patient cannot be read  what is stored is damaged; later: can be read again
//	state of colleague cannot be read
//	                                 letters to them are set aside
//
//	the store is away                no turn is made, engine.Bare decides (as of 2026-01-02: what was checked then)
//	nothing can be kept              meanwhile; also: no routes are known, there is a second channel, nobody presses
//	presses are refused: bare.refused
//	                                 also with the store, which is not asked; the text of why
//	alarms are on their way          or arrive, or are refused: those by the emergency way
//	no turn can go on with the alert of patient
//
// The invisible marks that set Latin words apart in Arabic are shown as ⟨ and ⟩.
//
// Every event, effect and state goes through its codec on the way.
func TestTranscripts(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no transcripts: %v", err)
	}
	library := shipped(t) // read once: playing changes nothing of it
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			t.Parallel()
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if lines := strings.Count(string(want), "\n"); lines > mostLines {
				t.Errorf("%d lines are too many to review: one subject a transcript, each set up by itself (quietly ...)", lines)
			}
			plan := library
			if own := protocolOf(file); own != "" {
				plan = ownPlan(t, own)
			}
			s := stageOf(t, plan)
			scanner := bufio.NewScanner(strings.NewReader(string(want)))
			for scanner.Scan() {
				s.line(scanner.Text())
			}
			got := s.String()
			if *update {
				if err := os.WriteFile(file, []byte(got), 0o600); err != nil {
					t.Fatal(err)
				}
				return
			}
			if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got, "\n")); diff != "" {
				t.Errorf("the transcript differs (-want +got); if it should, run go test ./flows/engine -update\n%s", diff)
			}
		})
	}
}

// mostLines is how long a transcript may be, so that a reviewer reads it whole.
const mostLines = 200

// protocolOf is the folder with a transcript's own protocol: random for random.txt and random_pause.txt. Empty: it
// plays the shipped one.
func protocolOf(file string) string {
	subject, _, _ := strings.Cut(strings.TrimSuffix(filepath.Base(file), ".txt"), "_")
	folder := filepath.Join("testdata", subject)
	if _, err := os.Stat(filepath.Join(folder, "protocol.yaml")); err != nil {
		return ""
	}
	return folder
}

// stage plays one transcript, for a test.
type stage struct {
	*rehearsal.Script
	t       testing.TB
	pressed map[string][]string // by name: the data of every button that was ever shown
	texts   map[string][]string // by name: everything that was ever shown
}

// newStage sets the stage with the shipped protocol.
func newStage(t testing.TB) *stage {
	t.Helper()
	return stageOf(t, shipped(t))
}

// stageOf sets the stage with a plan that is there already.
func stageOf(t testing.TB, plan *flows.Protocol) *stage {
	t.Helper()
	s := &stage{Script: rehearsal.NewScript(plan), t: t}
	s.Watch = func(who string, _ state.Event, effects []state.Effect) { s.remember(who, effects) }
	return s
}

// ownPlan is the protocol of a folder, with the shipped English texts of the conversation.
func ownPlan(t testing.TB, folder string) *flows.Protocol {
	t.Helper()
	files := fstest.MapFS{}
	add := func(from fs.FS, pattern string) {
		names, err := fs.Glob(from, pattern)
		if err != nil || len(names) == 0 {
			t.Fatalf("no files %s: %v", pattern, err)
		}
		for _, name := range names {
			data, err := fs.ReadFile(from, name)
			if err != nil {
				t.Fatal(err)
			}
			files[name] = &fstest.MapFile{Data: data}
		}
	}
	add(os.DirFS(folder), "*.yaml")
	texts, err := load.Files(flows.Library())
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range texts { // those that belong to no questionnaire
		own := slices.ContainsFunc(texts, func(f load.File) bool { return f.Name == text.Name && f.Locale == "" })
		if text.Locale == "en" && !own {
			add(flows.Library(), text.Path)
		}
	}
	clinic := regexp.MustCompile(`languages: .*`).ReplaceAll(flows.SampleClinic(), []byte("languages: [en]"))
	plan, err := load.Load(files, clinic, "clinic.sample.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if faults := engine.Check(plan); len(faults) > 0 {
		t.Fatal(faults)
	}
	plan.Bot = "footing_bot"
	return plan
}

// line plays one line.
func (s *stage) line(line string) {
	if err := s.Line(line); err != nil {
		s.t.Fatalf("%v, after:\n%s", err, s)
	}
}

func (s *stage) setUp() {
	if err := s.SetUp(); err != nil {
		s.t.Fatal(err)
	}
}

// TestDocumentedTranscript: the lines of docs/flows.md can be played.
func TestDocumentedTranscript(t *testing.T) {
	page, err := os.ReadFile("../../docs/flows.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(page), "```transcript\n")
	lines, _, ok := strings.Cut(rest, "```")
	if !ok {
		t.Fatal("docs/flows.md has no transcript")
	}
	s := newStage(t)
	for line := range strings.Lines(lines) {
		s.line(strings.TrimSuffix(line, "\n"))
	}
	if !strings.Contains(s.String(), "It stays with you") {
		t.Errorf("it ends otherwise:\n%s", s)
	}
}
