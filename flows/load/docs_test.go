package load

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"footing/flows"
	"footing/flows/load/internal/condition"
)

// fences are the blocks of docs/flows.md by the word behind their opening fence.
func fences(t *testing.T) map[string][]string {
	t.Helper()
	data, err := os.ReadFile("../../docs/flows.md")
	if err != nil {
		t.Fatal(err)
	}
	blocks := map[string][]string{}
	for _, m := range regexp.MustCompile("(?ms)^```([a-z]+)\n(.*?)^```$").FindAllStringSubmatch(string(data), -1) {
		blocks[m[1]] = append(blocks[m[1]], m[2])
	}
	return blocks
}

// documented is the protocol that docs/flows.md builds, and its clinic.
func documented(t *testing.T) (fstest.MapFS, []byte) {
	t.Helper()
	files := fstest.MapFS{}
	for _, block := range fences(t)["yaml"] {
		head, rest, _ := strings.Cut(block, "\n")
		name, ok := strings.CutPrefix(head, "# file: ")
		if !ok {
			t.Fatalf("a block begins with %q and not with its file's name", head)
		}
		files[name] = &fstest.MapFile{Data: []byte(rest)}
	}
	return files, files["clinic.yaml"].Data
}

func TestDocumentedProtocolLoads(t *testing.T) {
	files, clinic := documented(t)
	p, err := Load(files, clinic, "clinic.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if got := len(p.Questionnaires); got != 5 {
		t.Errorf("%d questionnaires", got)
	}
}

func TestDocumentedRandomLoads(t *testing.T) {
	files, clinic := documented(t)
	text := string(files["protocol.yaml"].Data)
	for _, change := range [][2]string{
		{"minimum_gap: 12h", "minimum_gap: 2h"},
		{"reminder: 90m", "reminder: 20m"},
		{"deadline: 4h", "deadline: 1h"},
	} {
		if !strings.Contains(text, change[0]) {
			t.Fatalf("the documented protocol has no %s", change[0])
		}
		text = strings.Replace(text, change[0], change[1], 1)
	}
	files["protocol.yaml"] = &fstest.MapFile{Data: []byte(text + strings.Join(fences(t)["random"], ""))}
	p, err := Load(files, clinic, "clinic.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if len(p.Random) != 1 || p.Random[0].Count != 3 {
		t.Errorf("the moments are %+v", p.Random)
	}
}

func TestDocumentedPromptsLoad(t *testing.T) {
	files, clinic := documented(t)
	text := string(files["protocol.yaml"].Data) + strings.Join(fences(t)["prompts"], "")
	files["protocol.yaml"] = &fstest.MapFile{Data: []byte(text)}
	for _, locale := range []string{"en", "de"} {
		files["prompts."+locale+".yaml"] = &fstest.MapFile{
			Data: []byte("digest.prompt.1.1: One\ndigest.prompt.1.2: Two\ndigest.prompt.1.3: Three\n"),
		}
	}
	p, err := Load(files, clinic, "clinic.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if len(p.Prompts) != 2 || !slices.Equal(p.PromptFits(1, 2), []string{"noise", "worry"}) || p.PromptFits(1, 1) != nil {
		t.Errorf("the prompts are %+v", p.Prompts)
	}
}

func TestDocumentedConditionsCompile(t *testing.T) {
	files, clinic := documented(t)
	p, err := Load(files, clinic, "clinic.yaml")
	if err != nil {
		t.Fatal(err)
	}
	items := map[string]*flows.Item{}
	for _, q := range p.Questionnaires {
		for i := range q.Items {
			items[q.Items[i].ID] = &q.Items[i]
		}
	}
	count := 0
	for _, block := range fences(t)["condition"] {
		for line := range strings.Lines(block) {
			count++
			if _, faults := condition.Compile(strings.TrimSpace(line), items); len(faults) > 0 {
				t.Errorf("%s: %v", line, faults)
			}
		}
	}
	if count < 11 {
		t.Errorf("%d conditions", count)
	}
}

func TestDocumentedProblem(t *testing.T) {
	files, clinic := documented(t)
	slip := strings.Replace(string(files["sleep.yaml"].Data), "when:", "wen:", 1)
	files["sleep.yaml"] = &fstest.MapFile{Data: []byte(slip)}
	_, err := Load(files, clinic, "clinic.yaml")
	if err == nil {
		t.Fatal("a slip is taken")
	}
	if diff := cmp.Diff(strings.Join(fences(t)["problem"], ""), err.Error()+"\n"); diff != "" {
		t.Errorf("the problem of docs/flows.md (-documented +got):\n%s", diff)
	}
}

// TestDocumentedPhrases: the block belongs into the clinic's file, and does what the page says.
func TestDocumentedPhrases(t *testing.T) {
	files, clinic := documented(t)
	block := strings.Join(fences(t)["phrases"], "")
	p, err := Load(files, append(clinic, block...), "clinic.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if !p.MentionsIn("en", "I see no way out") || !p.MentionsIn("de", "Keinen Ausweg!") ||
		p.MentionsIn("de", "see no way") {
		t.Error("the documented phrases are not found")
	}
	if !p.Clinic.Phrases["de"].Instead || p.Clinic.Phrases["en"].Source != "our team, November 2026" {
		t.Errorf("read as %+v", p.Clinic.Phrases)
	}
}
