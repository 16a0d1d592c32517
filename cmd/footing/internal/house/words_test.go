package house

import (
	"go/ast"
	"go/token"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// words are those of the glossary in CONTRIBUTING.md.
func words(t *testing.T) []string {
	t.Helper()
	text, err := os.ReadFile(root + "/CONTRIBUTING.md")
	if err != nil {
		t.Fatal(err)
	}
	_, after, _ := strings.Cut(string(text), "## Words\n")
	glossary, _, _ := strings.Cut(after, "\n\nPatients in examples")
	_, glossary, _ = strings.Cut(glossary, "documents: ")
	glossary = regexp.MustCompile(`\([^)]*\)`).ReplaceAllString(strings.ReplaceAll(glossary, "\n", " "), "")
	var all []string
	for _, word := range strings.FieldsFunc(glossary, func(r rune) bool { return r == ',' || r == ';' || r == '.' }) {
		if word = strings.TrimSpace(word); word != "" && !strings.Contains(word, " ") {
			all = append(all, strings.ToLower(word))
		}
	}
	return all
}

// typesOf lists where the types with a name are declared, whether exported or not, outside of tests.
func typesOf(packs []pack) map[string][]string {
	where := map[string][]string{}
	for _, p := range packs {
		for _, f := range p.files {
			if f.test {
				continue
			}
			for _, d := range f.syntax.Decls {
				decl, ok := d.(*ast.GenDecl)
				if !ok || decl.Tok != token.TYPE {
					continue
				}
				for _, s := range decl.Specs {
					if spec, ok := s.(*ast.TypeSpec); ok {
						name := strings.ToLower(spec.Name.Name)
						where[name] = append(where[name], p.path)
					}
				}
			}
		}
	}
	return where
}

// several are the words of the glossary that name types of more than one package, and these packages. Most mean the one
// thing in a form of their own: a record, a press or a letter about it. A few are everyday words that have a meaning of
// their own in a room, as a page of a list or a side of the program. Where such packages meet, the package's name
// before the word tells them apart. The list may only become shorter.
func several() map[string]string {
	return map[string]string{
		"adjustment": "flows/record, flows/state",
		"alert":      "flows, flows/digest, flows/interchange/internal/neutral, flows/record, flows/state",
		"bare":       "cmd/footing/internal/bench, flows/engine",
		"canary":     "flows, flows/press, flows/record, flows/state",
		"digest":     "flows/digest, flows/record",
		"draft":      "bot, storage",
		"emergency":  "bot/internal/attendant, flows/engine, flows/rehearsal",
		"enrolment":  "flows/record, flows/state",
		"entry":      "bot/simulator, flows/export, storage, storage/written",
		"event":      "flows/load, flows/state",
		"held":       "flows/rehearsal, flows/state",
		"hold":       "bot/internal/lanes, storage",
		"item":       "flows, flows/interchange/internal/neutral",
		"leave":      "flows/press, flows/record, flows/state",
		"letter":     "flows/export, flows/state",
		"notice":     "flows/digest, flows/record, flows/state",
		"occasion":   "flows/digest, flows/export, flows/record, flows/state",
		"page": "bot/channel, bot/internal/alarms, bot/internal/attendant, cmd/footing/demo, " +
			"flows/engine/internal/owndata, flows/export, flows/export/disclosure, flows/state",
		"plea":     "bot/internal/attendant, flows/engine",
		"response": "flows/export, flows/record",
		"route":    "bot/simulator, flows/state",
		"side": "cmd/footing/internal/bench, flows/engine/internal/circle, flows/engine/internal/desk, " +
			"flows/engine/internal/goal, flows/engine/internal/office, flows/engine/internal/owndata, " +
			"flows/engine/internal/patient, flows/engine/internal/safety",
		"swap": "flows/press, flows/state",
		"turn": "flows/engine/internal/turn, flows/load, storage",
	}
}

// TestOneWordForOneThing: a word of the glossary names a type of one package, or of those that several lists.
func TestOneWordForOneThing(t *testing.T) {
	glossary := words(t)
	if len(glossary) < 60 {
		t.Fatalf("only %d words: %q", len(glossary), glossary)
	}
	for _, word := range []string{"deed", "plea", "storm", "slot", "rank", "post", "draft", "hold", "tie", "course", "clue"} {
		if !slices.Contains(glossary, word) {
			t.Errorf("the glossary has no %q", word)
		}
	}
	where := typesOf(module(t, nil))
	for _, word := range glossary {
		got := where[word]
		slices.Sort(got)
		if have, may := strings.Join(got, ", "), several()[word]; have != may && len(got) > 1 || len(got) < 2 && may != "" {
			t.Errorf("%q is a type of %s, and was one of %q: one word for one thing", word, have, may)
		}
	}
}
