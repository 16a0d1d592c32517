package export

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/parquet-go/parquet-go"
	"github.com/samply/golang-fhir-models/fhir-models/fhir"
)

func TestManifestFitsTheFiles(t *testing.T) {
	s := newStore(t).cohort(60, 1)
	for name, o := range every(s) {
		f, summary := s.export(t, o)
		var m manifest
		f.json(t, "manifest.json", &m)
		var listed []string
		for _, one := range m.Files {
			listed = append(listed, one.Name)
			sum := sha256.Sum256(f[one.Name].Bytes())
			if one.SHA256 != hex.EncodeToString(sum[:]) || one.Bytes != int64(f[one.Name].Len()) {
				t.Errorf("%s: %s is not as the manifest says", name, one.Name)
			}
		}
		want := slices.DeleteFunc(slices.Sorted(maps.Keys(f)), func(n string) bool { return n == "manifest.json" })
		if diff := cmp.Diff(want, listed); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
		sum := sha256.Sum256(f["manifest.json"].Bytes())
		if summary.Manifest != hex.EncodeToString(sum[:]) {
			t.Errorf("%s: the summary names another manifest", name)
		}
		for file, content := range f {
			if !strings.HasSuffix(file, ".parquet") && !utf8.Valid(content.Bytes()) {
				t.Errorf("%s: %s is not UTF-8", name, file)
			}
		}
	}
}

// TestDataPackage reads every CSV file by what datapackage.json says of it.
func TestDataPackage(t *testing.T) {
	s := newStore(t).cohort(60, 1)
	for name, o := range every(s) {
		f, _ := s.export(t, o)
		var d dataPackage
		f.json(t, "datapackage.json", &d)
		tables := map[string][]map[string]string{}
		for _, r := range d.Resources {
			sum := sha256.Sum256(f[r.Path].Bytes())
			if r.Hash != "sha256:"+hex.EncodeToString(sum[:]) || r.Bytes != int64(f[r.Path].Len()) {
				t.Errorf("%s: %s is not as datapackage.json says", name, r.Path)
			}
			if r.Schema == nil {
				continue
			}
			if !bytes.Contains(f[r.Path].Bytes(), []byte(r.Dialect.LineTerminator)) {
				t.Errorf("%s: %s has other line ends", name, r.Path)
			}
			tables[r.Name] = f.rows(t, r.Path)
			checkTable(t, r, f)
		}
		for _, r := range d.Resources {
			if r.Schema == nil {
				continue
			}
			unique(t, r.Name, tables[r.Name], r.Schema.PrimaryKey)
			for _, key := range r.Schema.ForeignKeys {
				there := unique(t, key.Reference.Resource, tables[key.Reference.Resource], key.Reference.Fields)
				for _, row := range tables[r.Name] {
					if !there[keyOf(row, key.Fields)] {
						t.Fatalf("%s: %v names nothing in %s", name, row, key.Reference.Resource)
					}
				}
			}
		}
	}
}

func keyOf(row map[string]string, fields []string) string {
	key := ""
	for _, field := range fields {
		key += row[field] + "\x00"
	}
	return key
}

func unique(t *testing.T, name string, rows []map[string]string, fields []string) map[string]bool {
	t.Helper()
	seen := map[string]bool{}
	for _, row := range rows {
		key := keyOf(row, fields)
		if len(fields) > 0 && seen[key] {
			t.Fatalf("%s has two rows with the key %q", name, key)
		}
		seen[key] = true
	}
	return seen
}

// checkTable checks header, types and constraints.
func checkTable(t *testing.T, r resource, f folder) {
	t.Helper()
	all, err := csv.NewReader(bytes.NewReader(f[r.Path].Bytes())).ReadAll()
	if err != nil {
		t.Fatalf("%s: %v", r.Path, err)
	}
	for n, field := range r.Schema.Fields {
		if all[0][n] != field.Name || field.Description == "" {
			t.Errorf("%s: column %d is %s, described as %s: %q", r.Path, n, all[0][n], field.Name, field.Description)
		}
		limits := constraints{}
		if field.Constraints != nil {
			limits = *field.Constraints
		}
		for _, row := range all[1:] {
			cell := row[n]
			if cell == "" {
				if limits.Required {
					t.Fatalf("%s: %s is missing in %v", r.Path, field.Name, row)
				}
				continue
			}
			number, err := strconv.Atoi(cell)
			switch {
			case field.Type == "integer" && err != nil, field.Type == "boolean" && cell != "true" && cell != "false",
				limits.Minimum != nil && number < *limits.Minimum, limits.Enum != nil && !slices.Contains(limits.Enum, cell):
				t.Fatalf("%s: %s is %q, which is not %+v of type %s", r.Path, field.Name, cell, limits, field.Type)
			}
		}
	}
}

