package state

import "fmt"

// OfficeID is the participant id of the clinic's office, which exists once and on the first shard.
const OfficeID = "s00-office"

// EffectID names the n-th effect of an event (from 0). It is the id that deduplicates letters and facts.
func EffectID(event string, n int) string { return fmt.Sprintf("%s#%d", event, n) }
