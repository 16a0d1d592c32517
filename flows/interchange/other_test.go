package interchange

import (
	"strings"
	"testing"

	"footing/flows"
	"footing/flows/interchange/internal/neutral"
)

// TestOrOther: or_other adds its answer in the words of each language, and what is lost of it is said with what to
// write.
func TestOrOther(t *testing.T) {
	for kind, c := range map[string]struct{ item, relevant string }{
		"select_one":      {"choice", "${why} = 'other'"},
		"select_multiple": {"several", "selected(${why}, 'other')"},
	} {
		text := `
[survey]
type | name | label::English (en) | label::Deutsch (de) | relevant
` + kind + ` causes or_other | why | What was in the way? | Was stand im Weg? |
text | more | What was it? | Was war es? | ` + c.relevant + `
[choices]
list_name | name | label::English (en) | label::Deutsch (de)
causes | time | No time | Keine Zeit
causes | money | No money | Kein Geld
`
		f, found, err := ReadXLSForm(bookOf(t, text), Wishes{Theme: 1, Licence: "own", Source: "a test"})
		if err != nil {
			t.Fatal(err)
		}
		if len(f.Items) != 2 || string(f.Items[0].Kind) != c.item || f.Items[1].Kind != flows.Text || f.Items[1].When == "" {
			t.Fatalf("%s: %+v", kind, f.Items)
		}
		if _, ok := f.Items[0].Option("other"); !ok || f.Label(&f.Items[0], "other", "de") != "Anderes" {
			t.Errorf("%s: no answer `other`: %+v", kind, f.Items[0].Options)
		}
		said := false
		for _, one := range found {
			said = said || one.Head == neutral.Otherwise && one.Place == "survey row 2" && strings.Contains(one.What, c.relevant)
		}
		if !said {
			t.Errorf("%s: %v", kind, found)
		}
		foreign := strings.ReplaceAll(text, "Deutsch (de)", "French (fr)")
		_, found, err = ReadXLSForm(bookOf(t, foreign), Wishes{Theme: 1, Licence: "own", Source: "a test"})
		if err == nil || len(found) == 0 || found[0].Head != neutral.NotTaken &&
			!strings.Contains(found[0].What, "none in `fr`") {
			t.Errorf("%s: a language without the word: %v, %v", kind, err, found)
		}
	}
}
