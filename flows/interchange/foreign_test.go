package interchange

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"footing/flows/interchange/internal/neutral"
	"footing/flows/interchange/internal/reading"
	"footing/flows/load/loadtest"
)

// TestForeign imports files as other programs write them. Each is a folder's file with what must come of it beside it:
// the findings, the YAML, or the refusal.
func TestForeign(t *testing.T) {
	plan := loadtest.Shipped(t)
	files, err := filepath.Glob("testdata/foreign/*")
	if err != nil || len(files) == 0 {
		t.Fatal("there is nothing to import", err)
	}
	for _, path := range files {
		if strings.HasSuffix(path, ".golden") {
			continue
		}
		t.Run(filepath.Base(path), func(t *testing.T) {
			data, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			read := ReadFHIR
			if filepath.Ext(path) == ".txt" {
				data, read = bookOf(t, string(data)), ReadXLSForm
			}
			form, found, err := read(data, Wishes{Theme: 2, Licence: "CC0-1.0", Source: "a test"})
			var said strings.Builder
			for _, one := range found {
				said.WriteString(one.String() + "\n")
			}
			if err != nil {
				said.WriteString("\nrefused: " + err.Error() + "\n")
			} else {
				for _, name := range neutral.SortedKeys(form.Files()) {
					said.WriteString("\n-- " + name + " --\n" + string(form.Files()[name]))
				}
				if err := Try(form, plan); err != nil {
					said.WriteString("\ndoes not load:\n" + err.Error() + "\n")
				}
			}
			golden(t, path+".golden", said.String())
		})
	}
}

func golden(t *testing.T, path, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// bookOf makes a workbook of a text: a line [name] begins a sheet, the cells of a row stand between bars.
func bookOf(t testing.TB, text string) []byte {
	t.Helper()
	data, err := makeBook(text)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func makeBook(text string) ([]byte, error) {
	book, sheet, row := excelize.NewFile(), "Sheet1", 0
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		switch {
		case line == "":
		case strings.HasPrefix(line, "["):
			sheet, row = strings.Trim(line, "[]"), 0
			if _, err := book.NewSheet(sheet); err != nil {
				return nil, err
			}
		default:
			row++
			for n, cell := range strings.Split(line, "|") {
				name, err := excelize.CoordinatesToCellName(n+1, row)
				if err == nil {
					err = book.SetCellValue(sheet, name, strings.TrimSpace(cell))
				}
				if err != nil {
					return nil, err
				}
			}
		}
	}
	var b bytes.Buffer
	err := errors.Join(book.DeleteSheet("Sheet1"), book.Write(&b))
	return b.Bytes(), err
}

// TestChangedBeside: where somebody changed what other programs see, that counts, and it is said.
func TestChangedBeside(t *testing.T) {
	f, _ := Of(loadtest.Shipped(t), "safety")
	data, _, err := WriteFHIR(f)
	if err != nil {
		t.Fatal(err)
	}
	changed := strings.Replace(string(data), `"code": "usual"
          }
        }`, `"code": "no"
          }
        }`, 1)
	if changed == string(data) {
		t.Fatal("nothing was changed")
	}
	back, found, err := ReadFHIR([]byte(changed), Wishes{Theme: NoTheme})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := back.Item("s2").When, `s1 == "no" or s1 == "more"`; got != want {
		t.Errorf("the condition is `%s`, want `%s`", got, want)
	}
	if len(found) != 1 || !strings.Contains(found[0].What, "was changed beside Footing's own") {
		t.Errorf("found: %v", found)
	}
}

func TestRefused(t *testing.T) {
	deep := `{"resourceType":"Questionnaire","item":` + strings.Repeat(`[{"type":"group","item":`, 300) + `[]` +
		strings.Repeat(`}]`, 300) + `}`
	empty := bookOf(t, "[survey]\ntype|name|label")
	for name, c := range map[string]struct {
		read func([]byte, Wishes) (Form, []Finding, error)
		data []byte
		want string
	}{
		"no workbook":     {ReadXLSForm, []byte("type,name,label"), "it is not an .xlsx workbook"},
		"nothing":         {ReadXLSForm, nil, "it is not an .xlsx workbook"},
		"half a workbook": {ReadXLSForm, bookOf(t, "[survey]\ntype|name\ntext|a")[:900], "it is not an .xlsx workbook"},
		"no survey":       {ReadXLSForm, bookOf(t, "[questions]\ntype|name"), "no sheet `survey`"},
		"no questions":    {ReadXLSForm, empty, "no sheet `survey` with questions"},
		"too many rows": {
			ReadXLSForm, bookOf(t, "[survey]\ntype|name\n"+strings.Repeat("note|n\n", reading.MostRows+1)),
			"more than 2000 rows with text",
		},
		"a large workbook": {ReadXLSForm, make([]byte, reading.LargestFile+1), "larger than 8 MiB"},
		"a bomb":           {ReadXLSForm, bomb(t), "unzip size exceeds"},
		"no JSON":          {ReadFHIR, []byte("<Questionnaire/>"), "it is not JSON"},
		"a large resource": {ReadFHIR, make([]byte, reading.LargestFile+1), "larger than 8 MiB"},
		"another resource": {ReadFHIR, []byte(`{"resourceType":"Patient"}`), "not a FHIR Questionnaire"},
		"two resources":    {ReadFHIR, []byte(`{"resourceType":"Questionnaire"} {}`), "more than one JSON value"},
		"a deep resource":  {ReadFHIR, []byte(deep), "nested too deep"},
		"not a resource":   {ReadFHIR, []byte(`[1,2]`), "not a FHIR Questionnaire"},
	} {
		t.Run(name, func(t *testing.T) {
			_, _, err := c.read(c.data, Wishes{Theme: 1, Licence: "own", Source: "a test", Language: "en"})
			if !errors.Is(err, reading.ErrUnreadable) || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%v, want %q", err, c.want)
			}
		})
	}
}

