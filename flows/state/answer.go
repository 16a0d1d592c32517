package state

import "footing/flows"

// Standing are the answers as conditions see them.
func (o *Occasion) Standing() map[string]flows.Answer {
	answers := make(map[string]flows.Answer, len(o.Answers))
	for item, a := range o.Answers {
		if !a.Stale {
			answers[item] = flows.Answer{Code: a.Code, Codes: a.Codes, Value: a.Value}
		}
	}
	return answers
}
