package state

import (
	"errors"
	"fmt"
	"reflect"
)

// member is one type of a closed set: an empty value and its tag, the type's name in stored data. A Go type may be
// renamed. Its tag never changes, because stores of earlier releases hold it.
type member[T any] struct {
	tag   string
	empty T
}

// tagOf looks up the tag of a value's type.
func tagOf[T any](value T, set []member[T]) (string, error) {
	t := reflect.TypeOf(value)
	if t == nil {
		return "", errors.New("there is nothing to encode")
	}
	for _, m := range set {
		if reflect.TypeOf(m.empty) == t {
			return m.tag, nil
		}
	}
	return "", fmt.Errorf("%s has no tag", t)
}

// These are the tables. The codec reads and writes nothing else.

var eventTags = []member[Event]{ //nolint:gochecknoglobals // a table that never changes
	{"Said", Said{}},
	{"Tapped", Tapped{}},
	{"Due", Due{}},
	{"Sent", Sent{}},
	{"Unreachable", Unreachable{}},
	{"Membership", Membership{}},
	{"Told", Told{}},
	{"Outage", Outage{}},
	{"SetBack", SetBack{}},
	{"Called", Called{}},
	{"Flood", Flood{}},
	{"Staffing", Staffing{}},
	{"Dismissal", Dismissal{}},
	{"Operated", Operated{}},
	{"Watch", Watch{}},
	{"Begun", Begun{}},
}

var effectTags = []member[Effect]{ //nolint:gochecknoglobals // a table that never changes
	{"Say", Say{}},
	{"Edit", Edit{}},
	{"Toast", Toast{}},
	{"Picture", Picture{}},
	{"Card", Card{}},
	{"Document", Document{}},
	{"Delete", Delete{}},
	{"Menu", Menu{}},
	{"Tell", Tell{}},
	{"Page", Page{}},
	{"Keep", Keep{}},
	{"Wake", Wake{}},
	{"Forget", Forget{}},
	{"Erase", Erase{}},
	{"Route", Route{}},
	{"Ignore", Ignore{}},
}

var letterTags = []member[Letter]{ //nolint:gochecknoglobals // a table that never changes
	{"Claim", Claim{}},
	{"Refused", Refused{}},
	{"Offered", Offered{}},
	{"Confirmed", Confirmed{}},
	{"NotMe", NotMe{}},
	{"Linked", Linked{}},
	{"Reserve", Reserve{}},
	{"Reserved", Reserved{}},
	{"Roster", Roster{}},
	{"Team", Team{}},
	{"Enrolled", Enrolled{}},
	{"Alarm", Alarm{}},
	{"Acted", Acted{}},
	{"Settled", Settled{}},
	{"Relieved", Relieved{}},
	{"Unheard", Unheard{}},
	{"Look", Look{}},
	{"Shown", Shown{}},
	{"Unreached", Unreached{}},
	{"Eased", Eased{}},
	{"Noted", Notice{}},
	{"AskReach", AskReach{}},
	{"ReachSaid", ReachSaid{}},
	{"SummaryOpened", SummaryOpened{}},
	{"CareChanged", CareChanged{}},
	{"Erased", Erased{}},
	{"Inquire", Inquire{}},
	{"Particulars", Particulars{}},
	{"Appointed", Appointed{}},
	{"Objected", Objected{}},
	{"Rescheduled", Rescheduled{}},
	{"Departed", Departed{}},
	{"Canary", Canary{}},
	{"CanaryAnswered", CanaryAnswered{}},
	{"CanaryMissed", CanaryMissed{}},
	{"Watched", Watched{}},
	{"Ended", Ended{}},
	{"Dose", Adjust{}},
	{"Declined", Declined{}},
	{"Propose", Propose{}},
	{"Agreed", Agreed{}},
	{"Proposed", Proposed{}},
	{"Decided", Decided{}},
	{"Joined", Joined{}},
	{"Away", Away{}},
	{"Dismiss", Dismiss{}},
	{"Dismissed", Dismissed{}},
	{"Gone", Gone{}},
	{"Resigned", Resigned{}},
	{"Orphaned", Orphaned{}},
	{"Alone", Alone{}},
	{"Count", Count{}},
	{"Counted", Counted{}},
	{"Progress", Progress{}},
	{"MonthAsked", MonthAsked{}},
	{"Month", Month{}},
	{"TakeBack", TakeBack{}},
	{"Swapped", Swapped{}},
}

// Events lists an empty value of each kind of event.
func Events() []Event { return empties(eventTags) }

// Effects lists an empty value of each kind of effect.
func Effects() []Effect { return empties(effectTags) }

// Letters lists an empty value of each kind of letter.
func Letters() []Letter { return empties(letterTags) }

func empties[T any](set []member[T]) []T {
	all := make([]T, 0, len(set))
	for _, m := range set {
		all = append(all, m.empty)
	}
	return all
}
