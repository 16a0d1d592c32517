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
	answers, statuses, instances := 0, 0, map[string]bool{}
	completes := map[string]int{}
	for _, row := range f.rows(t, "redcap/data.csv") {
		form := row["redcap_repeat_instrument"]
		if form != "" {
			at := row["record_id"] + " " + form + " " + row["redcap_repeat_instance"]
			checkIn := row["record_id"] + " check_in " + row["redcap_repeat_instance"]
			if n, err := strconv.Atoi(row["redcap_repeat_instance"]); !forms[form] || instances[at] || err != nil || n < 1 ||
				n > 32767 || (form != "check_in" && !instances[checkIn]) {
				t.Fatalf("%v is no instance of its own, behind its check-in", row)
			}
			instances[at] = true
			completes[row[form+"_complete"]]++
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
			if strings.HasPrefix(field, "status_q_") && cell != "" {
				statuses++
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
	if all := len(f.rows(t, "responses.csv")); statuses != all {
		t.Errorf("%d questions have a status, want %d", statuses, all)
	}
	if completes["0"] == 0 || completes["1"] == 0 || completes["2"] == 0 {
		t.Errorf("of the instances so many are incomplete (0), begun (1), complete (2): %v", completes)
	}
}

// TestREDCapHasWhatTheRowsHave: each cell of responses and occasions is found again in REDCap's data, by the number of
// the check-in, with the times where they are shown.
func TestREDCapHasWhatTheRowsHave(t *testing.T) {
	s := newStore(t).cohort(30, 1)
	o := s.options(Records)
	o.Formats, o.FineTimes = []Format{CSV, REDCap}, true
	f, _ := s.export(t, o)
	found := map[string]map[string]string{}
	for _, row := range f.rows(t, "redcap/data.csv") {
		form := row["redcap_repeat_instrument"]
		found[row["record_id"]+" "+form+" "+row[form+"_occasion"]] = row
	}
	for _, o := range f.rows(t, "occasions.csv") {
		row := found[o["pseudonym"]+" check_in "+o["occasion"]]
		for column, cell := range o {
			if column != "pseudonym" && row["check_in_"+column] != cell {
				t.Fatalf("%s of %v is %q", column, o, row["check_in_"+column])
			}
		}
	}
	for _, r := range f.rows(t, "responses.csv") {
		row := found[r["pseudonym"]+" "+r["questionnaire"]+" "+r["occasion"]]
		for column, field := range map[string]string{
			"status": "status_q_" + r["item"], "score": "score_q_" + r["item"], "window_days": "window_q_" + r["item"],
			"answered_min": "answered_q_" + r["item"], "received_min": "received_q_" + r["item"],
			"week": r["questionnaire"] + "_week", "day": r["questionnaire"] + "_day", "trigger": r["questionnaire"] + "_trigger",
		} {
			if cell, there := row[field]; !there || cell != r[column] {
				t.Fatalf("%s of %v is %q", column, r, cell)
			}
		}
		if v := r["item_version"]; v != "" && row[r["questionnaire"]+"_version"] != v {
			t.Fatalf("the version of %v is %q", r, row[r["questionnaire"]+"_version"])
		}
	}
}
