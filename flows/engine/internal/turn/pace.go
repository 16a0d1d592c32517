package turn

// ruleMadeWorse names the notice that a check-in made things worse and that the patient wants it known.
const RuleMadeWorse = "made_worse"
