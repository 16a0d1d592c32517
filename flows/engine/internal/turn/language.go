package turn

// languages are those of the clinic that have a wording.
func (t *Turn) Languages() []string {
	var all []string
	for _, locale := range t.Plan.Clinic.Languages {
		if _, ok := t.Plan.Wordings[locale]; ok {
			all = append(all, locale)
		}
	}
	return all
}
