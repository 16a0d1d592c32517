package export

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"github.com/samply/golang-fhir-models/fhir-models/fhir"

	"footing/flows"
	"footing/flows/export/disclosure"
	"footing/flows/export/internal/items"
)

// Questionnaires and answers as HL7 FHIR R4, one resource a line. A linkId is an item's id; an answer is a coding in
// the item's own code system.

const (
	fhirNamespace = "urn:footing:"
	dataAbsent    = "http://hl7.org/fhir/StructureDefinition/data-absent-reason"
	ordinalValue  = "http://hl7.org/fhir/StructureDefinition/ordinalValue"
	translation   = "http://hl7.org/fhir/StructureDefinition/translation"
)

// questionnaireResource corrects the library's type, which writes every form of an answer option and of an enableWhen
// at once. No reader accepts that.
type questionnaireResource struct {
	fhir.OtherQuestionnaire
	Item         []questionnaireItem `json:"item,omitempty"`
	ResourceType string              `json:"resourceType"`
}

type questionnaireItem struct {
	fhir.QuestionnaireItem
	InOthers     *inOthers      `json:"_text,omitempty"`
	EnableWhen   []enableWhen   `json:"enableWhen,omitempty"`
	AnswerOption []answerOption `json:"answerOption,omitempty"`
}

type enableWhen struct {
	Question     string                         `json:"question"`
	Operator     fhir.QuestionnaireItemOperator `json:"operator"`
	AnswerCoding fhir.Coding                    `json:"answerCoding"`
}

type answerOption struct {
	ValueCoding offeredCoding `json:"valueCoding"`
}

type offeredCoding struct {
	fhir.Coding
	InOthers *inOthers `json:"_display,omitempty"`
}

// inOthers is a text in the other languages.
type inOthers struct {
	Extension []fhir.Extension `json:"extension"`
}

// inOthers gives a text in the plan's other languages; nil where there is none.
func (x *run) inOthers(plan *flows.Protocol, text func(flows.Wording) string) *inOthers {
	var list []fhir.Extension
	for _, locale := range sortedKeys(plan.Wordings) {
		if words := text(plan.Wordings[locale]); locale != x.language() && words != "" {
			list = append(list, fhir.Extension{Url: translation, Extension: []fhir.Extension{
				{Url: "lang", ValueCode: &locale}, {Url: "content", ValueString: &words},
			}})
		}
	}
	if len(list) == 0 {
		return nil
	}
	return &inOthers{list}
}

// writeQuestionnaires writes the plan's questionnaires in the clinic's first language, and the earlier versions that
// occur in the data.
func (x *run) writeQuestionnaires() error {
	f, err := x.ledger.Open("fhir/Questionnaire.ndjson")
	if err != nil {
		return err
	}
	encoder := json.NewEncoder(f)
	for _, one := range x.forms() {
		if err := encoder.Encode(x.questionnaire(one.plan, one.form)); err != nil {
			return fmt.Errorf("write questionnaire %s: %w", one.form.ID, err)
		}
	}
	return f.Close()
}

// language is the language for texts that can have only one.
func (x *run) language() string {
	if languages := x.Plan.Clinic.Languages; len(languages) > 0 {
		return languages[0]
	}
	return "en"
}

func (x *run) questionnaire(plan *flows.Protocol, q *flows.Questionnaire) questionnaireResource {
	status := fhir.PublicationStatusDraft
	if q.Review == "approved" {
		status = fhir.PublicationStatusActive
	}
	r := questionnaireResource{ResourceType: "Questionnaire"}
	r.Id = ref(fhirID(q.ID, strconv.Itoa(q.Version)))
	r.Url, r.Version, r.Name = ref(fhirNamespace+"Questionnaire:"+q.ID), ref(strconv.Itoa(q.Version)), ref("Footing_"+q.ID)
	r.Title, r.Status, r.Language = ref(plan.Title+": "+q.ID), status, ref(x.language())
	r.SubjectType = []fhir.ResourceType{fhir.ResourceTypePatient}
	r.Copyright = ref("licence: " + q.Licence + "; source: " + q.Source)
	for n := range q.Items {
		r.Item = append(r.Item, x.questionnaireItem(plan, q, &q.Items[n]))
	}
	return r
}

