package turn

// ruleEarlier names the notice that a patient asks for an earlier appointment.
const RuleEarlier = "earlier_slot"
