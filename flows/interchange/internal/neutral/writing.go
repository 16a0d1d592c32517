package neutral

import (
	"fmt"
	"slices"
	"strings"

	"footing/flows"
)

// Yes writes a flag into a cell; empty for false.
func Yes(flag bool) string {
	if flag {
		return "yes"
	}
	return ""
}

// Counted is a number of things: "1 rule", "2 rules".
func Counted(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// Confess reports what no other format shows of an item.
func (f *Form) Confess(item *Item, found *Findings) {
	if item.Kind.Typed() {
		found.Add(item.ID, "it can be left empty there, but not declined with a reason")
	}
	for _, name := range f.placeholders(item) {
		found.Add(item.ID, "`{%s}` stands there as it is written, because nobody fills it in; --fill %s=... puts a word in "+
			"its place", name, name)
	}
	if slices.Contains(f.Spans, item.ID) {
		found.Add(item.ID, "here it asks about the days since it was last answered; there it names no span: write one into its text")
	}
	if slices.Contains(f.Reworded, item.ID) {
		found.Add(item.ID, "how earlier versions worded it stays here")
	}
	if item.Hidden {
		found.Add(item.ID, "there it is not hidden: whoever reads the data sees the answer")
	}
	if strings.Contains(item.ID, "__") || strings.HasSuffix(item.ID, "_") {
		found.Add(item.ID, "REDCap does not take a name with `__` or with `_` at its end")
	}
	for _, o := range item.Options {
		if o.Low {
			found.Add(item.ID, "the answer `%s` has no value there, and does not count as low", o.Code)
		}
		if o.Action != flows.NoAction {
			found.Add(item.ID, "the answer `%s` does nothing there (here: %s)", o.Code, o.Action)
		}
	}
}

// InFirst says something in the first language, for formats that have one only; empty without any language.
func (f *Form) InFirst(say func(locale string) string) string {
	if len(f.Languages) == 0 {
		return ""
	}
	return say(f.Languages[0])
}
