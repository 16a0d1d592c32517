package export

import "footing/flows"

// This file finds questionnaires in the version in which they were asked: the present plan has the current versions,
// earlier plans those of older answers.

// planned is a questionnaire with its plan.
type planned struct {
	plan *flows.Protocol
	form *flows.Questionnaire
}

// forms are the plan's questionnaires, followed by the earlier versions that occur in the data.
func (x *run) forms() []planned {
	var list []planned
	told := map[asked]bool{}
	for n, plan := range append([]*flows.Protocol{x.Plan}, x.Earlier...) {
		for _, id := range sortedKeys(plan.Questionnaires) {
			q := plan.Questionnaires[id]
			key := asked{id, q.Version}
			if told[key] || (n > 0 && !x.seen[key]) {
				continue
			}
			told[key] = true
			list = append(list, planned{plan, q})
		}
	}
	return list
}

// form is a questionnaire in the version that a check-in asked, if a known plan has it, otherwise in its current
// version. Nil if no plan has the questionnaire.
func (x *run) form(v *occasion, id string) *flows.Questionnaire {
	for n := range v.answers {
		if a := &v.answers[n]; a.Questionnaire == id {
			return x.version(id, a.Version)
		}
	}
	return x.Plan.Questionnaires[id]
}

// version finds a questionnaire in a version.
func (x *run) version(id string, version int) *flows.Questionnaire {
	now := x.Plan.Questionnaires[id]
	if now != nil && now.Version == version {
		return now
	}
	for _, plan := range x.Earlier {
		if q := plan.Questionnaires[id]; q != nil && q.Version == version {
			return q
		}
	}
	return now
}

// closed tells whether an item is kept from the clinician, in the version that was asked or in the current one.
func (x *run) closed(q *flows.Questionnaire, item *flows.Item) bool {
	now := x.Plan.Questionnaires[q.ID]
	if q.Private || item.Hidden || (now != nil && now.Private) {
		return true
	}
	again := itemOf(now, item.ID)
	return again != nil && again.Hidden
}

// itemOf finds an item of a questionnaire; nil if there is no such item or the questionnaire is nil.
func itemOf(q *flows.Questionnaire, id string) *flows.Item {
	for n := 0; q != nil && n < len(q.Items); n++ {
		if q.Items[n].ID == id {
			return &q.Items[n]
		}
	}
	return nil
}
