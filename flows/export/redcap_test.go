package export

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

func TestREDCap(t *testing.T) {
	s := newStore(t).cohort(30, 1)
	o := s.options(Records)
	o.Formats = []Format{CSV, REDCap}
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
		t.Errorf("%d answers, want %d", answers, want)
	}
}
