package export

import (
	"bytes"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/parquet-go/parquet-go"

	"footing/flows/export/disclosure"
	"footing/flows/export/internal/sheet"
)

func TestManifestFitsTheFiles(t *testing.T) {
	s := newStore(t).cohort(30, 1)
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
	s := newStore(t).cohort(30, 1)
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
func checkTable(t *testing.T, r sheet.Resource, f folder) {
	t.Helper()
	all, err := csv.NewReader(bytes.NewReader(f[r.Path].Bytes())).ReadAll()
	if err != nil {
		t.Fatalf("%s: %v", r.Path, err)
	}
	for n, field := range r.Schema.Fields {
		if all[0][n] != field.Name || field.Description == "" {
			t.Errorf("%s: column %d is %s, described as %s: %q", r.Path, n, all[0][n], field.Name, field.Description)
		}
		limits := field.Constraints
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
	s := newStore(t).cohort(30, 1)
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

func twins[T any](t *testing.T, f folder, s sheet.Sheet[T]) {
	t.Helper()
	want, err := csv.NewReader(bytes.NewReader(f[s.Name+".csv"].Bytes())).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	content := f[s.Name+".parquet"].Bytes()
	rows, err := parquet.Read[T](bytes.NewReader(content), int64(len(content)))
	if err != nil {
		t.Fatal(err)
	}
	var lines []T
	decoder := json.NewDecoder(bytes.NewReader(f[s.Name+".jsonl"].Bytes()))
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
			cells := make([]string, len(s.Columns))
			for i := range s.Columns {
				cells[i] = s.Columns[i].CSV(&rows[n])
			}
			got = append(got, cells)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s.%s differs from the CSV: %.2000s", s.Name, kind, diff)
		}
	}
	row := reflect.TypeFor[T]()
	for n, c := range s.Columns {
		field := row.Field(n)
		parquetName, _, _ := strings.Cut(field.Tag.Get("parquet"), ",")
		if field.Tag.Get("json") != c.Name || parquetName != c.Name {
			t.Errorf("%s: column %s is %q in JSON and %q in Parquet", s.Name, c.Name, field.Tag.Get("json"), parquetName)
		}
	}
}

// TestCodebookCoversTheData: each code and value in the data stands in the codebook.
func TestCodebookCoversTheData(t *testing.T) {
	s := newStore(t).cohort(30, 1)
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

// TestTheReadmeIsAboutItsFiles: it tells of times and of single questions only where the files have them.
func TestTheReadmeIsAboutItsFiles(t *testing.T) {
	s := newStore(t).cohort(40, 1)
	for _, fine := range []bool{false, true} {
		for _, coarsen := range []bool{false, true} {
			o := s.options(Records)
			o.FineTimes, o.Coarsen = fine, coarsen
			f, _ := s.export(t, o)
			times := slices.ContainsFunc(f.rows(t, "occasions.csv"), func(o map[string]string) bool { return o["sent_min"] != "" })
			questions := len(of(f.rows(t, "responses.csv"), map[string]string{"questionnaire": "effort"})) > 0
			for phrase, want := range map[string]bool{
				"when it was due, sent, begun, ended": times, "have no times": times,
				"for each question of each check-in": questions, "for each domain of each two weeks": !questions,
			} {
				if got := strings.Contains(f["README.md"].String(), phrase); got != want {
					t.Errorf("fine times %v, coarsened %v: the README says %q: %v, want %v", fine, coarsen, phrase, got, want)
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
			if cell != "" && (err != nil || n < disclosure.SmallestCell || n%disclosure.Rounding != 0) {
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
			if count && cell != "" && (err != nil || n < disclosure.SmallestCell || n%disclosure.Rounding != 0) {
				t.Errorf("%v shows %q as %s", r, cell, column)
			}
		}
	}
}