func (x *run) questionnaireItem(plan *flows.Protocol, q *flows.Questionnaire, item *flows.Item) questionnaireItem {
	wording, key := plan.Wording(x.language()), q.ID+"."+item.ID
	i := questionnaireItem{}
	i.LinkId, i.Type, i.Text = item.ID, fhirType(item), ref(items.Text(wording, q.ID, item))
	i.InOthers = x.inOthers(plan, func(w flows.Wording) string { return items.Text(w, q.ID, item) })
	if item.Kind == flows.Several {
		yes := true
		i.Repeats = &yes
	}
	if note := items.Remark(item); note != "" {
		i.Extension = append(i.Extension, fhir.Extension{Url: fhirNamespace + "note", ValueString: ref(note)})
	}
	if i.Type == fhir.QuestionnaireItemTypeChoice {
		i.AnswerOption = x.answerOptions(plan, wording, key, item)
	}
	if item.When == nil {
		return i
	}
	i.Extension = append(i.Extension, fhir.Extension{
		Url:         fhirNamespace + "asked-when",
		ValueString: ref(item.When.String()),
	})
	if a, ok := items.AskingOf(q, item); ok {
		for _, code := range a.Codes {
			i.EnableWhen = append(i.EnableWhen, enableWhen{a.Item, fhir.QuestionnaireItemOperatorEquals, x.coding(a.Item, code)})
		}
		any := fhir.EnableWhenBehaviorAny
		i.EnableBehavior = &any
	}
	return i
}

// fhirType is the FHIR type of an item's answer. Typed answers are exported as a number, as a part of the day, or not
// at all.
func fhirType(item *flows.Item) fhir.QuestionnaireItemType {
	switch item.Kind {
	case flows.Number, flows.Date:
		return fhir.QuestionnaireItemTypeInteger
	case flows.Text:
		return fhir.QuestionnaireItemTypeText
	case flows.Information:
		return fhir.QuestionnaireItemTypeDisplay
	case flows.Choice, flows.Several, flows.Scale, flows.YesNo, flows.Time:
	}
	return fhir.QuestionnaireItemTypeChoice
}

func (x *run) answerOptions(plan *flows.Protocol, wording flows.Wording, key string, item *flows.Item) []answerOption {
	var list []answerOption
	for _, c := range items.Choices(item) {
		coding := offeredCoding{
			x.coding(item.ID, c.Code),
			x.inOthers(plan, func(w flows.Wording) string { return items.Words(w, key, item, c) }),
		}
		if words := items.Words(wording, key, item, c); words != "" {
			coding.Display = &words
		}
		if c.Value != nil {
			score := json.Number(strconv.Itoa(int(*c.Value)))
			coding.Extension = []fhir.Extension{{Url: ordinalValue, ValueDecimal: &score}}
		}
		list = append(list, answerOption{coding})
	}
	return list
}

func (x *run) coding(item, code string) fhir.Coding {
	return fhir.Coding{System: ref(fhirNamespace + "code:" + item), Code: &code}
}

// responsesOf are what a person was asked: one resource for each questionnaire of each check-in, answered or not.
func (x *run) responsesOf(p page) []fhir.QuestionnaireResponse {
	var list []fhir.QuestionnaireResponse
	at := 0
	for _, o := range p.occasions {
		var last *fhir.QuestionnaireResponse
		name := ""
		for ; at < len(p.responses) && p.responses[at].Occasion == o.Occasion; at++ {
			r := &p.responses[at]
			if last == nil || name != r.Questionnaire {
				name = r.Questionnaire
				list = append(list, x.response(o, r.Questionnaire))
				last = &list[len(list)-1]
			}
			if r.Version != nil && !strings.Contains(*last.Questionnaire, "|") {
				*last.Questionnaire += fmt.Sprintf("|%d", *r.Version)
			}
			if last.Language == nil && text(r.Locale) != disclosure.Other {
				last.Language = r.Locale
			}
			last.Item = append(last.Item, x.responseItem(r))
		}
	}
	return list
}

