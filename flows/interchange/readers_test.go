package interchange

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"footing/flows"
	"footing/flows/interchange/internal/neutral"
	"footing/flows/interchange/internal/rules"
	"footing/flows/internal/dictionary"
	"footing/flows/load/loadtest"
)

// readersFolder has the readers of other people that the tests of package export install.
const readersFolder = "../export/testdata/readers"

// TestFHIRByOthers lets npm's fhir validate every questionnaire, and the shipped instruments.
func TestFHIRByOthers(t *testing.T) {
	missing := ""
	if _, err := exec.LookPath("node"); err != nil {
		missing = "node is not installed (Debian: apt-get install nodejs npm)"
	} else if _, err := os.Stat(filepath.Join(readersFolder, "node_modules")); err != nil {
		missing = "the readers are not installed: npm ci --ignore-scripts --prefix flows/export/testdata/readers"
	}
	switch {
	case missing != "" && os.Getenv("FOOTING_TEST_NODE") == "require":
		t.Fatal(missing)
	case missing != "":
		t.Skip(missing)
	}
	folder := t.TempDir()
	paths, err := filepath.Glob("../library/instruments/*.json")
	if err != nil || len(paths) != 2 {
		t.Fatal("the instruments are not there", err)
	}
	for _, f := range everyForm(t) {
		data, _, err := WriteFHIR(f)
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(folder, f.ID+".json")
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		paths = append(paths, path)
	}
	args := append([]string{filepath.Join(readersFolder, "questionnaires.mjs")}, paths...)
	out, err := exec.CommandContext(t.Context(), "node", args...).CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%.3000s", err, out)
	}
	var found struct {
		Problems []string
		Items    int
	}
	if err := json.Unmarshal(out, &found); err != nil {
		t.Fatalf("%v\n%.3000s", err, out)
	}
	for _, problem := range found.Problems {
		t.Error(problem)
	}
	if found.Items < 40 {
		t.Errorf("%d items were read", found.Items)
	}
}

// everyForm is every shipped questionnaire and one with every kind of item.
func everyForm(t *testing.T) []Form {
	t.Helper()
	plan := loadtest.Shipped(t)
	var forms []Form
	for _, id := range neutral.SortedKeys(plan.Questionnaires) {
		f, _ := Of(plan, id)
		forms = append(forms, f)
	}
	kinds := Form{
		ID: "kinds", Title: "Kinds", Version: 3, Theme: 2, Licence: "own", Source: "a test", Review: "approved",
		Languages: []string{"en", "ar"}, Texts: map[string]neutral.Texts{"en": {}, "ar": {}},
		Items: []neutral.Item{
			{Item: flows.Item{ID: "many", Kind: flows.Several, Options: []flows.Option{{Code: "a"}, {Code: "no"}}}},
			{
				Item: flows.Item{ID: "level", Kind: flows.Scale, Min: 1, Max: 7},
				When: `answered(many) and not selected(many, "no")`,
			},
			{Item: flows.Item{ID: "sure", Kind: flows.YesNo, Options: neutral.NoOrYes()}, When: `level in [1, 2] or declined(level)`},
			{Item: flows.Item{ID: "count", Kind: flows.Number, Min: 1, Max: 30}, When: `sure == "yes"`},
			{Item: flows.Item{ID: "at", Kind: flows.Time}, When: "count > 3"},
			{Item: flows.Item{ID: "on", Kind: flows.Date}},
			{Item: flows.Item{ID: "words", Kind: flows.Text, Max: 200}, When: "answered(at) or answered(on)"},
			{Item: flows.Item{ID: "bye", Kind: flows.Information, Options: neutral.OKOnly()}},
		},
	}
	kinds.Items[1].Options = neutral.Steps(&kinds.Items[1])
	for _, locale := range kinds.Languages {
		for _, key := range append(kinds.Keys(), "button."+flows.RatherNot, "button."+flows.DoesNotFit, "button."+flows.No, "button."+flows.Yes) {
			kinds.Texts[locale][key] = "Words of " + key
		}
	}
	if err := Try(kinds, plan); err != nil {
		t.Fatal(err)
	}
	return append(forms, kinds)
}

func TestEveryKindThereAndBack(t *testing.T) {
	for _, way := range formats() {
		for _, f := range everyForm(t) {
			throughAndBack(t, way, f)
		}
	}
}

// TestXLSFormAsOthersRead opens the workbook without the library that wrote it, and holds it to the XLSForm standard.
func TestXLSFormAsOthersRead(t *testing.T) {
	types := regexp.MustCompile(`^(select_(one|multiple) [a-z0-9_]+|integer|text|date|time|note)$`)
	for _, f := range everyForm(t) {
		data, _, err := WriteXLSForm(f)
		if err != nil {
			t.Fatal(err)
		}
		sheets := rawSheets(t, data)
		lists := map[string]map[string]bool{}
		for _, row := range sheets["choices"] {
			list, name := row["list_name"], row["name"]
			if lists[list] == nil {
				lists[list] = map[string]bool{}
			}
			if lists[list][name] || name == "" || strings.ContainsAny(name, " '") {
				t.Errorf("%s: the answer %q of %s stands there twice, or cannot be one", f.ID, name, list)
			}
			lists[list][name] = true
		}
		before := map[string]string{} // type by name
		for _, row := range sheets["survey"] {
			name, kind := row["name"], row["type"]
			if !types.MatchString(kind) || before[name] != "" || name == "" {
				t.Errorf("%s: the question %q of the type %q", f.ID, name, kind)
			}
			if _, list, selects := strings.Cut(kind, " "); selects && len(lists[list]) < 4 {
				t.Errorf("%s: the list %q has %d answers", f.ID, list, len(lists[list]))
			}
			for _, locale := range f.Languages {
				if !labelled(row, locale) {
					t.Errorf("%s: %s has no label in %s", f.ID, name, locale)
				}
			}
			for _, m := range regexp.MustCompile(`\$\{([^}]*)\}`).FindAllStringSubmatch(row["relevant"], -1) {
				if before[m[1]] == "" {
					t.Errorf("%s: %s looks at %s, which does not come before it", f.ID, name, m[1])
				}
			}
			before[name] = kind
		}
		if one := sheets["settings"]; len(before) != len(f.Items) || len(one) != 1 || one[0]["form_id"] != f.ID ||
			one[0]["version"] != fmt.Sprint(f.Version) {
			t.Errorf("%s: %d questions; settings: %v", f.ID, len(before), one)
		}
	}
}

