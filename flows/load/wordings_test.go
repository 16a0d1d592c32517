package load

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"footing/flows"
)

// TestShippedScalesAreWhole: every scale that ships has its steps from 0 to 4, each once, the best in the middle where
// that is the best; an answer beside the scale has no value, and only "not going back" counts as low.
func TestShippedScalesAreWhole(t *testing.T) {
	apart, low := map[string]bool{}, map[string]bool{}
	for _, q := range loadLibrary(t).Questionnaires {
		for _, item := range q.Items {
			if !item.Scored() {
				continue
			}
			var values []int
			for _, o := range item.Options {
				if o.Value == nil {
					apart[o.Code], low[o.Code] = true, o.Low
					continue
				}
				values = append(values, *o.Value)
			}
			want := []int{0, 1, 2, 3, 4}
			switch item.ID {
			case "challenged":
				want = []int{-2, -1, 0, 1, 2}
			case "hurt":
				want = []int{0, 1, 3, 4}
			}
			if !slices.Equal(values, want) {
				t.Errorf("%s: values %v, want %v", item.ID, values, want)
			}
		}
	}
	want := "blamed_self leaving needed_none no_explanation no_one_close no_such_moment nothing_agreed nothing_hard " +
		"too_soon"
	if got := strings.Join(slices.Sorted(maps.Keys(apart)), " "); got != want {
		t.Errorf("apart: %s", got)
	}
	for code, is := range low {
		if is != (code == "leaving") {
			t.Errorf("%s counts as low: %v", code, is)
		}
	}
}

// TestAStepHasOneName: the steps that many scales share are called the same in each of them, and each step differs from
// the others.
func TestAStepHasOneName(t *testing.T) {
	p := loadLibrary(t)
	for locale, wording := range p.Wordings {
		name, code := map[string]string{}, map[string]string{}
		for id, q := range p.Questionnaires {
			for _, item := range q.Items {
				for _, o := range item.Options {
					if !slices.Contains(strings.Fields("none little part most full"), o.Code) {
						continue
					}
					label := wording[id+"."+item.ID+"."+o.Code]
					if was, ok := name[o.Code]; ok && was != label {
						t.Errorf("%s: %s is %q in %s and %q elsewhere", locale, o.Code, label, id, was)
					}
					if was, ok := code[label]; ok && was != o.Code {
						t.Errorf("%s: %q stands for %s and %s", locale, label, was, o.Code)
					}
					name[o.Code], code[label] = label, o.Code
				}
			}
		}
	}
}

// TestEarlierAnswersHoldConditions: whether old patterns are asked about goes by the last answer about life outside, in
// whatever wording it was given.
func TestEarlierAnswersHoldConditions(t *testing.T) {
	p := loadLibrary(t)
	pattern, _ := p.Item("pattern", "pattern")
	for _, id := range []string{"safe", "settled", "people"} {
		item, _ := p.Item(id, id)
		for _, wording := range append([]flows.Item{*item}, item.Earlier...) {
			for _, o := range wording.Options {
				if o.Value == nil {
					continue
				}
				past := map[string]flows.Past{id: {Answer: flows.Answer{Code: o.Code, Value: o.Value}, Days: 7}}
				asked, err := pattern.When.Holds(nil, past)
				if err != nil || asked != (*o.Value > 1) {
					t.Errorf("%s=%s: asked %v, %v", id, o.Code, asked, err)
				}
			}
		}
	}
}

// TestVersionsOfAnItem: a version is worded as its item says, and asks only what there was by then.
func TestVersionsOfAnItem(t *testing.T) {
	p := loadLibrary(t)
	for version, want := range map[int]string{1: "safe.safe.text.v3", 3: "safe.safe.text.v3", 4: "safe.safe.text"} {
		item, _ := p.Item("safe", "safe")
		if got := item.As(version).TextKey("safe", 0); got != want {
			t.Errorf("version %d: %s", version, got)
		}
	}
	was, reworded := p.Questionnaires["settled"].As(1)
	if !reworded || was.Version != 1 || len(was.Items) != 1 || was.Items[0].Options[0].Code != "not_at_all" {
		t.Errorf("version 1 of settled: %+v, %v", was, reworded)
	}
	if _, reworded := p.Questionnaires["safety"].As(2); reworded {
		t.Error("the questions of danger say how they were worded")
	}
	if _, reworded := p.Questionnaires["settled"].As(2); reworded {
		t.Error("the version of today is an earlier one")
	}
}
