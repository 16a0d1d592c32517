package export

import (
	"testing"

	"footing/flows"
)

// reworded gives a question of the plan a second version, which says how the first was worded.
func reworded(plan *flows.Protocol, id string) {
	q := plan.Questionnaires[id]
	q.Version = 2
	for n := range q.Items {
		item := &q.Items[n]
		if item.ID != id {
			continue
		}
		was := *item
		was.Until = 1
		item.Earlier = []flows.Item{was}
		item.Options = nil
		for _, o := range item.Earlier[0].Options {
			code := "new_" + o.Code
			item.Options = append(item.Options, flows.Option{Code: code, Value: o.Value})
			for _, words := range plan.Wordings {
				words[id+"."+id+"."+code] = "New words of " + o.Code
			}
		}
		for _, words := range plan.Wordings {
			words[id+"."+id+".text.v1"] = words[id+"."+id+".text"]
			words[id+"."+id+".text"] = "A new question?"
		}
	}
	q.Items = append(q.Items, flows.Item{ID: "asked_since", Kind: flows.YesNo, Since: 2})
}

// TestEarlierWordingInThePlan: where no earlier plan is at hand, a question that says how it was worded has the words
// of then in the codebook, under the version of then, and its answers keep their codes; what came later is not in it.
func TestEarlierWordingInThePlan(t *testing.T) {
	s := newStore(t).cohort(40, 1)
	asked := s.plan.Wordings["en"]["effort.effort.text"]
	reworded(s.plan, "effort")
	f, summary := s.export(t, s.options(Records))
	if len(summary.Unknown) > 0 {
		t.Errorf("unknown: %v", summary.Unknown)
	}
	versions := map[string]map[string]string{"1": {}, "2": {}} // text by code
	for _, r := range f.rows(t, "codebook.csv") {
		if r["item"] == "effort" && r["locale"] == "en" {
			versions[r["version"]][r["code"]] = r["text"]
		}
		if r["item"] == "asked_since" && r["version"] != "2" {
			t.Errorf("version %s asks what came later", r["version"])
		}
	}
	for code, text := range versions["1"] {
		if text != asked || versions["2"]["new_"+code] != "A new question?" && !flows.Declined(code) {
			t.Errorf("%s: %q, then %q", code, text, versions["2"]["new_"+code])
		}
	}
	told := 0
	for _, r := range f.rows(t, "responses.csv") {
		if r["item"] != "effort" || r["code"] == "" {
			continue
		}
		told++
		if _, known := versions[r["item_version"]][r["code"]]; !known || r["item_version"] != "1" {
			t.Errorf("version %s has no code %s", r["item_version"], r["code"])
		}
	}
	if len(versions["1"]) < 5 || told == 0 {
		t.Errorf("%d words, %d answers", len(versions["1"]), told)
	}
}
