package rules

import (
	"footing/flows/interchange/internal/neutral"
)

// Native is an item's condition in another language. If it cannot be translated, it is empty and a finding is added.
func (d Dialect) Native(f *neutral.Form, item *neutral.Item, found *neutral.Findings) string {
	if item.When == "" {
		return ""
	}
	r, err := TakeApart(f, item.When)
	if err != nil {
		found.Add(item.ID, "other programs ask it always: %v (`%s`)", err, item.When)
		return ""
	}
	return d.Say(r)
}

// FollowUp is how a follow-up question is marked in a cell: "safety", "yes" or empty.
func FollowUp(item *neutral.Item) string {
	switch {
	case item.FollowUp && item.Safety:
		return "safety"
	case item.FollowUp:
		return "yes"
	}
	return ""
}
