package state

// Held tells whether somebody known has seen an alert and not yet said what came of it.
func (a *Alert) Held() bool { return a.Closed.IsZero() && !a.Seen.IsZero() && a.SeenID != "" }
