package storage

import (
	"footing/flows/state"
	"footing/storage/brief"
)

// A state says which options were chosen. Its class must not: where it is near the next one, a longer option would
// cross the line. So a state has the class that it would have with the longest answer to each question.

// The longest that an answer can add: its option, its number, what was chosen of several, what was set off by it. What
// is longer than these still counts as it is. A list has its key and its length as well.
const (
	longestCode  = 1 + 16
	longestValue = 1 + 1
	longestCodes = 96
	longestTold  = 32
)

// spare is how many more bytes a state would have with the longest answers.
func spare(st state.State) int {
	p := st.Patient
	if p == nil {
		return 0
	}
	n := 0
	for _, o := range []*state.Occasion{p.Open, p.Changeable, p.Late} {
		if o == nil {
			continue
		}
		n += max(0, longestTold-listCost(o.Told))
		for _, a := range o.Answers {
			n += spareOf(a)
		}
	}
	for _, a := range p.Recall {
		n += spareOf(a)
	}
	return n
}

func spareOf(a state.Answered) int {
	n := max(0, longestCode-brief.Cost(a.Code))
	if a.Value == nil {
		n += longestValue
	}
	if len(a.Codes) > 0 {
		n += max(0, longestCodes-listCost(a.Codes))
	}
	return n
}

func listCost(texts []string) int {
	if len(texts) == 0 {
		return 0
	}
	n := 1 + 1
	for _, t := range texts {
		n += brief.Cost(t)
	}
	return n
}