// rawSheets reads a workbook with nothing but zip and XML.
func rawSheets(t *testing.T, data []byte) map[string][]map[string]string {
	t.Helper()
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	part := func(name string, into any) {
		t.Helper()
		f, err := archive.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(f)
		if err == nil {
			err = xml.Unmarshal(text, into)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	var book struct {
		Sheets []struct {
			Name string `xml:"name,attr"`
		} `xml:"sheets>sheet"`
	}
	var shared struct {
		Texts []string `xml:"si>t"`
	}
	part("xl/workbook.xml", &book)
	part("xl/sharedStrings.xml", &shared)
	sheets := map[string][]map[string]string{}
	for n, sheet := range book.Sheets {
		var content struct {
			Dimension struct {
				Ref string `xml:"ref,attr"`
			} `xml:"dimension"`
			Rows []struct {
				Cells []struct {
					Ref   string `xml:"r,attr"`
					Value int    `xml:"v"`
				} `xml:"c"`
			} `xml:"sheetData>row"`
		}
		part(fmt.Sprintf("xl/worksheets/sheet%d.xml", n+1), &content)
		if !strings.HasPrefix(content.Dimension.Ref, "A1:") {
			t.Errorf("%s says that it reaches over %q", sheet.Name, content.Dimension.Ref)
		}
		names := map[string]string{}
		for y, row := range content.Rows {
			cells := map[string]string{}
			for _, cell := range row.Cells {
				letters := strings.TrimRight(cell.Ref, "0123456789")
				if y == 0 {
					names[letters] = shared.Texts[cell.Value]
				} else {
					cells[names[letters]] = shared.Texts[cell.Value]
				}
			}
			if y > 0 {
				sheets[sheet.Name] = append(sheets[sheet.Name], cells)
			}
		}
	}
	return sheets
}

// TestREDCapDictionary reads the dictionary as REDCap does: eighteen columns, each field once, every answer with its
// label, and branching logic that names fields and answers that are there.
func TestREDCapDictionary(t *testing.T) {
	kinds := []string{"radio", "checkbox", "text", "notes", "descriptive"}
	named := regexp.MustCompile(`\[([a-z0-9_]+)(?:\(([a-z0-9_-]+)\))?\] (?:=|<>|<|>|<=|>=) ('[^']*'|-?[0-9]+)`)
	for _, f := range everyForm(t) {
		data, _, err := WriteREDCap(f)
		if err != nil {
			t.Fatal(err)
		}
		rows, err := csv.NewReader(bytes.NewReader(data)).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(rows[0], dictionary.Columns()) || rows[1][0] != "record_id" ||
			len(rows) != len(f.Items)+2 {
			t.Errorf("%s: %d rows, of which the first are %v", f.ID, len(rows), rows[:2])
		}
		codes := map[string][]string{}
		for n, row := range rows[2:] {
			item := &f.Items[n]
			if row[0] != "q_"+item.ID || codes[row[0]] != nil || !slices.Contains(kinds, row[3]) || row[4] == "" {
				t.Errorf("%s: the field %v", f.ID, row)
			}
			codes[row[0]] = []string{""}
			for _, choice := range strings.Split(row[5], " | ") {
				if code, label, ok := strings.Cut(choice, ", "); ok && label != "" {
					codes[row[0]] = append(codes[row[0]], code)
				}
			}
			if neutral.Tapped(&item.Item) && len(codes[row[0]]) != len(item.Options)+3 {
				t.Errorf("%s: the answers to %s are %q", f.ID, item.ID, row[5])
			}
			if _, err := rules.TakeApart(&f, item.When); item.When != "" && err == nil && row[11] == "" {
				t.Errorf("%s: %s lost its condition", f.ID, item.ID)
			}
			rest := named.ReplaceAllStringFunc(row[11], func(part string) string {
				m := named.FindStringSubmatch(part)
				known, code := codes[m[1]], strings.Trim(m[3], "'")
				if m[2] != "" {
					code = m[2]
				}
				if known == nil || len(known) > 1 && !slices.Contains(known, code) {
					t.Errorf("%s: %s is shown for %s, which cannot be", f.ID, item.ID, part)
				}
				return ""
			})
			if strings.Trim(strings.NewReplacer(" and ", "", " or ", "", "(", "", ")", "").Replace(rest), " ") != "" {
				t.Errorf("%s: %s has the branching logic %s", f.ID, item.ID, row[11])
			}
		}
	}
}

// labelled tells whether a row has a label in a language, in a column like "label::English (en)".
func labelled(row map[string]string, locale string) bool {
	for column, text := range row {
		if strings.HasPrefix(column, "label::") && strings.HasSuffix(column, " ("+locale+")") && text != "" {
			return true
		}
	}
	return false
}
