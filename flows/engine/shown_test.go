package engine_test

import (
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"footing/flows"
	"footing/flows/state"
)

// unshown are the texts that no transcript shows, and why none is needed. A name that ends with a dot stands for all
// texts that begin with it.
func unshown() map[string]string {
	return map[string]string{
		"profile.":              "the bot's own profile: TestTheBotPresentsItself, package bot",
		"words.help_with":       "patterns of what people write: TestHelpInOtherWords",
		"alarm.kept_not":        "after more presses than a transcript has lines: TestNoActIsDroppedUnsaid",
		"share.note_stays":      "of a note of an earlier release: TestANoteOfAnEarlierReleaseNamesNobody",
		"desk.note.rule_failed": "no rule of a plan that was loaded fails: TestARuleThatFails",
	}
}

// byDate are texts of which the date alone chooses one.
var byDate = regexp.MustCompile(`^((week)?day\.|(digest\.)?month\.\d+$)`)

// TestEveryTextIsShown: each text of the conversation is shown in a transcript, so that somebody has read it where it
// is said, as the person who gets it.
func TestEveryTextIsShown(t *testing.T) {
	library := shipped(t)
	texts := newSigns(library)
	library = texts.signed(library)
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no transcripts: %v", err)
	}
	t.Run("play", func(t *testing.T) {
		for _, file := range files {
			t.Run(filepath.Base(file), func(t *testing.T) {
				t.Parallel()
				plan := library
				if own := protocolOf(file); own != "" {
					plan = texts.signed(ownPlan(t, own))
				}
				playSigned(t, file, plan, texts)
			})
		}
	})
	for _, key := range texts.keys {
		why := excuse(key)
		switch {
		case texts.shown[key] && why != "":
			t.Errorf("a transcript shows %s: it is no exception", key)
		case !texts.shown[key] && why == "" && !alike(texts, key):
			t.Errorf("no transcript shows %s", key)
		}
	}
	noDeskWords(t, library, texts.patients)
	staffIsAddressedFormally(t, library, texts)
}

// staffIsAddressedFormally: in German the clinic's people are addressed as "Sie", but for what patients and strangers
// may read, too: the start, menus, and the receipt of who has everything erased.
func staffIsAddressedFormally(t *testing.T, plan *flows.Protocol, texts *signs) {
	t.Helper()
	familiar := regexp.MustCompile(`(?i)\b(du|dein(e[mnrs]?)?|dir|dich|euch|euer|eure[mnrs]?|` +
		`bitte (drück|frag|gib|nimm|sag|schreib))\b`)
	patients := regexp.MustCompile(`^(start\..*|erase\.receipt|command\.(consent|erase|goal|mydata|pause|plan))$`)
	quoted := regexp.MustCompile(`„[^“]*“`) // what patients read
	for _, key := range texts.keys {
		text := quoted.ReplaceAllString(plan.Wordings["de"][key], "")
		if texts.shown[key] && !texts.patients[key] && !patients.MatchString(key) && familiar.MatchString(text) {
			t.Errorf("%s addresses staff as a patient: %q", key, text)
		}
	}
}

// deskWords are words of the clinician's summary: what is low, what slips, by which threshold. In a patient's chat they
// would be a verdict. Nor is the first word to them that therapy may not help.
func deskWords() map[string]*regexp.Regexp {
	words := func(list string) *regexp.Regexp {
		return regexp.MustCompile(`(?i)(^|[^\pL])(` + list + `)([^\pL]|$)`)
	}
	return map[string]*regexp.Regexp{
		"en": words(`thresholds?|low|lower|lowest|slips?|slipping|baseline|median|scores?|facets?|drops?|in a row|levels?|` +
			`do not get better`),
		"de": words(`schwellen?|schwellenwerte?|niedrig\pL*|lässt nach|gesunken|ausgangswert|median|punktwerte?|facetten?|` +
			`nacheinander|geht ihnen nicht besser`),
		"es": words(`umbral\pL*|bajo|bajos|baja|bajas|va a menos|bajadas?|mediana|puntuación|facetas?|seguid[ao]s|` +
			`no mejoran`),
		"ar": words(`عتبة|العتبة|منخفضة?|يتراجع|تتراجع|انخفاضات|متتالية|وسيط|درجة|مستوى|لا تتحسّن`),
	}
}

