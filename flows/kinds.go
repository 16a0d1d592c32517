package flows

import (
	"slices"
)

// ItemKind is how an item is answered.
type ItemKind string

// The kinds of items.
const (
	Choice      ItemKind = "choice"      // one tap among the item's options
	Several     ItemKind = "several"     // any number of the item's options, then a tap on "Done"
	Scale       ItemKind = "scale"       // one tap among whole numbers, of which the ends have words
	YesNo       ItemKind = "yes_no"      // one tap, no or yes
	Number      ItemKind = "number"      // typed, a whole number between Min and Max
	Time        ItemKind = "time"        // typed, a time of day
	Date        ItemKind = "date"        // typed, a date, or a tap on "Today" or "Yesterday"
	Text        ItemKind = "text"        // typed, in the person's own words, at most Max characters
	Information ItemKind = "information" // a text to read and a tap on "OK"; no answer
)

// Codes that the kinds bring along.
const (
	Done      = "done"      // the tap that ends the choosing of a Several
	OK        = "ok"        // of Information
	No        = "no"        // of a YesNo
	Yes       = "yes"       // of a YesNo
	Today     = "today"     // a button of a Date
	Yesterday = "yesterday" // a button of a Date
	Written   = "written"   // the code that stands for the words of a Text
)

// Typed tells whether the answer is written and not tapped.
func (k ItemKind) Typed() bool { return slices.Contains([]ItemKind{Number, Time, Date, Text}, k) }

// Scoring says which of an item's values are good.
type Scoring string

// The ways to score.
const (
	HigherBetter Scoring = ""        // the highest value is the best
	LowerBetter  Scoring = "reverse" // the lowest value is the best
	MiddleBest   Scoring = "middle"  // the value in the middle is the best; the sign of the others says which way
	NoScoring    Scoring = "none"    // which values are good is not known: they are kept, and nothing concluded from them
)

// Scored tells whether any option has a value.
func (i *Item) Scored() bool {
	return slices.ContainsFunc(i.Options, func(o Option) bool { return o.Value != nil })
}

// Rated tells whether the values say how good or bad things are: there are values, and which of them are good is known.
func (i *Item) Rated() bool { return i.Scoring != NoScoring && i.Scored() }

// Numeric tells whether conditions see a number and not a code.
func (i *Item) Numeric() bool { return i.Kind == Number || i.Scored() }

// Comparable tells whether an answer is one number or one code that a condition can compare.
func (i *Item) Comparable() bool {
	return i.Numeric() || !i.Kind.Typed() && i.Kind != Several && i.Kind != Information
}

// The score of an item's worst and best value.
const (
	worstScore = 0
	bestScore  = 4
)

// Score brings a value onto the one scale that all items share: 0 is the worst and 4 the best that the item
// has. The value itself is stored as it is.
func (i *Item) Score(value int) float64 {
	least, most, found := 0, 0, false
	for _, o := range i.Options {
		if o.Value == nil {
			continue
		}
		if !found {
			least, most, found = *o.Value, *o.Value, true
		}
		least, most = min(least, *o.Value), max(most, *o.Value)
	}
	if most == least {
		return bestScore
	}
	part := float64(value-least) / float64(most-least)
	switch i.Scoring {
	case LowerBetter:
		part = 1 - part
	case MiddleBest:
		part = 1 - 2*max(part-0.5, 0.5-part)
	case HigherBetter, NoScoring:
	}
	return worstScore + part*(bestScore-worstScore)
}
