package state

import "footing/flows/record"

// SafetyPlan is the patient's own plan for a hard time, in six parts, each in their words: warning signs, what I
// can do alone, people and places that distract, people I can ask, professionals, making the place safe. It is
// written when things are calm, and shown again when they are not.
type SafetyPlan [PlanParts]record.FreeText

// PlanParts is how many parts a safety plan has.
const PlanParts = 6

func (p SafetyPlan) Empty() bool { return p == SafetyPlan{} }
