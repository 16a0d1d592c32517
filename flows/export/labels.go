package export

import (
	"fmt"

	"footing/flows/export/internal/items"
	"footing/flows/export/internal/sheet"
)

func labelsSheet() sheet.Sheet[items.Label] {
	return sheet.Sheet[items.Label]{
		Name: "labels",
		Columns: []sheet.Column[items.Label]{
			sheet.Words("column", func(r *items.Label) string { return r.Column }).
				Among("domain", "theme", "item", "code"),
			sheet.Words("value", func(r *items.Label) string { return r.Value }),
			sheet.Maybe("item", func(r *items.Label) *string { return r.Item }),
			sheet.Words("label", func(r *items.Label) string { return r.Label }),
			sheet.Words("locale", func(r *items.Label) string { return r.Locale }),
		},
	}
}

// domainNames are the study's four domains.
func domainNames() []string {
	return []string{"community", "patient", "therapeutic alliance", "foundations"}
}

// labels are the names of everything that is in the data as a number or a code.
func (x *run) labels() []items.Label {
	var l items.Labels
	for n, name := range domainNames() {
		l.Add(items.Label{Column: "domain", Value: fmt.Sprint(n + 1), Label: name, Locale: "en"})
		for _, level := range coarseLevels() {
			if item := domainItem(n + 1); x.Coarsen {
				l.Add(items.Label{Column: "item", Value: item, Label: name, Locale: "en"})
				l.Add(items.Label{Column: "code", Value: level.code, Item: &item, Locale: "en"})
			}
		}
	}
	for _, one := range x.forms() {
		if !x.Coarsen {
			l.Questionnaire(one.form, one.plan.Wording(x.language()), x.language())
		}
	}
	return l.Sorted()
}
