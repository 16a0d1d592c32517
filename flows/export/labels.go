package export

import (
	"fmt"

	"footing/flows/export/internal/items"
	"footing/flows/export/internal/sheet"
)

func labelsSheet() sheet.Sheet[items.Label] {
	return sheet.Sheet[items.Label]{
		Name:  "labels",
		About: "What the values of domain, theme, item and code mean, in one language, for plots and tables. codebook has all wordings.",
		Columns: []sheet.Column[items.Label]{
			sheet.Words("column", "The column of the data.", func(r *items.Label) string { return r.Column }).
				Among("domain", "theme", "item", "code"),
			sheet.Words("value", "The value in that column.", func(r *items.Label) string { return r.Value }),
			sheet.Maybe("item", "The question whose answer it is; empty unless column is code.",
				func(r *items.Label) *string { return r.Item }),
			sheet.Words("label", "What it means, in a few words; of an answer as the newest version has it.",
				func(r *items.Label) string { return r.Label }),
			sheet.Words("locale", "The language of the label: the clinic's first; of the study's domains English.",
				func(r *items.Label) string { return r.Locale }),
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
