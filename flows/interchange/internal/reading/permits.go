package reading

import (
	"slices"

	"footing/flows/interchange/internal/allowed"
	"footing/flows/interchange/internal/neutral"
)

// Nothing that stands on a question is ignored. What is neither read nor on the list of what may stand there could
// change whether, when, to whom or how the question is asked, so it keeps the question out, unless the importer lets it
// pass by name.

// Admitted tells whether the importer lets a name pass.
func (r *Reading) Admitted(name string) bool {
	return slices.Contains(r.Wishes.Allow, name)
}

// Permit looks up what stands on a question beside what is read. It gives the reason why the question is not taken.
func (r *Reading) Permit(format allowed.Format, place, name, value string) string {
	entry := allowed.Find(format, name)
	switch {
	case entry.Use == allowed.Said:
		r.Found.Add(place, "`%s` is not taken: it is %s", name, entry.Reason)
		return ""
	case entry.Use == allowed.Form:
		if name != "code" && name != "id" && name != "definition" {
			r.Found.Form(place, "`%s` is not taken: %s", name, entry.Reason)
		}
		return ""
	case r.Admitted(name):
		r.Found.Add(place, "`%s` is passed over, as --allow says: %s", name, neutral.Short(value))
		return ""
	}
	return "what `" + name + "` changes is not known (" + neutral.Short(value) + "); --allow " + name + " passes it over"
}