// TestTwins: Parquet and JSON lines say what the CSV says, column by column.
func TestTwins(t *testing.T) {
	s := newStore(t).cohort(60, 1)
	o := s.options(Records)
	o.Formats = []Format{CSV, Parquet, JSONL}
	f, _ := s.export(t, o)
	twins(t, f, responsesSheet())
	twins(t, f, occasionsSheet())
	twins(t, f, participantsSheet())
	twins(t, f, codebookSheet())
	twins(t, f, figuresSheet())
	o.Level = Tables
	f, _ = s.export(t, o)
	twins(t, f, tablesSheet())
}

func twins[T any](t *testing.T, f folder, s sheet[T]) {
	t.Helper()
	want, err := csv.NewReader(bytes.NewReader(f[s.name+".csv"].Bytes())).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	content := f[s.name+".parquet"].Bytes()
	rows, err := parquet.Read[T](bytes.NewReader(content), int64(len(content)))
	if err != nil {
		t.Fatal(err)
	}
	var lines []T
	decoder := json.NewDecoder(bytes.NewReader(f[s.name+".jsonl"].Bytes()))
	for decoder.More() {
		var line T
		if err := decoder.Decode(&line); err != nil {
			t.Fatal(err)
		}
		lines = append(lines, line)
	}
	for kind, rows := range map[string][]T{"parquet": rows, "jsonl": lines} {
		got := [][]string{want[0]}
		for n := range rows {
			cells := make([]string, len(s.columns))
			for i := range s.columns {
				cells[i] = s.columns[i].csv(&rows[n])
			}
			got = append(got, cells)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s.%s differs from the CSV: %.2000s", s.name, kind, diff)
		}
	}
	row := reflect.TypeFor[T]()
	for n, c := range s.columns {
		field := row.Field(n)
		parquetName, _, _ := strings.Cut(field.Tag.Get("parquet"), ",")
		if field.Tag.Get("json") != c.name || parquetName != c.name {
			t.Errorf("%s: column %s is %q in JSON and %q in Parquet", s.name, c.name, field.Tag.Get("json"), parquetName)
		}
	}
}

var fhirIDPattern = regexp.MustCompile(`^[A-Za-z0-9.-]{1,64}$`)

func TestFHIR(t *testing.T) {
	s := newStore(t).cohort(60, 1)
	for _, coarsen := range []bool{false, true} {
		o := s.options(Records)
		o.Formats, o.Coarsen = []Format{CSV, FHIR}, coarsen
		f, _ := s.export(t, o)
		offered := checkQuestionnaires(t, f, coarsen)
		answers, ids := 0, map[string]bool{}
		for _, line := range lines(f["fhir/QuestionnaireResponse.ndjson"]) {
			r, err := fhir.UnmarshalQuestionnaireResponse([]byte(line))
			if err != nil {
				t.Fatal(err)
			}
			if ids[*r.Id] || !fhirIDPattern.MatchString(*r.Id) {
				t.Fatalf("id %q is taken or not one of FHIR", *r.Id)
			}
			ids[*r.Id] = true
			for _, item := range r.Item {
				answers++
				options, asked := offered[*r.Questionnaire][item.LinkId]
				if !asked {
					t.Fatalf("%s does not ask %s", *r.Questionnaire, item.LinkId)
				}
				for _, a := range item.Answer {
					if coded := len(options) > 0; coded != (a.ValueCoding != nil) || (coded && !options[*a.ValueCoding.Code]) || coded == (a.ValueInteger != nil) {
						t.Fatalf("%s answers %s with %+v", *r.Questionnaire, item.LinkId, a)
					}
				}
			}
		}
		want := 0
		for _, r := range f.rows(t, "responses.csv") {
			if r["item_version"] != "" {
				want++
			}
		}
		if answers != want || want == 0 {
			t.Errorf("coarsen=%v: %d answers, want %d", coarsen, answers, want)
		}
	}
}