// noDeskWords: no text that stands in a patient's chat, and no question, has a word of the clinician's summary.
func noDeskWords(t *testing.T, plan *flows.Protocol, patients map[string]bool) {
	t.Helper()
	if len(patients) < 300 || !patients["dosing.talk"] || patients["dosing.thresholds"] {
		t.Fatalf("patients are shown %d texts", len(patients))
	}
	for locale, form := range deskWords() {
		texts := shippedTexts(plan, locale, patients)
		for key, text := range texts {
			text = strings.NewReplacer("bajo tu código", "").Replace(text)
			if found := form.FindString(text); found != "" {
				t.Errorf("%s, %s has a word of the clinician's, %q: %q", locale, key, found, text)
			}
		}
	}
}

// shippedTexts are those that patients are shown in one language, with the words of all questions.
func shippedTexts(plan *flows.Protocol, locale string, patients map[string]bool) map[string]string {
	texts := map[string]string{}
	for key, text := range plan.Wordings[locale] {
		id, _, _ := strings.Cut(key, ".")
		if patients[key] || plan.Questionnaires[id] != nil && listed()[key] == nil {
			texts[key] = text
		}
	}
	return texts
}

// excuse is why a text need not be shown, or "".
func excuse(key string) string {
	for name, why := range unshown() {
		if key == name || strings.HasSuffix(name, ".") && strings.HasPrefix(key, name) {
			return why
		}
	}
	return ""
}

// TestExceptionsAreKeys: what is excused exists.
func TestExceptionsAreKeys(t *testing.T) {
	for name := range unshown() {
		if !slices.ContainsFunc(slices.Collect(maps.Keys(listed())), func(key string) bool {
			return key == name || strings.HasSuffix(name, ".") && strings.HasPrefix(key, name)
		}) {
			t.Errorf("there is no text %s", name)
		}
	}
}

// alike tells whether another text of the same date was shown.
func alike(texts *signs, key string) bool {
	if !byDate.MatchString(key) {
		return false
	}
	family := key[:strings.LastIndex(key, ".")+1]
	for shown := range texts.shown {
		if byDate.MatchString(shown) && strings.HasPrefix(shown, family) {
			return true
		}
	}
	return false
}

func playSigned(t *testing.T, file string, plan *flows.Protocol, texts *signs) {
	t.Helper()
	lines, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	s := stageOf(t, plan)
	s.Watch = func(who string, e state.Event, effects []state.Effect) {
		of := s.Rehearsal.Role(s.Rehearsal.Who(s.Names[who]))
		if of != nil && of.State.Patient != nil && of.State.Desk == nil {
			texts.patient(effects)
		}
		texts.look(e, effects)
	}
	for line := range strings.Lines(string(lines)) {
		s.line(strings.TrimSuffix(line, "\n"))
	}
}

// TestARuleThatFails: where a rule cannot be evaluated, because an answer is of an earlier plan, the clinician is told
// so on the same day.
func TestARuleThatFails(t *testing.T) {
	s := newStage(t)
	s.setUp()
	s.line("every check-in asks safety")
	s.line("at 2026-03-02 14:00")
	s.line("patient taps No")
	open := s.Role("patient").State.Patient.Open
	answer := open.Answers["s1"]
	answer.Code = "a_code_of_before"
	open.Answers["s1"] = answer
	s.line("patient taps No")
	if text := s.String(); !strings.Contains(text, ", act): Note · A-17 · 14:00: a safety rule could not be "+
		"evaluated for today's answers. Please look at them yourself, and tell whoever runs this bot.") {
		t.Errorf("the clinician reads nothing of it:\n%s", text)
	}
}
