package engine_test

import (
	"fmt"
	"slices"
	"time"

	"footing/flows/state"
)

// answers lets the patient open what waits for them, put the check-in off, or answer it, whole or in part.
func (y *year) answers() {
	p := y.role(yearPatient).State.Patient
	if p == nil || p.Open == nil {
		return
	}
	if p.Discreet || p.Careful.Holds() {
		y.presses(yearPatient, "d:")
	}
	if y.oftenEnough(8) && y.presses(yearPatient, "c:later:ask") {
		y.presses(yearPatient, "c:later:1h", "c:later:3h", "c:later:tonight")
		return
	}
	for range 14 {
		p := y.role(yearPatient).State.Patient
		if p == nil || p.Open == nil || !y.oftenEnough(60+y.habits.finishes*2/5) {
			break
		}
		if y.oftenEnough(97) && y.presses(yearPatient, ":s1:no", ":s1b:no", ":s2:no", ":danger:no", ":unsafe:no") {
			continue
		}
		if !y.presses(yearPatient, fmt.Sprintf("a:%d:", p.Open.Number)) {
			return
		}
	}
	if y.presses(yearPatient, "w:"); y.oftenEnough(30) {
		y.presses(yearPatient, "w:")
	}
	if y.oftenEnough(5) && y.presses(yearPatient, "c:change:") && y.presses(yearPatient, "c:change:") {
		y.presses(yearPatient, "a:")
	}
}

// whims are what patients do now and then.
func (y *year) patientsWhim() {
	p, does := yearPatient, y.walks
	switch y.dice.IntN(26) {
	case 0, 1:
		does(p, "/pause", "c:pause:")
	case 2:
		does(p, "/resume")
	case 3:
		if y.oftenEnough(y.habits.moves) {
			does(p, "/timezone", "e:zone:no")
			y.does(p + ": " + []string{"Tokyo", "Auckland", "New York", "London", "Reykjavik"}[y.dice.IntN(5)])
			y.presses(p, "e:zone:")
		}
	case 4, 5:
		does(p, "/schedule", "e:days:done", "e:hour:")
	case 6:
		does(p, "/privacy", "c:discreet", "c:discreet:on")
	case 7, 8:
		does(p, "/privacy", "c:discreet", "c:discreet:off")
	case 9:
		does(p, "help", "c:careful")
	case 10, 11:
		does(p, "help", "c:careful", "c:careful:end", "c:careful:end")
	case 12, 13:
		does(p, "/whosees", "c:circle:excluded", "e:excluded:", "e:excluded:done")
	case 14:
		does(p, "/whosees", "c:circle:first", "e:first:")
	case 15, 16:
		does(p, "help", "h:tell", "h:told", "c:reach:", "s:")
	case 17:
		does(p, "I want to die", ":s2:")
	case 18:
		does(p, "/checkin")
	case 19:
		does(p, "/consent", "c:consent:", "c:consent:")
	case 20:
		does(p, "/goal", "c:goal:")
		y.does(p + ": a walk each day")
	case 21:
		y.does(p + " blocks")
	case 22, 23:
		y.does(p + " returns")
	case 24:
		does(p, "/whosees", "x:second:", "x:")
	default:
		y.rarely(p)
	}
}

// rarely lets a patient end it, who is mostly invited anew.
func (y *year) rarely(p string) {
	switch {
	case y.oftenEnough(96):
		y.does(p + ": It rains.")
	case y.oftenEnough(70):
		y.walks(p, "/stop", "q:yes")
	default:
		y.walks(p, "/erase", "c:erase:sure", "c:erase:now")
	}
}

// staffsWhim is what the clinic does now and then.
func (y *year) staffsWhim() {
	who := []string{yearClinician, yearClinician, yearBackup, yearLead, yearColleague}[y.dice.IntN(5)]
	switch y.dice.IntN(13) {
	case 0, 12:
		y.walks(who, "/away", "v:", "v:", "v:")
		y.agrees()
	case 1:
		y.walks(who, "/away", "v:back")
	case 2:
		y.walks(who, "/duty", "g:", "g:", "g:", "g:")
		y.agrees()
	case 3:
		y.walks(who, "/duty", "r:")
	case 4:
		y.walks(who, "/patient A-17", ":team", ":team:second", ":team:second.")
		y.agrees()
	case 5:
		if y.oftenEnough(20) {
			y.walks(who, "/patient A-17", ":team", ":team:hand", ":team:hand.")
			y.agrees()
		}
	case 6:
		y.walks(who, "/patient A-17", ":plan", ":plan:", ":plan:menu", ":plan:send")
	case 7, 8:
		y.walks(who, "/patient A-17", []string{":week", ":next"}[y.dice.IntN(2)])
		for range 3 {
			y.presses(who, ":week:", ":next:")
		}
	case 9:
		if y.oftenEnough(8) && y.rules.dismissed[y.id(who)].IsZero() {
			y.does("office dismisses " + who)
			y.rules.dismissed[y.id(who)] = y.script.Now()
			y.rules.held["dismissed"]++
		}
	default:
		y.wanders(who)
	}
}

// agrees lets whoever is asked say yes, mostly, and the patient too.
func (y *year) agrees() {
	for _, who := range []string{yearClinician, yearBackup, yearLead, yearColleague} {
		if y.oftenEnough(70) {
			y.presses(who, "j:")
		}
	}
	if y.oftenEnough(70) {
		y.presses(yearPatient, "x:team")
	}
}

// works is what staff do about what they have been sent: alarms, test alerts, summaries, and what they reply.
func (y *year) works() {
	for _, who := range []string{yearClinician, yearBackup, yearLead, yearColleague} {
		if y.oftenEnough(y.habits.sees) && y.alarmed(who) {
			y.presses(who, ":seen")
			if y.oftenEnough(y.habits.closes) && !y.presses(who, ":contact") {
				y.presses(who, ":elsewhere")
			} else if y.oftenEnough(60) && y.presses(who, ":tried") {
				y.presses(who, ":tried_")
			}
		}
		if y.oftenEnough(y.habits.sees) {
			y.presses(who, "y:")
		}
	}
	who := []string{yearClinician, yearClinician, yearColleague, yearBackup}[y.dice.IntN(4)]
	if y.oftenEnough(y.habits.replies / 4) {
		y.walks(who, "/summary A-17", ":ask:", ":text:", ":send:")
		if y.oftenEnough(20) {
			y.presses(who, ":back:")
		}
	}
}

func (y *year) alarmed(who string) bool {
	d := y.role(who).State.Desk
	return d != nil && slices.ContainsFunc(d.Alarms, func(a state.Alarmed) bool { return !a.Closed })
}

// lives lets so many weeks pass.
func (y *year) lives(weeks int) {
	r := y.script.Rehearsal
	day := time.Date(r.Now.Year(), r.Now.Month(), r.Now.Day(), 0, 0, 0, 0, r.Now.Location())
	for range 7 * weeks {
		y.rules.tidied()
		day = day.AddDate(0, 0, 1)
		var minutes []int
		for range 6 {
			minutes = append(minutes, y.dice.IntN(24*60))
		}
		slices.Sort(minutes)
		for _, m := range minutes {
			r.Advance(day.Add(time.Duration(m) * time.Minute))
			if y.oftenEnough(y.habits.answers) {
				y.answers()
			}
			y.works()
			if y.oftenEnough(y.habits.wanders) {
				y.wanders(yearPatient)
			}
			if y.oftenEnough(3) {
				y.patientsWhim()
			}
			if y.oftenEnough(3) {
				y.staffsWhim()
			}
		}
	}
	r.Advance(day.AddDate(0, 0, 1))
}