// checkQuestionnaires gives what each item of each questionnaire offers.
func checkQuestionnaires(t *testing.T, f folder, coarsen bool) map[string]map[string]map[string]bool {
	t.Helper()
	offered, enabled := map[string]map[string]map[string]bool{}, 0
	for _, line := range lines(f["fhir/Questionnaire.ndjson"]) {
		var q struct {
			ResourceType, ID, URL, Version, Status string
			Item                                   []struct {
				LinkID, Text, Type string
				AnswerOption       []map[string]struct{ Code, System string }
				EnableWhen         []struct {
					Question, Operator string
					AnswerCoding       struct{ Code, System string }
				}
				EnableBehavior string
			}
		}
		if err := json.Unmarshal([]byte(line), &q); err != nil {
			t.Fatal(err)
		}
		if q.ResourceType != "Questionnaire" || !fhirIDPattern.MatchString(q.ID) || q.Status != "draft" {
			t.Errorf("%s is a %s, %s", q.ID, q.ResourceType, q.Status)
		}
		items := map[string]map[string]bool{}
		offered[q.URL+"|"+q.Version] = items
		for _, i := range q.Item {
			items[i.LinkID] = map[string]bool{}
			typed := slices.Contains([]string{"integer", "text", "display"}, i.Type)
			if i.Text == "" || (!typed && i.Type != "choice") || (typed && len(i.AnswerOption) > 0) || (!typed && !coarsen && len(i.AnswerOption) < 3) {
				t.Errorf("%s.%s asks %q as %s with %d options", q.ID, i.LinkID, i.Text, i.Type, len(i.AnswerOption))
			}
			for _, option := range i.AnswerOption {
				if len(option) != 1 {
					t.Fatalf("%s.%s has an option of several kinds: %v", q.ID, i.LinkID, option)
				}
				items[i.LinkID][option["valueCoding"].Code] = true
			}
			for _, e := range i.EnableWhen {
				enabled++
				if !items[e.Question][e.AnswerCoding.Code] || e.Operator != "=" || i.EnableBehavior != "any" {
					t.Errorf("%s.%s is asked when %s %s %s, which does not come before it", q.ID, i.LinkID, e.Question, e.Operator, e.AnswerCoding.Code)
				}
			}
		}
	}
	if enabled == 0 && !coarsen {
		t.Error("no item has a condition")
	}
	return offered
}

func lines(content *bytes.Buffer) []string {
	var list []string
	scanner := bufio.NewScanner(bytes.NewReader(content.Bytes()))
	scanner.Buffer(nil, 1<<20)
	for scanner.Scan() {
		list = append(list, scanner.Text())
	}
	return list
}

