package interchange

import (
	"strings"
	"testing"

	"footing/flows"
)

// TestOrOther: a question with or_other is not taken, and whoever does what is said about it has it all.
func TestOrOther(t *testing.T) {
	for kind, c := range map[string]struct{ item, relevant string }{
		"select_one":      {"choice", "${why} = 'other'"},
		"select_multiple": {"several", "selected(${why}, 'other')"},
	} {
		before := `
[survey]
type | name | label | relevant
` + kind + ` causes or_other | why | What was in the way?
text | more | What was it? | `
		choices := `
[choices]
list_name | name | label
causes | time | No time
causes | money | No money
`
		read := func(text string) (Form, []Finding) {
			f, found, err := ReadXLSForm(bookOf(t, text), Wishes{Theme: 1, Licence: "own", Source: "a test", Language: "en"})
			if err != nil {
				t.Fatal(err)
			}
			return f, found
		}
		_, found := read(before + choices)
		if len(found) == 0 || found[0].Place != "survey row 2" {
			t.Fatalf("%s: %v", kind, found)
		}
		for _, part := range []string{
			"the question `why` is not taken: `or_other` adds", "a row of the list `causes` with the name `other`",
			"the type without `or_other`", "type `text` with relevant `" + c.relevant + "`",
		} {
			if !strings.Contains(found[0].What, part) {
				t.Errorf("%s: %q does not say %q", kind, found[0].What, part)
			}
		}
		done := strings.Replace(before, " or_other", "", 1) + c.relevant + choices + "causes | other | Something else\n"
		f, _ := read(done)
		if len(f.Items) != 2 || string(f.Items[0].Kind) != c.item || f.Items[1].Kind != flows.Text || f.Items[1].When == "" {
			t.Fatalf("%s: %+v", kind, f.Items)
		}
		if _, ok := f.Items[0].Option("other"); !ok {
			t.Errorf("%s: no answer `other`: %+v", kind, f.Items[0].Options)
		}
	}
}
