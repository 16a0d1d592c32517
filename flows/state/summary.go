package state

import "time"

// leftShown is how long summaries still say that somebody has left.
const leftShown = 7 * 24 * time.Hour

// NewsSummary is the key of the moment at which a patient is told, after the quiet hours, that their summary was opened.
const NewsSummary = "summary"
