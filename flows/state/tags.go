package state

import (
	"errors"
	"fmt"
	"reflect"
)

// member is one type of a closed set: an empty value, the number of the type in stored data, and its name in the JSON
// of earlier releases. A Go type may be renamed. Its number and its name never change and are never given again,
// because stores hold them.
type member[T any] struct {
	number int
	tag    string
	empty  T
}

// numberOf looks up the number of a value's type.
func numberOf[T any](value T, set []member[T]) (int, error) {
	t := reflect.TypeOf(value)
	if t == nil {
		return 0, errors.New("there is nothing to encode")
	}
	for _, m := range set {
		if reflect.TypeOf(m.empty) == t {
			return m.number, nil
		}
	}
	return 0, fmt.Errorf("%s has no number", t)
}

// These are the tables. The codec reads and writes nothing else.

var eventTags = []member[Event]{ //nolint:gochecknoglobals // a table that never changes
	{1, "Said", Said{}},
	{2, "Tapped", Tapped{}},
	{3, "Due", Due{}},
	{4, "Sent", Sent{}},
	{5, "Unreachable", Unreachable{}},
	{6, "Membership", Membership{}},
	{7, "Told", Told{}},
	{8, "Outage", Outage{}},
	{9, "SetBack", SetBack{}},
	{10, "Called", Called{}},
	{11, "Flood", Flood{}},
	{12, "Staffing", Staffing{}},
	{13, "Dismissal", Dismissal{}},
	{14, "Operated", Operated{}},
	{15, "Watch", Watch{}},
	{16, "Begun", Begun{}},
}

var effectTags = []member[Effect]{ //nolint:gochecknoglobals // a table that never changes
	{1, "Say", Say{}},
	{2, "Edit", Edit{}},
	{3, "Toast", Toast{}},
	{4, "Picture", Picture{}},
	{5, "Card", Card{}},
	{6, "Document", Document{}},
	{7, "Delete", Delete{}},
	{8, "Menu", Menu{}},
	{9, "Tell", Tell{}},
	{10, "Page", Page{}},
	{11, "Keep", Keep{}},
	{12, "Wake", Wake{}},
	{13, "Forget", Forget{}},
	{14, "Erase", Erase{}},
	{15, "Route", Route{}},
	{16, "Ignore", Ignore{}},
}

var letterTags = []member[Letter]{ //nolint:gochecknoglobals // a table that never changes
	{1, "Claim", Claim{}},
	{2, "Refused", Refused{}},
	{3, "Offered", Offered{}},
	{4, "Confirmed", Confirmed{}},
	{5, "NotMe", NotMe{}},
	{6, "Linked", Linked{}},
	{7, "Reserve", Reserve{}},
	{8, "Reserved", Reserved{}},
	{9, "Roster", Roster{}},
	{10, "Team", Team{}},
	{11, "Enrolled", Enrolled{}},
	{12, "Alarm", Alarm{}},
	{13, "Acted", Acted{}},
	{14, "Settled", Settled{}},
	{15, "Relieved", Relieved{}},
	{16, "Unheard", Unheard{}},
	{17, "Look", Look{}},
	{18, "Shown", Shown{}},
	{19, "Unreached", Unreached{}},
	{20, "Eased", Eased{}},
	{21, "Noted", Notice{}},
	{22, "AskReach", AskReach{}},
	{23, "ReachSaid", ReachSaid{}},
	{24, "SummaryOpened", SummaryOpened{}},
	{25, "CareChanged", CareChanged{}},
	{26, "Erased", Erased{}},
	{27, "Inquire", Inquire{}},
	{28, "Particulars", Particulars{}},
	{29, "Appointed", Appointed{}},
	{30, "Objected", Objected{}},
	{31, "Rescheduled", Rescheduled{}},
	{32, "Departed", Departed{}},
	{33, "Canary", Canary{}},
	{34, "CanaryAnswered", CanaryAnswered{}},
	{35, "CanaryMissed", CanaryMissed{}},
	{36, "Watched", Watched{}},
	{37, "Ended", Ended{}},
	{38, "Dose", Adjust{}},
	{39, "Declined", Declined{}},
	{40, "Propose", Propose{}},
	{41, "Agreed", Agreed{}},
	{42, "Proposed", Proposed{}},
	{43, "Decided", Decided{}},
	{44, "Joined", Joined{}},
	{45, "Away", Away{}},
	{46, "Dismiss", Dismiss{}},
	{47, "Dismissed", Dismissed{}},
	{48, "Gone", Gone{}},
	{49, "Resigned", Resigned{}},
	{50, "Orphaned", Orphaned{}},
	{51, "Alone", Alone{}},
	{52, "Count", Count{}},
	{53, "Counted", Counted{}},
	{54, "Progress", Progress{}},
	{55, "MonthAsked", MonthAsked{}},
	{56, "Month", Month{}},
	{57, "TakeBack", TakeBack{}},
	{58, "Swapped", Swapped{}},
	{59, "Reply", Reply{}},
	{60, "Replied", Replied{}},
}

// Kinds lists an empty value of each kind of event, effect and letter.
func Kinds() ([]Event, []Effect, []Letter) {
	return empties(eventTags), empties(effectTags), empties(letterTags)
}

func empties[T any](set []member[T]) []T {
	all := make([]T, 0, len(set))
	for _, m := range set {
		all = append(all, m.empty)
	}
	return all
}
