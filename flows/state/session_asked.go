package state

// NewsGap is the key of the moment, the day after a session before a long gap, at which the patient is asked how it
// left them.
const NewsGap = "gap"