// bomb is a small workbook that unpacks to more than is read.
func bomb(t *testing.T) []byte {
	t.Helper()
	book := excelize.NewFile()
	if err := book.SetSheetName("Sheet1", "survey"); err != nil {
		t.Fatal(err)
	}
	long := strings.Repeat("a", 32000)
	for n := range 1100 {
		cell, _ := excelize.CoordinatesToCellName(1, n+1)
		if err := book.SetCellStr("survey", cell, long+cell); err != nil {
			t.Fatal(err)
		}
	}
	var b bytes.Buffer
	if err := book.Write(&b); err != nil {
		t.Fatal(err)
	}
	if b.Len() > reading.LargestFile/4 {
		t.Fatalf("the bomb has %d bytes", b.Len())
	}
	return b.Bytes()
}

// TestWithoutLicence: a file without licence and source is not taken in.
func TestWithoutLicence(t *testing.T) {
	f, _ := Of(loadtest.Shipped(t), "settled")
	for _, way := range formats() {
		bare := f
		bare.Licence, bare.Source = "", ""
		data, _, err := way.write(bare)
		if err != nil {
			t.Fatal(err)
		}
		if way.name == "fhir" {
			data = bytes.ReplaceAll(data, []byte(`"copyright": "licence: ; source: "`), []byte(`"copyright": ""`))
		}
		_, _, err = way.read(data, Wishes{Theme: NoTheme})
		if err == nil || !strings.Contains(err.Error(), "--licence") || !strings.Contains(err.Error(), "--source") {
			t.Errorf("%s: %v", way.name, err)
		}
		form, _, err := way.read(data, Wishes{Theme: NoTheme, Licence: "CC-BY-4.0", Source: "somewhere"})
		if err != nil || form.Licence != "CC-BY-4.0" || form.Source != "somewhere" {
			t.Errorf("%s: %v, %s, %s", way.name, err, form.Licence, form.Source)
		}
	}
}

