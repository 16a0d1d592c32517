// Package disclosure limits what an export gives away about single people, and measures what is left.
//
// It knows neither facts nor files. The caller describes people by what an intruder may know about them, and asks:
//
//   - Decide: how many weeks, which hour and which language may be shown of each person, so that every combination
//     occurs for at least SmallestGroup people (k-anonymity);
//   - Suppress: which counts of a table may be shown, so that none is about fewer than SmallestCell people and
//     no hidden one can be worked out from the total; Rounded is what is shown of them;
//   - Measure: how many of the people shown somebody would single out who knows a few of their weeks.
//
// Report is the file disclosure.json, in which a recipient reads all of this. What the data mean, which answers may be
// used and what the files look like is decided in package export.
package disclosure

// The thresholds. They are written into every export.
const (
	LeastForRecords = 20 // consenting patients
	LeastForTables  = 10
	LeastRemaining  = 10 // people who still have rows
	SmallestGroup   = 5  // people who share the same shown values
	SmallestCell    = 11 // people in a cell of the tables
	Rounding        = 5  // of the tables' counts
	CoarseWeeks     = 12 // the most weeks of a coarsened export
	WeeksTogether   = 2  // weeks that a coarsened export merges into one
)
