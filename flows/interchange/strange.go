package interchange

import (
	"slices"
	"strings"

	"footing/flows"
)

// Whatever stands on a question and is not understood could change whether, when, to whom or how it is asked, so it
// keeps the question out. What may stand there is listed, because it only concerns looks, or is read.

// harmlessExtensions are the names of extensions that change nothing of a question.
func harmlessExtensions() []string {
	return []string{
		"questionnaire-itemControl", "questionnaire-choiceOrientation", "questionnaire-displayCategory", "minValue", "maxValue",
		"questionnaire-supportLink", "questionnaire-optionPrefix", "rendering-style", "rendering-markdown", "rendering-xhtml",
		"sdc-questionnaire-preferredTerminologyServer", "preferredTerminologyServer", "sdc-questionnaire-observationLinkPeriod",
		"questionnaire-observationLinkPeriod", "sdc-questionnaire-observationExtract", "sdc-questionnaire-shortText", "designNote",
		"entryFormat",
	}
}

// strange is why a question or a group of a FHIR resource is not taken because of what stands on it.
func strange(o object) string {
	if o.keys["modifierExtension"] != nil {
		return "it has a modifierExtension, so what it means is not known"
	}
	if read, ok := o.keys["readOnly"].(bool); ok && read {
		return "it is only shown there and not asked (`readOnly`)"
	}
	for _, e := range newObject("", o.keys).list("extension") {
		url := e.text("url")
		name := url[strings.LastIndex(url, "/")+1:]
		shown := name == "questionnaire-hidden" && e.text("valueBoolean") == "false"
		if !shown && !strings.HasPrefix(url, footingURN) && !slices.Contains(harmlessExtensions(), name) {
			return "what `" + url + "` changes is not known"
		}
	}
	return ""
}

// ownItem tells whether Footing wrote a question.
func ownItem(o object) bool {
	return slices.ContainsFunc(newObject("", o.keys).list("extension"), func(e object) bool {
		return e.text("url") == footingURN+"kind"
	})
}

// unrated keeps the values of a foreign question without taking a level from them: which are good is not said.
func (r *reading) unrated(place string, item *Item) {
	if item.Kind == flows.Choice && item.Scored() {
		item.Scoring = flows.NoScoring
		r.found.add(place, "which values are good is not said: they are kept, and no level is computed of them")
	}
}

// strangeColumn is a column of an XLSForm that keeps a question out.
func strangeColumn(row sheetRow) string {
	for _, name := range []string{"choice_filter", "calculation", "trigger", "readonly", "read_only"} {
		text := strings.ToLower(strings.TrimSpace(row.cells[name]))
		if !slices.Contains([]string{"", "no", "false", "false()"}, text) {
			return "what `" + name + "` changes cannot be said here"
		}
	}
	return ""
}