// The seeds are small: what is new of a large input is minimised for a minute, in which nothing is tried.

// FuzzWorkbook reads what only may be a workbook.
func FuzzWorkbook(f *testing.F) {
	f.Add(bookOf(f, "[survey]\ntype|name|label::English (en)\nnote|a|A"))
	f.Fuzz(func(_ *testing.T, data []byte) {
		_, _, _ = ReadXLSForm(data, Wishes{Theme: 1, Licence: "own", Source: "a test"})
	})
}

// FuzzXLSForm reads workbooks with anything in their cells.
func FuzzXLSForm(f *testing.F) {
	plan := loadtest.Shipped(f)
	f.Add("[survey]\ntype|name|label::English (en)|relevant|footing_kind\nselect_one l|a|A\nbegin_group|g\nrange|b|B|${a} = 'x'|scale\nend_group\n[choices]\nlist_name|name|label::English (en)\nl|x|X\nl|y|Y")
	f.Add("[survey]\ntype|name|label|constraint\ninteger|n|N|. >= 1 and . <= 2\n[settings]\nform_id|default_language|footing_theme\nf|en|0\n[footing_alerts]\nid|level|when\na|red|n > 1")
	f.Fuzz(func(t *testing.T, text string) {
		data, err := makeBook(text)
		if err != nil || len(text) > 5000 {
			return
		}
		form, _, err := ReadXLSForm(data, Wishes{Theme: 1, Licence: "own", Source: "a test"})
		if err != nil {
			return
		}
		_ = Try(form, plan)
		if _, _, err := WriteXLSForm(form); err != nil {
			t.Errorf("what was read cannot be written: %v", err)
		}
	})
}

// FuzzRelevant reads expressions; what is understood must load or be refused by the loader, and never panic.
func FuzzRelevant(f *testing.F) {
	plan := loadtest.Shipped(f)
	form, _ := Of(plan, "support")
	for _, seed := range []string{
		"${support} = 'none'", "not(${support} != '' and selected(${support}, 'effort'))", "(((",
		"${support} > 1 or 2 < number(${support})",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(_ *testing.T, expression string) {
		r := reading.New(Wishes{})
		r.Form, r.Names["support"] = form, "support"
		condition, err := r.Condition(expression)
		if err != nil {
			return
		}
		turned := form
		turned.Items = append([]neutral.Item{}, form.Items...)
		turned.Items[1].When = condition
		_ = Try(turned, plan)
	})
}

func FuzzFHIR(f *testing.F) {
	plan := loadtest.Shipped(f)
	for _, seed := range []string{
		`{"resourceType":"Questionnaire","id":"q","item":[{"linkId":"a","type":"boolean","text":"A"},{"linkId":"b","type":"integer","text":"B","enableWhen":[{"question":"a","operator":"=","answerBoolean":true}]}]}`,
		`{"resourceType":"Questionnaire","copyright":"c","item":[{"linkId":"g","type":"group","item":[{"linkId":"a","type":"choice","repeats":true,"answerOption":[{"valueCoding":{"code":"x"}},{"valueString":"y"}]}]}]}`,
		`{"resourceType":"Questionnaire","extension":[{"url":"urn:footing:theme","valueInteger":0}],"item":[{"linkId":"a","type":"choice","extension":[{"url":"urn:footing:kind","valueString":"scale"}],"answerOption":[{"valueCoding":{"code":"0"}},{"valueCoding":{"code":"4"}}]}]}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		form, _, err := ReadFHIR(data, Wishes{Theme: 1, Licence: "own", Source: "a test", Language: "en"})
		if err != nil {
			return
		}
		_ = Try(form, plan)
		if again, _, err := WriteFHIR(form); err != nil || !json.Valid(again) {
			t.Errorf("what was read cannot be written: %v", err)
		}
	})
}
