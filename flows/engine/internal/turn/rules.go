package turn

import "time"

// AlarmLife is how long a clinician's side remembers an alert, so that its buttons work.
const AlarmLife = 14 * 24 * time.Hour

// EarlyLife is how long an act on an emergency call waits for its alert.
const EarlyLife = 15 * time.Minute

// HeldLife is how long a note waits on a clinician's side to be shown, and how long it is known on the patient's.
// Nothing else looks back further: silence is news for 28 days after an alert.
const HeldLife = 28 * 24 * time.Hour

// MoreDrops is how far above the protocol's the number of drops can be chosen.
const MoreDrops = 3

// LowStep is the distance between two levels that can be chosen as low.
const LowStep = 0.5

// RuleMadeWorse names the notice that a check-in made things worse and that the patient wants it known.
const RuleMadeWorse = "made_worse"

// RuleLeaving names the notice that a patient thinks of not going back, and wants one person to know.
const RuleLeaving = "leaving"

// RuleEarlier names the notice that a patient asks for an earlier appointment.
const RuleEarlier = "earlier_slot"
