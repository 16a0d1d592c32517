package load

import (
	"regexp"
	"strings"
	"testing"
	"testing/fstest"
)

var lockLine = regexp.MustCompile("add `([a-z]+: [0-9a-f]{32})` under `locked` in sleep.yaml")

// lockedSleep is the documented protocol with a lock of one of its questionnaires: the marks that Load offers.
func lockedSleep(t *testing.T) (fstest.MapFS, []byte) {
	t.Helper()
	files, clinic := documented(t)
	plain := string(files["sleep.yaml"].Data) +
		"\nalerts:\n  - {id: no_sleep, level: note, when: slept == 0, at_end: true}\n"
	lock := func(marks string) {
		files["sleep.yaml"] = &fstest.MapFile{Data: []byte(strings.Replace(plain, "\nitems:", "\nlocked:\n"+marks+"items:",
			1))}
	}
	lock("  fr: 00000000000000000000000000000000\n")
	_, err := Load(files, clinic, "clinic.yaml")
	if err == nil {
		t.Fatal("a language without a mark is taken")
	}
	marks := ""
	for _, m := range lockLine.FindAllStringSubmatch(err.Error(), -1) {
		marks += "  " + m[1] + "\n"
	}
	lock(marks)
	return files, clinic
}

func TestLocked(t *testing.T) {
	files, clinic := lockedSleep(t)
	p, err := Load(files, clinic, "clinic.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if locked := p.Questionnaires["sleep"].Locked; len(locked) != 2 || p.Questionnaires["mood"].Locked != nil {
		t.Errorf("locked: %v", locked)
	}
	for name, c := range map[string]struct{ file, old, new string }{
		"a word":        {"sleep.en.yaml", "How have you slept", "How well have you slept"},
		"a translation": {"sleep.de.yaml", "Schlecht", "Mies"},
		"a score":       {"sleep.yaml", "code: partly, value: 2", "code: partly, value: 3"},
		"an answer":     {"sleep.yaml", "{code: worry}, {code: other}", "{code: other}, {code: worry}"},
		"a condition":   {"sleep.yaml", "slept == 0 or", "slept <= 2 or"},
		"a follow-up":   {"sleep.yaml", "follow_up: true", "follow_up: safety"},
		"a phrase":      {"sleep.yaml", "follow_up: true", "follow_up: true\n    on_phrase: true"},
		"a level":       {"sleep.yaml", "level: note", "level: line"},
		"a rule":        {"sleep.yaml", "when: slept == 0,", "when: slept <= 2,"},
		"its moment":    {"sleep.yaml", ", at_end: true", ""},
		"an intro more": {"sleep.en.yaml", "sleep.slept.text", "sleep.slept.intro: \"First\"\nsleep.slept.text"},
	} {
		t.Run(name, func(t *testing.T) {
			files, clinic := lockedSleep(t)
			changed := strings.Replace(string(files[c.file].Data), c.old, c.new, 1)
			if changed == string(files[c.file].Data) {
				t.Fatalf("%s has no %s", c.file, c.old)
			}
			files[c.file] = &fstest.MapFile{Data: []byte(changed)}
			if _, err := Load(files, clinic, "clinic.yaml"); err == nil || !strings.Contains(err.Error(), "`sleep` is locked, and in `") {
				t.Errorf("it is taken: %v", err)
			}
		})
	}
}

func TestLockThatIsNone(t *testing.T) {
	files, clinic := documented(t)
	text := strings.Replace(string(files["sleep.yaml"].Data), "\nitems:", "\nlocked:\n  English: yes\nitems:", 1)
	files["sleep.yaml"] = &fstest.MapFile{Data: []byte(text)}
	_, err := Load(files, clinic, "clinic.yaml")
	for _, want := range []string{"`English` is not a language tag", "`yes` is not the mark of a wording"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %s", err, want)
		}
	}
}