func TestREDCap(t *testing.T) {
	s := newStore(t).cohort(60, 1)
	for _, coarsen := range []bool{false, true} {
		o := s.options(Records)
		o.Formats, o.Coarsen = []Format{CSV, REDCap}, coarsen
		f, _ := s.export(t, o)
		choices, forms := map[string][]string{}, map[string]bool{}
		for _, row := range f.rows(t, "redcap/dictionary.csv") {
			name := row["Variable / Field Name"]
			if len(row) != 18 || !regexp.MustCompile(`^[a-z][a-z0-9_]*$`).MatchString(name) {
				t.Fatalf("field %q, %d columns", name, len(row))
			}
			if _, twice := choices[name]; twice {
				t.Errorf("field %s is there twice", name)
			}
			forms[row["Form Name"]] = true
			choices[name] = nil
			switch row["Field Type"] {
			case "checkbox":
				for _, choice := range strings.Split(row["Choices, Calculations, OR Slider Labels"], " | ") {
					code, _, _ := strings.Cut(choice, ", ")
					choices[name+"___"+code] = []string{"", "1"}
				}
			case "radio":
				choices[name] = []string{""}
				for _, choice := range strings.Split(row["Choices, Calculations, OR Slider Labels"], " | ") {
					code, _, _ := strings.Cut(choice, ", ")
					choices[name] = append(choices[name], code)
				}
			}
			for _, m := range regexp.MustCompile(`\[(\w+)\] = '(\w+)'`).FindAllStringSubmatch(row["Branching Logic (Show field only if...)"], -1) {
				if !slices.Contains(choices[m[1]], m[2]) {
					t.Errorf("%s is shown when %s is %s", name, m[1], m[2])
				}
			}
		}
		answers, instances := 0, map[string]int{}
		for _, row := range f.rows(t, "redcap/data.csv") {
			form := row["redcap_repeat_instrument"]
			if form != "" {
				at := row["record_id"] + " " + form
				instances[at]++
				if !forms[form] || row["redcap_repeat_instance"] != strconv.Itoa(instances[at]) {
					t.Fatalf("%v is no next instance", row)
				}
			}
			for field, cell := range row {
				allowed, known := choices[field]
				if !known && !strings.HasPrefix(field, "redcap_repeat_") && !strings.HasSuffix(field, "_complete") {
					t.Fatalf("the dictionary has no field %s", field)
				}
				if allowed != nil && !slices.Contains(allowed, cell) {
					t.Fatalf("%s is %q, which the dictionary does not offer", field, cell)
				}
				if strings.HasPrefix(field, "q_") && cell != "" {
					answers++
				}
			}
		}
		want := 0
		for _, r := range f.rows(t, "responses.csv") {
			want += len(strings.Fields(r["code"]))
			if r["code"] == "" && r["value"] != "" {
				want++ // a number or a date
			}
		}
		if answers != want || want == 0 {
			t.Errorf("coarsen=%v: %d answers, want %d", coarsen, answers, want)
		}
	}
}

// TestCodebookCoversTheData: each code and value in the data stands in the codebook.
func TestCodebookCoversTheData(t *testing.T) {
	s := newStore(t).cohort(60, 1)
	for name, o := range every(s) {
		f, _ := s.export(t, o)
		known := map[string]bool{}
		for _, r := range f.rows(t, "codebook.csv") {
			known[fmt.Sprint(r["questionnaire"], r["version"], r["item"], r["code"], r["value"])] = true
			if r["text"] == "" || (r["label"] == "" && r["note"] == "") || r["licence"] == "" || r["source"] == "" {
				t.Errorf("%s: %v says too little", name, r)
			}
		}
		data := "tables.csv"
		if o.Level == Records {
			data = "responses.csv"
		}
		for _, r := range f.rows(t, data) {
			for _, code := range strings.Fields(r["code"]) {
				if !known[fmt.Sprint(r["questionnaire"], r["item_version"], r["item"], code, r["value"])] {
					t.Fatalf("%s: the codebook does not know %v", name, r)
				}
			}
		}
	}
}

func TestTables(t *testing.T) {
	s := newStore(t).cohort(200, 1)
	f, _ := s.export(t, s.options(Tables))
	shown, people := 0, map[string]string{}
	for _, r := range f.rows(t, "tables.csv") {
		at := r["week"] + r["item"] + r["item_version"]
		if before, ok := people[at]; ok && before != r["people"] {
			t.Errorf("%v: the people of one question differ", r)
		}
		people[at] = r["people"]
		for _, cell := range []string{r["n"], r["people"]} {
			n, err := strconv.Atoi(cell)
			if cell != "" && (err != nil || n < SmallestCell || n%Rounding != 0) {
				t.Errorf("%v shows %q", r, cell)
			}
		}
		if r["n"] != "" {
			shown++
		}
	}
	if shown == 0 {
		t.Error("every cell is blank")
	}
	for _, r := range f.rows(t, "figures.csv") {
		for column, cell := range r {
			n, err := strconv.Atoi(cell)
			count := slices.Contains([]string{"people", "planned", "delivered", "answered", "silent"}, column)
			if count && cell != "" && (err != nil || n < SmallestCell || n%Rounding != 0) {
				t.Errorf("%v shows %q as %s", r, cell, column)
			}
		}
	}
}
