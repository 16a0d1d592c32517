// Package interchange imports and exports questionnaires: XLSForm workbooks, HL7 FHIR R4 Questionnaires and REDCap data
// dictionaries.
//
// All formats go through a Form, which is one questionnaire with its words in every language:
//
//	form, findings, err := interchange.ReadXLSForm(data, interchange.Wishes{Licence: "CC0-1.0", Theme: 3})
//	files := form.Files() // the YAML of a plan
//
// Of makes a Form from a plan, and Try tells whether a plan with it would load. Each format has a writer and a
// reader in a room of its own beneath this package; what they share stands in the rooms neutral (the form and what is
// found), rules (conditions as other formats can say them) and reading (what is decided of a file whatever its format).
//
// Whatever a format cannot express is written to columns or extensions of our own, so that a file read back gives the
// same questionnaire. If somebody has edited the file and the two disagree, the format's own fields count. Nothing is
// lost silently: each Finding names a place and what was not taken over.
//
// The package opens no files: bytes in, bytes out. It carries no answers; package export does.
package interchange

import (
	"footing/flows"
	"footing/flows/interchange/internal/fhir"
	"footing/flows/interchange/internal/neutral"
	"footing/flows/interchange/internal/reading"
	"footing/flows/interchange/internal/redcap"
	"footing/flows/interchange/internal/xlsform"
)

type (
	// Form is one questionnaire with its texts.
	Form = neutral.Form
	// Finding is something that was not taken over, or was taken over with a changed meaning, and its place.
	Finding = neutral.Finding
	// Head is what a finding means for the people who are asked.
	Head = neutral.Head
	// Wishes are the importer's settings for what a file does not say.
	Wishes = reading.Wishes
)

// NoTheme means that a file does not say which theme a questionnaire has.
const NoTheme = neutral.NoTheme

// What Wishes.Scoring can be.
const (
	BestHigh = reading.BestHigh
	BestLow  = reading.BestLow
	Unscored = reading.Unscored
)

// Of is a questionnaire of a plan as a Form; false if the plan does not have it.
func Of(plan *flows.Protocol, id string) (Form, bool) { return neutral.Of(plan, id) }

// Fold joins findings that say the same of several places, and sorts them by their heads.
func Fold(found []Finding) []Finding { return neutral.Fold(found) }

// Changed tells whether any finding changes who is asked what.
func Changed(found []Finding) bool { return neutral.Changed(found) }

// ReadXLSForm reads a workbook.
func ReadXLSForm(data []byte, w Wishes) (Form, []Finding, error) { return xlsform.Read(data, w) }

// ReadFHIR reads an R4 Questionnaire.
func ReadFHIR(data []byte, w Wishes) (Form, []Finding, error) { return fhir.Read(data, w) }

// ReadREDCap reads a data dictionary. It has no title, no version and one language, so those come from the wishes.
func ReadREDCap(data []byte, w Wishes) (Form, []Finding, error) { return redcap.Read(data, w) }

// WriteXLSForm writes the questionnaire as a workbook. The findings list what other programs will not see.
func WriteXLSForm(f Form) ([]byte, []Finding, error) { return xlsform.Write(f) }

// WriteFHIR writes the questionnaire as an R4 Questionnaire, with findings likewise.
func WriteFHIR(f Form) ([]byte, []Finding, error) { return fhir.Write(f) }

// WriteREDCap writes the questionnaire as a data dictionary, with findings likewise.
func WriteREDCap(f Form) ([]byte, []Finding, error) { return redcap.Write(f) }
