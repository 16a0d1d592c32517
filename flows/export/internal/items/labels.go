package items

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"

	"footing/flows"
)

// Label is what a value of a column of the data means.
type Label struct {
	Column string  `json:"column" parquet:"column,dict"`
	Value  string  `json:"value"  parquet:"value,dict"`
	Item   *string `json:"item"   parquet:"item,optional,dict"` // of an answer
	Label  string  `json:"label"  parquet:"label,dict"`
	Locale string  `json:"locale" parquet:"locale,dict"`
}

// Labels are those of an export.
type Labels []Label

// Add adds one, unless there is one for the value already. A value without words is its own label.
func (l *Labels) Add(more Label) {
	same := func(r Label) bool {
		return r.Column == more.Column && r.Value == more.Value && (r.Item == nil || *r.Item == *more.Item)
	}
	if more.Label = cmp.Or(more.Label, more.Value); !slices.ContainsFunc(*l, same) {
		*l = append(*l, more)
	}
}

// Questionnaire adds a questionnaire's theme, its questions and their answers.
func (l *Labels) Questionnaire(q *flows.Questionnaire, wording flows.Wording, locale string) {
	if q.Theme > 0 {
		l.Add(Label{"theme", fmt.Sprint(q.Theme), nil, theme(wording, q.Theme), locale})
	}
	for n := range q.Items {
		item := &q.Items[n]
		if item.Kind == flows.Information {
			continue
		}
		l.Add(Label{"item", item.ID, nil, cmp.Or(wording["digest.label."+item.ID], Text(wording, q.ID, item)), locale})
		for _, c := range Choices(item) {
			l.Add(Label{"code", c.Code, &item.ID, Words(wording, q.ID+"."+item.ID, item, c), locale})
		}
	}
}

// Sorted are the labels by column, themes by their numbers.
func (l *Labels) Sorted() []Label {
	slices.SortStableFunc(*l, func(a, b Label) int { return a.rank() - b.rank() })
	return *l
}

func (l *Label) rank() int {
	theme := 0
	if l.Column == "theme" {
		theme, _ = strconv.Atoi(l.Value)
	}
	return 100*slices.Index([]string{"domain", "theme", "item", "code"}, l.Column) + theme
}

// theme is the name of a theme in a few words.
func theme(wording flows.Wording, theme int) string {
	return cmp.Or(wording[fmt.Sprint("digest.theme.", theme)], fmt.Sprint("theme ", theme))
}

// Domain is the study's domain of a theme.
func Domain(theme int) int {
	switch {
	case theme < 1:
		return 0
	case theme <= 2:
		return 1
	case theme <= 5:
		return 2
	case theme <= 8:
		return 3
	}
	return 4
}
