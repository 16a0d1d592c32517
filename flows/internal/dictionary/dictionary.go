// Package dictionary names the eighteen columns of a REDCap data dictionary, for whoever writes or reads one:
//
//	rows := [][]string{dictionary.Columns()}
//	field := make([]string, dictionary.Width)
//	field[dictionary.Name], field[dictionary.Type] = "record_id", "text"
//
// REDCap itself takes the columns by their place and does not mind their titles; other programs go by the titles. What
// stands in the columns is the business of those who write them.
package dictionary

// The places of the columns, as far as they are filled.
const (
	Name = iota
	Form
	Section
	Type
	Label
	Choices
	Note
	Validation
	Least
	Most
	_
	Branching
	_
	_
	_
	_
	_
	Annotation
	Width // how many there are
)

// Columns are the titles, in order, as REDCap writes them.
func Columns() []string {
	return []string{
		"Variable / Field Name", "Form Name", "Section Header", "Field Type", "Field Label",
		"Choices, Calculations, OR Slider Labels", "Field Note", "Text Validation Type OR Show Slider Number",
		"Text Validation Min", "Text Validation Max", "Identifier?", "Branching Logic (Show field only if...)",
		"Required Field?", "Custom Alignment", "Question Number (surveys only)", "Matrix Group Name", "Matrix Ranking?",
		"Field Annotation",
	}
}

// Column is the title of the column at a place.
func Column(place int) string { return Columns()[place] }
