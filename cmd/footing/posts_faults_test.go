//go:build faults

package main

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// second is the phone of a second clinician.
const second = int64(7006)

// posts are journeys about who is called in whose place, and whose numbers are shown.
func posts() map[string]func(*testing.T, string) error {
	return map[string]func(*testing.T, string) error{
		"a post is swapped for a day":          swapsForADay,
		"a stand-in goes away, too":            standInAway,
		"a calendar closes the clinic":         closedByCalendar,
		"somebody needs numbers against abuse": asksLocally,
	}
}

// swapsForADay: on the day for which a colleague has taken over the backup's post they are called, and the backup is
// not; on the next day it is the other way round.
func swapsForADay(t *testing.T, binary string) error {
	s := atItsTime(t, binary)
	s.joins(colleague, "backup", "Dr Berg")
	s.joins(second, "clinician", "Dr Moss")
	s.says(colleague, "/duty")
	s.taps(colleague, "Who holds the clinic's posts now", "Swap my post")
	s.taps(colleague, "When shall somebody else hold the post", "Mon 2 Mar")
	s.taps(colleague, "which is the last day?", "Mon 2 Mar")
	s.taps(colleague, "They are asked first", "Dr Moss")
	s.taps(second, "asks whether you hold the post", "Yes")
	s.jumps(at(1, 10))
	s.asks()
	s.confirms()
	s.sees(clinician, "Safety alert")
	before := len(s.heard(colleague))
	s.jumps(at(1, 10).Add(17 * time.Minute))
	s.sees(second, "Safety alert")
	s.quietSince(before)
	s.jumps(at(2, 10))
	s.sees(colleague, "Safety alert")
	return s.err
}

// standInAway: whoever stands in for the clinician goes on leave. The clinician's patients are called about to somebody
// who is there, and read so.
func standInAway(t *testing.T, binary string) error {
	s := atItsTime(t, binary)
	s.joins(colleague, "backup", "Dr Berg")
	s.joins(second, "clinician", "Dr Moss")
	s.leaves(clinician, "Mon 2 Mar", "Fri 6 Mar", second, "Dr Moss")
	s.leaves(second, "Mon 2 Mar", "Wed 4 Mar", colleague, "Dr Berg")
	s.jumps(at(1, 10))
	s.says(patient, "Help")
	s.sees(patient, "What would help now?")
	s.wantsToTell()
	before := len(s.heard(second))
	s.taps(patient, "Shall I tell Dr Berg now", "Yes, tell Sample Clinic")
	s.sees(colleague, "Safety alert")
	if s.err == nil && len(s.heard(second)) > before {
		s.fail(fmt.Errorf("%w: the stand-in on leave heard %q", errDiffers, s.heard(second)[before:]))
	}
	return s.err
}

// closedByCalendar: a day that an .ics file beside clinic.yaml closes is no duty day.
func closedByCalendar(t *testing.T, binary string) error {
	s := newStage(t, binary)
	s.clinicWith(t, "canary:", "closed_ics: holidays.ics\ncanary:")
	const day = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTAMP:20260101T000000Z\r\n" +
		"SUMMARY:Open day\r\nDTSTART;VALUE=DATE:20260302\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
	if err := os.WriteFile(filepath.Join(s.dir, "holidays.ics"), []byte(day), 0o600); err != nil {
		return err
	}
	s.movable()
	s.begins()
	s.jumps(at(1, 11))
	s.asks()
	s.confirms()
	s.sees(patient, "Nobody at Sample Clinic reads this before Tue 09:00.")
	return s.err
}

// asksLocally: numbers against abuse come only after a tap of their own, never the list for a crisis in their place,
// and one more tap takes them away.
func asksLocally(t *testing.T, binary string) error {
	s, _ := enrolled(t, binary)
	const refuge = "National Domestic Abuse Helpline (Refuge): 0808 2000 247"
	s.says(patient, "Help")
	s.taps(patient, "What would help now?", "Numbers")
	s.sees(patient, numbers)
	s.taps(patient, "What would help now?", "My phone may be seen")
	s.taps(patient, "From now on, whatever I send by itself only says", "Local help")
	s.sees(patient, "numbers for people whom somebody or some place makes unsafe")
	if s.err == nil && s.hasHeard(patient, refuge) {
		s.fail(fmt.Errorf("%w: shown before the tap for it: %q", errDiffers, s.heard(patient)))
	}
	s.taps(patient, "Once they are shown, they can be read on this phone", "Show numbers")
	s.sees(patient, refuge)
	s.taps(patient, refuge, "Clear this now")
	s.until("the numbers to be gone", func() bool { return !s.hasHeard(patient, refuge) })
	return s.err
}

// ofPosts are defects that they must notice.
func ofPosts() map[string]defect {
	return map[string]defect{
		"a calendar is not read": {
			file: "flows/load/closed.go", protection: `if v := m.maybe("closed_ics"); v.node != nil {`,
			without: `if v := m.maybe("closed_ics"); false && v.node != nil {`, among: "a calendar closes the clinic",
		},
		"numbers against abuse stand among all numbers": {
			file: "flows/clinic.go", protection: "return h.For == ForAbuse", without: "return false",
			among: "somebody needs numbers against abuse",
		},
		"a new holder of a post is not taken over": {
			file: "flows/engine/internal/circle/swap.go", protection: "p.Team = team\n",
			without: "if p.Backup == nil {\n\t\tp.Team = team\n\t}\n", among: "a post is swapped for a day",
		},
		"the leave of a stand-in is not noted": {
			file: "flows/engine/internal/circle/absent.go", protection: "p.Absences = append(p.Absences, a)",
			without: "_ = append(p.Absences, a)", among: "a stand-in goes away, too",
		},
	}
}
