package record

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// AuditLine is an audit record of who read or changed what, whose data it was, and when.
type AuditLine struct {
	ID     string // of the fact
	At     time.Time
	By     string // participant id; empty: an operator
	Deed   Deed
	What   string
	Of     string // participant id of the patient; empty: about no patient
	Code   string // their code, where the fact has it
	Detail string
}

// AuditOf gives the audit line for a participant's fact; false if the fact is not auditable. The line has no answer and
// no free text.
func AuditOf(owner string, f Fact) (AuditLine, bool) {
	line := AuditLine{ID: f.ID, At: f.At, By: owner}
	switch b := f.Body.(type) {
	case Audit:
		line.By, line.Deed, line.What, line.Of, line.Code, line.Detail = b.By, b.Deed, b.What, b.Of, b.Code, b.Detail
	case Opened:
		line.By, line.Deed, line.What, line.Of, line.Code = b.By, DeedRead, b.What, b.Of, b.Code
	case Acknowledgement:
		line.By, line.Deed, line.Of, line.Detail = b.By, Deed(b.Act), owner, b.Reason
		line.What = strings.TrimSpace("alert " + b.Short)
	case Leave:
		line.Deed, line.What = DeedSet, "leave"
	case Post:
		line.By, line.Deed, line.What, line.Detail = b.By, DeedEnded, string(b.Role), b.Name
	case Appointment:
		line.By, line.Deed, line.What, line.Of = b.By, DeedSet, "appointment", owner
	case PromptOutcome:
		line.Deed, line.What, line.Of, line.Code = Deed(b.Outcome), "prompt", b.Of, b.Code
	case Digest:
		line.Deed, line.What = DeedSent, "weekly summary"
	case Canary:
		line.By, line.Deed, line.What = b.To, DeedMissed, "test alert"
		if b.Answered {
			line.Deed = DeedAnswered
		}
	case Enrolment:
		if b.Role == Patient || b.Clinician != "" {
			return AuditLine{}, false
		}
		line.Deed, line.What = DeedJoined, string(b.Role)
	default:
		return AuditLine{}, false
	}
	return line, line.By != "" || line.Deed != Deed(Reopened)
}

// Ledger sorts audit lines and removes duplicates. One event is often recorded both at the clinician's and at the
// patient's side. The clinician's line is kept, because it has the patient's code even after the patient has removed
// everything.
func Ledger(lines []AuditLine) []AuditLine {
	type deed struct {
		cause, by, what, of string
		deed                Deed
	}
	slices.SortStableFunc(lines, func(a, b AuditLine) int { return cmp.Or(a.At.Compare(b.At), compareIDs(a.ID, b.ID)) })
	seen := map[deed]int{}
	var kept []AuditLine
	for _, l := range lines {
		cause, _, _ := strings.Cut(l.ID, "#")
		d := deed{cause, l.By, l.What, l.Of, l.Deed}
		if n, twice := seen[d]; twice {
			kept[n].Code = cmp.Or(kept[n].Code, l.Code)
			kept[n].Detail = cmp.Or(kept[n].Detail, l.Detail)
			continue
		}
		seen[d] = len(kept)
		kept = append(kept, l)
	}
	return kept
}
