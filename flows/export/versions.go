package export

import "footing/flows"

// This file finds questionnaires in the version in which they were asked: the present plan has the current versions,
// earlier plans those of older answers.

// planned is a questionnaire with its plan.
type planned struct {
	plan *flows.Protocol
	form *flows.Questionnaire
}

// plans are all that are known, the present one first.
func (x *run) plans() []*flows.Protocol { return append([]*flows.Protocol{x.Plan}, x.Earlier...) }

// forms are the plan's questionnaires, followed by the earlier versions that occur in the data.
func (x *run) forms() []planned {
	var list []planned
	told := map[asked]bool{}
	for n, plan := range x.plans() {
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
	return x.reworded(list, told)
}

// reworded adds the versions in the data that no plan has, but whose wording the present plan still knows.
func (x *run) reworded(list []planned, told map[asked]bool) []planned {
	for _, key := range sorted(x.seen) {
		if was, ok := x.Plan.Questionnaires[key.questionnaire].As(key.version); ok && !told[key] {
			list = append(list, planned{x.Plan, was})
		}
	}
	return list
}

// form is a questionnaire in the version that a check-in asked, if a known plan has it, otherwise in its current
// version. Nil if no plan has the questionnaire.
func (x *run) form(v *occasion, id string) *flows.Questionnaire {
	if version, ok := v.version(id); ok {
		return x.version(id, version)
	}
	for n := range v.answers {
		if a := &v.answers[n]; a.Questionnaire == id {
			return x.version(id, a.Version)
		}
	}
	return x.Plan.Questionnaires[id]
}

// version is the version of a questionnaire that a check-in asked, as far as answers tell it that anybody may know.
func (v *occasion) version(id string) (version int, ok bool) {
	for n := range v.answers {
		if a := &v.answers[n]; a.Questionnaire == id && !private(a.Response) {
			return a.Version, true
		}
	}
	return 0, false
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
	if was, ok := now.As(version); ok {
		return was
	}
	return now
}

// needsPrivateConsent tells whether a question of a check-in (empty: the whole questionnaire) needs the consent for
// private answers: it is kept from the clinician in the present plan, in the version that was asked, or, where that is
// not known, in any version. What was kept when it was answered decides only where no known plan says that it was kept:
// whether something is shown must not depend on an answer that may not be shown.
func (x *run) needsPrivateConsent(s *story, v *occasion, questionnaire, item string) bool {
	version, told := v.version(questionnaire)
	known := false
	for n, plan := range x.plans() {
		q := plan.Questionnaires[questionnaire]
		if q == nil {
			continue
		}
		asked := itemOf(q, item)
		if !q.Private && (asked == nil || !asked.Hidden) {
			continue
		}
		if known = true; n == 0 || !told || q.Version == version {
			return true
		}
	}
	return !known && s.kept(v, questionnaire, item)
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