func (x *run) response(o occasionRow, questionnaire string) fhir.QuestionnaireResponse {
	status := fhir.QuestionnaireResponseStatusStopped
	if o.Status == string(completed) {
		status = fhir.QuestionnaireResponseStatusCompleted
	}
	extensions := append([]fhir.Extension{
		{Url: fhirNamespace + "trigger", ValueCode: &o.Trigger}, {Url: fhirNamespace + "status", ValueCode: &o.Status},
	}, wholeNumbers(map[string]*int32{
		"week": &o.Week, "occasion": &o.Occasion, "day": o.Day, "planned-min": o.Planned, "sent-min": o.Sent,
		"first-tap-min": o.First, "ended-min": o.Ended,
	})...)
	if o.Hour != nil {
		extensions = append(extensions, fhir.Extension{Url: fhirNamespace + "hour", ValueString: o.Hour})
	}
	return fhir.QuestionnaireResponse{
		Id:            ref(fhirID(o.Pseudonym, strconv.Itoa(int(o.Occasion)), questionnaire)),
		Questionnaire: ref(fhirNamespace + "Questionnaire:" + questionnaire), // and its version, where an answer tells it
		Status:        status,
		Subject: &fhir.Reference{
			Type:       ref("Patient"),
			Identifier: &fhir.Identifier{System: ref(fhirNamespace + "pseudonym:" + x.Study), Value: ref(o.Pseudonym)},
		},
		Extension: extensions,
	}
}

// wholeNumbers are extensions with the numbers that are there.
func wholeNumbers(numbers map[string]*int32) (list []fhir.Extension) {
	for _, name := range sortedKeys(numbers) {
		if n := numbers[name]; n != nil {
			list = append(list, fhir.Extension{Url: fhirNamespace + name, ValueInteger: whole32(n)})
		}
	}
	return list
}

// absent is FHIR's reason for each status without an answer in the data.
func absent(s Status) string {
	switch s {
	case Answered:
		return "masked"
	case Skipped:
		return "asked-declined"
	case DoesNotFit, NotApplicable:
		return "not-applicable"
	case Missed, Expired:
		return "not-performed"
	case NotDelivered, Stopped, NoSession, NotAsked, open, travelled, cutOff:
	}
	return "not-asked"
}

// responseItem is one question with its answer. If there is none in the data, FHIR's data-absent-reason says why.
func (x *run) responseItem(r *response) fhir.QuestionnaireResponseItem {
	one := fhir.QuestionnaireResponseItem{LinkId: r.Item}
	one.Extension = append(one.Extension, fhir.Extension{Url: fhirNamespace + "status", ValueCode: &r.Status})
	one.Extension = append(one.Extension, wholeNumbers(map[string]*int32{
		"answered-min": r.Answered, "received-min": r.Received, "window-days": r.Window,
	})...)
	if r.Score != nil {
		score := json.Number(strconv.FormatFloat(*r.Score, 'f', -1, 64))
		one.Extension = append(one.Extension, fhir.Extension{Url: fhirNamespace + "score", ValueDecimal: &score})
	}
	if r.Length != nil {
		one.Extension = append(one.Extension, fhir.Extension{Url: fhirNamespace + "text-length", ValueString: r.Length})
	}
	coded := true
	if r.Version != nil {
		item := itemOf(x.version(r.Questionnaire, int(*r.Version)), r.Item)
		coded = item == nil || fhirType(item) == fhir.QuestionnaireItemTypeChoice
	}
	switch {
	case coded:
		for _, code := range apart(r.Code) {
			coding := x.coding(r.Item, code)
			one.Answer = append(one.Answer, fhir.QuestionnaireResponseItemAnswer{ValueCoding: &coding})
		}
	case r.Value != nil:
		one.Answer = []fhir.QuestionnaireResponseItemAnswer{{ValueInteger: whole32(r.Value)}}
	}
	if len(one.Answer) == 0 {
		one.Extension = append(one.Extension, fhir.Extension{Url: dataAbsent, ValueCode: ref(absent(Status(r.Status)))})
	}
	return one
}

// fhirID makes an id from the characters that FHIR allows.
func fhirID(parts ...string) string {
	id := strings.ReplaceAll(strings.Join(parts, "-"), "_", "-")
	return id[:min(len(id), 64)]
}

func whole32(n *int32) *int {
	m := int(*n)
	return &m
}

func ref(s string) *string { return &s }
