package engine_test

import (
	"strings"
	"time"

	"footing/flows"
	"footing/flows/engine"
	"footing/flows/press"
	"footing/flows/record"
	"footing/flows/state"
)

// answered: what a patient presses as an answer is filed in that very turn, once, or they read that it is not. And a
// check-in ends with as many answers as it was given.
func (r *yearRules) answered(to string, before state.State, e state.Event, effects []state.Effect) {
	if to != r.id(yearPatient) {
		return
	}
	var filed []record.Response
	words := ""
	for _, effect := range effects {
		switch f := effect.(type) {
		case state.Toast:
			words = f.Text
		case state.Erase:
			clear(r.filed)
		case state.Keep:
			r.files(f.Fact.Body, &filed)
		}
	}
	tap, _ := e.(state.Tapped)
	pressed, _ := press.Decode(tap.Data)
	answer, ok := pressed.(press.Answer)
	if !ok || words != "" || before.Patient == nil {
		return
	}
	switch open := before.Patient.Open; {
	case len(filed) == 1 && filed[0].Item == answer.Item && filed[0].Code == answer.Code:
		r.held["answer"]++
		if filed[0].Revision > 0 {
			r.held["changed answer"]++
		}
	case len(filed) == 0 && open != nil && open.Answers[answer.Item].Code == answer.Code: // once more the same
	case len(filed) == 0 && answer.Item == "fit_change": // it tells something, and asks nothing
	default:
		r.fail("%q was pressed, and filed is %+v", tap.Data, filed)
	}
}

// files counts what is filed of check-ins.
func (r *yearRules) files(b record.Body, filed *[]record.Response) {
	switch b := b.(type) {
	case record.Response:
		*filed = append(*filed, b)
		if r.filed[b.Occasion] == nil {
			r.filed[b.Occasion] = map[string]string{}
		}
		r.filed[b.Occasion][b.Item] = b.Code
	case record.Completed:
		if n := len(r.filed[b.Occasion]); n != b.Answered {
			r.fail("%s had %d answers, and ends with %d", b.Occasion, n, b.Answered)
		}
		r.held["answered to the end"]++
	case record.Missed:
		if n := len(r.filed[b.Occasion]); n > 0 {
			r.fail("%s had %d answers, and is filed as missed", b.Occasion, n)
		}
	}
}

// filedStill: what was filed is there at the end.
func (r *yearRules) filedStill() {
	for _, f := range r.role(yearPatient).Facts {
		if b, ok := f.Body.(record.Response); ok {
			delete(r.filed[b.Occasion], b.Item)
		}
	}
	for occasion, items := range r.filed {
		if len(items) > 0 {
			r.fail("answers of %s are not there any more: %v", occasion, items)
		}
	}
}

// mostSilence is how many hours of duty may pass before an open alert is called out again: the slow repeats come twice
// a day.
const mostSilence = 6 * time.Hour

// alarms: every alert is called out at once, and again, until somebody has closed it. If there is nobody, the patient
// is told so.
func (r *yearRules) alarms(e state.Event, texts []yearText) {
	p, now := r.before[r.id(yearPatient)].Patient, e.Head().At
	for _, one := range texts {
		if _, rest, ok := strings.Cut(one.text, "Safety alert "); ok && one.kind == "say" && len(rest) >= 4 {
			r.held[map[bool]string{true: "alert", false: "alert called again"}[r.rang[rest[:4]].IsZero()]]++
			r.rang[rest[:4]] = now
		}
	}
	if p == nil {
		return
	}
	for _, a := range p.Alerts {
		if !a.Closed.IsZero() {
			continue
		}
		if !r.somebodyThere() {
			r.alone = now
		}
		rang := r.rang[a.Short]
		since := flows.Later(flows.Later(rang, r.alone), a.At)
		switch {
		case rang.IsZero() && !a.Told && now.After(a.At):
			r.fail("alert %s of %s: nobody was called, and the patient was not told so", a.Short, a.At)
		case now.After(r.script.Plan.Clinic.AfterDuty(since, mostSilence)):
			r.fail("alert %s of %s was called out last at %s, and is open", a.Short, a.At, rang)
		}
	}
}

// somebodyThere tells whether anybody can be called about the patient.
func (r *yearRules) somebodyThere() bool {
	return engine.Callable(r.script.Plan, r.before[r.id(yearPatient)], func(id string) bool {
		return r.dismissed[id].IsZero()
	})
}
