package export

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"footing/flows"
	"footing/flows/export/internal/items"
	"footing/flows/export/internal/sheet"
)

// codebookRow is a row of codebook: one answer to one question, in one version and language.
type codebookRow struct {
	Questionnaire string  `json:"questionnaire" parquet:"questionnaire,dict"`
	Version       int32   `json:"version"       parquet:"version"`
	Item          string  `json:"item"          parquet:"item,dict"`
	Kind          *string `json:"kind"          parquet:"kind,optional,dict"`
	Domain        *int32  `json:"domain"        parquet:"domain,optional"`
	Theme         *int32  `json:"theme"         parquet:"theme,optional"`
	Private       *string `json:"private"       parquet:"private,optional,dict"`
	When          *string `json:"asked_when"    parquet:"asked_when,optional,dict"`
	Locale        *string `json:"locale"        parquet:"locale,optional,dict"`
	Text          *string `json:"text"          parquet:"text,optional,dict"`
	Code          *string `json:"code"          parquet:"code,optional,dict"`
	Value         *int32  `json:"value"         parquet:"value,optional"`
	Label         *string `json:"label"         parquet:"label,optional,dict"`
	Direction     *string `json:"direction"     parquet:"direction,optional,dict"`
	Licence       *string `json:"licence"       parquet:"licence,optional,dict"`
	Source        *string `json:"source"        parquet:"source,optional,dict"`
	Review        *string `json:"review"        parquet:"review,optional,dict"`
	Note          *string `json:"note"          parquet:"note,optional,dict"`
}

func codebookSheet() sheet.Sheet[codebookRow] {
	return sheet.Sheet[codebookRow]{
		Name: "codebook",
		Columns: []sheet.Column[codebookRow]{
			sheet.Words("questionnaire", func(r *codebookRow) string { return r.Questionnaire }),
			sheet.Whole("version", func(r *codebookRow) *int32 { return &r.Version }).From(0),
			sheet.Words("item", func(r *codebookRow) string { return r.Item }),
			sheet.Maybe("kind", func(r *codebookRow) *string { return r.Kind }),
			sheet.Whole("domain", func(r *codebookRow) *int32 { return r.Domain }),
			sheet.Whole("theme", func(r *codebookRow) *int32 { return r.Theme }),
			sheet.Maybe("private", func(r *codebookRow) *string { return r.Private }).Among("no", "private", "hidden"),
			sheet.Maybe("asked_when", func(r *codebookRow) *string { return r.When }),
			sheet.Maybe("locale", func(r *codebookRow) *string { return r.Locale }),
			sheet.Maybe("text", func(r *codebookRow) *string { return r.Text }),
			sheet.Maybe("code", func(r *codebookRow) *string { return r.Code }),
			sheet.Whole("value", func(r *codebookRow) *int32 { return r.Value }),
			sheet.Maybe("label", func(r *codebookRow) *string { return r.Label }),
			sheet.Maybe("direction", func(r *codebookRow) *string { return r.Direction }),
			sheet.Maybe("licence", func(r *codebookRow) *string { return r.Licence }),
			sheet.Maybe("source", func(r *codebookRow) *string { return r.Source }),
			sheet.Maybe("review", func(r *codebookRow) *string { return r.Review }),
			sheet.Maybe("note", func(r *codebookRow) *string { return r.Note }),
		},
	}
}

// codebook lists the items of the plan, the earlier versions that occur in the data, and the versions in the data for
// which there is no wording.
func (x *run) codebook() []codebookRow {
	var rows []codebookRow
	told := map[asked]bool{}
	if x.Coarsen {
		rows, told[asked{domains, coarseVersion}] = x.describeDomains(), true
	}
	for _, one := range x.forms() {
		told[asked{one.form.ID, one.form.Version}] = true
		for i := range one.form.Items {
			if one.form.Items[i].Kind != flows.Information {
				rows = append(rows, x.describeItem(one.plan, one.form, &one.form.Items[i])...)
			}
		}
	}
	for _, key := range sorted(x.seen) {
		if told[key] {
			continue
		}
		x.unknown = append(x.unknown, fmt.Sprintf("%s version %d", key.questionnaire, key.version))
		note := "asked before; its wording is not in the plan that this export was made with"
		rows = append(rows, codebookRow{
			Questionnaire: key.questionnaire, Version: small(key.version), Item: "*",
			Note: &note,
		})
	}
	slices.SortStableFunc(rows, func(a, b codebookRow) int {
		return cmp.Or(cmp.Compare(a.Questionnaire, b.Questionnaire), cmp.Compare(a.Version, b.Version))
	})
	return rows
}

func sortedKeys[T any](m map[string]T) []string { return slices.Sorted(maps.Keys(m)) }

// describeItem gives the rows of one item in all languages of its plan.
func (x *run) describeItem(plan *flows.Protocol, q *flows.Questionnaire, item *flows.Item) []codebookRow {
	common := codebookRow{
		Questionnaire: q.ID, Version: small(q.Version), Item: item.ID, Kind: shown(string(item.Kind)),
		Note:  shown(items.Remark(item)),
		Theme: number(q.Theme), Domain: number(items.Domain(q.Theme)),
		Licence: shown(q.Licence), Source: shown(q.Source), Review: shown(q.Review),
	}
	private := "no"
	switch {
	case q.Private:
		private = "private"
	case item.Hidden:
		private = "hidden"
	}
	common.Private = &private
	if item.When != nil {
		common.When = shown(item.When.String())
	}
	var rows []codebookRow
	for _, locale := range sortedKeys(plan.Wordings) {
		wording, key := plan.Wordings[locale], q.ID+"."+item.ID
		common.Locale, common.Text = &locale, shown(items.Text(wording, q.ID, item))
		if item.Kind == flows.Number || item.Kind == flows.Date {
			rows = append(rows, common)
		}
		for _, c := range items.Choices(item) {
			row := common
			row.Code, row.Value, row.Label = &c.Code, c.Value, shown(items.Words(wording, key, item, c))
			if c.Value != nil {
				row.Direction = shown(items.Direction(item))
			}
			rows = append(rows, row)
		}
	}
	return rows
}
