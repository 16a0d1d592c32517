package engine_test

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"pgregory.net/rapid"

	"footing/flows/record"
	"footing/flows/state"
)

// answers presses a button of a check-in that is open.
func (tr *troupe) answers() { tr.tapsLike(oneOf(tr, []int64{3, 4}, "patient"), "a:", "b:") }

// tapsAlarm presses a button of a clinician's alarm, or of a summary.
func (tr *troupe) tapsAlarm() { tr.tapsLike(oneOf(tr, []int64{lind, moss}, "clinician"), "k:", "p:") }

func (tr *troupe) stops() {
	chat := oneOf(tr, []int64{3, 4}, "patient")
	if a := tr.person(chat); !a.deaf {
		tr.says(chat, "/stop")
		tr.tapsLike(chat, "q:")
	}
}

// asksForHelp goes through the help menu, and mostly presses that the clinic shall be told.
func (tr *troupe) asksForHelp() {
	a := tr.person(oneOf(tr, []int64{3, 4}, "patient"))
	if a.deaf {
		return
	}
	tr.says(a.chat, "/help")
	tr.tapsLike(a.chat, "h:tell")
	if tr.oneIn(3, "hesitates") < 2 {
		tr.tapsLike(a.chat, "h:told")
	}
	tr.settle()
}

// tapsLike presses a button that is on the phone and whose data begin like one of these.
func (tr *troupe) tapsLike(chat int64, prefixes ...string) {
	a := tr.person(chat)
	var like []shownButton
	for _, b := range a.phone {
		for _, button := range slices.Concat(b.buttons...) {
			if slices.ContainsFunc(prefixes, func(p string) bool { return strings.HasPrefix(button.Data, p) }) {
				like = append(like, shownButton{b.id, button.Data})
			}
		}
	}
	if len(like) > 0 && !a.deaf {
		tr.taps(chat, oneOf(tr, like, "button"))
	}
}

// tapsSomething presses a button that is on the phone, mostly on one of the last messages, and perhaps twice.
func (tr *troupe) tapsSomething() {
	a := tr.somebody()
	var shown []shownButton
	for _, b := range a.phone[max(0, len(a.phone)-3):] {
		for _, button := range slices.Concat(b.buttons...) {
			shown = append(shown, shownButton{b.id, button.Data})
		}
	}
	if len(shown) == 0 || a.deaf {
		return
	}
	p := oneOf(tr, shown, "button")
	for range 1 + tr.oneIn(2, "twice") {
		tr.taps(a.chat, p)
	}
}

// tapsSomethingOld presses a button that was there once.
func (tr *troupe) tapsSomethingOld() {
	if a := tr.somebody(); len(a.pressed) > 0 && !a.deaf {
		tr.taps(a.chat, rapid.SampledFrom(a.pressed).Draw(tr.t, "button"))
	}
}

// forges sends what no button of this person's ever carried: somebody else's, or anything.
func (tr *troupe) forges() {
	a, other := tr.somebody(), tr.somebody()
	p := shownButton{rapid.IntRange(1, 300).Draw(tr.t, "message"), rapid.OneOf(
		rapid.StringMatching(`[abehiknopqsxyz]?:?[a-z0-9_]{0,6}(:[a-zA-Z0-9_-]{0,6}){0,3}`), rapid.StringN(0, 20, 64),
	).Draw(tr.t, "data")}
	if len(other.pressed) > 0 && rapid.Bool().Draw(tr.t, "foreign") {
		p = rapid.SampledFrom(other.pressed).Draw(tr.t, "button")
	} else if tr.oneIn(4, "patient") == 3 {
		p.data = "p:" + other.id
	}
	if !a.deaf {
		tr.taps(a.chat, p)
	}
}

func (tr *troupe) saysSomething() {
	a := tr.somebody()
	if a.deaf {
		return
	}
	said := state.Said{Header: tr.head("m"), Sender: tr.sender(a.chat), Media: state.Text}
	said.Message = tr.serial
	text := rapid.OneOf(
		rapid.SampledFrom([]string{
			"/start", "/stop", "stop", "/help", "help", "SOS", "/invite P-7", "/invite P-3", "/invite", "/start " +
				state.OfficeID + "_" + draw(1),
			"/nonsense", "13:30", "Lisbon", typedPlaceholder, "a: b", "/start@footing_bot", "/", "👩‍👩‍👧‍👦",
		}),
		rapid.StringN(1, 40, -1),
		rapid.Map(rapid.IntRange(4000, 4096), func(n int) string { return fmt.Sprintf("%0*d", n, 7) }),
	).Draw(tr.t, "text")
	said.Text = record.FreeText(text)
	if media := oneOf(tr, []state.Media{
		state.Text, state.Text, state.Text, state.Text, state.Text, state.Text,
		state.Photo, state.Sticker, state.Other, state.Edited, "hologram",
	}, "media"); media != state.Text {
		said.Media, said.Text = media, ""
	}
	tr.turn(tr.person(a.chat), said)
}

// opensLink opens any link that the clinic or a clinician ever handed out.
func (tr *troupe) opensLink() {
	a := tr.somebody()
	links := []string{state.OfficeID + "_" + draw(int(lind)*1000), state.OfficeID + "_" + draw(int(moss)*1000)}
	for _, m := range theLink.FindAllStringSubmatch(fmt.Sprint(tr.person(lind).phone, tr.person(moss).phone), -1) {
		links = append(links, m[1])
	}
	if !a.deaf {
		tr.says(a.chat, "/start "+oneOf(tr, links, "link"))
	}
}

func (tr *troupe) blocks() {
	a := tr.somebody()
	if a.deaf = !a.deaf; tr.oneIn(4, "untold") < 3 {
		tr.turn(tr.person(a.chat), state.Membership{Header: tr.head("k"), Sender: tr.sender(a.chat), Blocked: a.deaf})
	}
}

// strangerWrites lets a letter come from somebody who has nothing to do with the reader, about what the reader knows.
func (tr *troupe) strangerWrites() {
	a := tr.somebody()
	s := a.stored()
	alert, token, code := "a", "t", "P-3"
	if s.Patient != nil && len(s.Patient.Alerts) > 0 {
		alert = s.Patient.Alerts[0].ID
	}
	if s.Desk != nil && len(s.Desk.Alarms) > 0 {
		alert = s.Desk.Alarms[0].Alert
	}
	if s.Opener != nil {
		token = s.Opener.Token
	}
	letters := []state.Letter{
		state.Offered{Token: token, Role: record.Patient, From: state.Contact{ID: "s05-X", Name: "X"}},
		state.Confirmed{Token: token, Name: "X"},
		state.NotMe{Token: token},
		state.Linked{Token: token},
		state.Reserve{Code: "P-8", Token: token},
		state.Reserved{Code: code, Token: token},
		state.Roster{Staff: []state.Contact{{ID: "s05-X", Name: "X"}}},
		state.Enrolled{Code: code, Name: "X", Care: true},
		state.Alarm{Alert: alert, Short: "ABCD", Code: code, At: tr.now},
		state.Acted{Alert: alert, Act: record.Seen, At: tr.now},
		state.Settled{Alert: alert, Name: "X", At: tr.now},
		state.Relieved{Alert: alert},
		state.Unheard{Alert: alert},
		state.Look{Alert: alert, Message: 7},
		state.Shown{Alert: alert, Message: 7, Note: "x"},
		state.Unreached{Alert: alert},
		state.Eased{Alert: alert, At: tr.now},
		state.Notice{Code: code, Level: "note", Rule: "r", At: tr.now},
		state.SummaryOpened{Name: "X"},
		state.Departed{Code: code},
		state.Team{Backup: &state.Contact{ID: "s05-X", Name: "X"}},
		state.Canary{ID: "1", At: tr.now},
		state.CanaryAnswered{ID: "1"},
		state.CanaryMissed{Name: "X", At: tr.now},
		state.Watched{Check: "1"},
		state.Ended{To: "X"},
		state.Adjust{Days: []time.Weekday{1, 3, 5}, Adjustment: state.Adjustment{Low: 2}},
		state.Declined{What: record.ChangeAdjustment},
		state.Propose{Kind: record.AsStandIn, Name: "X", From: tr.now, Until: tr.now.Add(time.Hour)},
		state.Agreed{Kind: record.AsStandIn, Yes: true},
		state.Proposed{Kind: record.AsClinician, Who: state.Contact{ID: "s05-X", Name: "X"}},
		state.Decided{Kind: record.AsClinician, Yes: true},
		state.Joined{Kind: record.AsClinician, For: "s05-X", Code: code, Name: "X", Summary: true},
		state.Away{Who: state.Contact{ID: "s05-X", Name: "X"}, Until: tr.now.Add(time.Hour)},
		state.Dismissed{},
		state.Gone{Name: "X"},
		state.Resigned{},
		state.Orphaned{Code: code, Was: "X"},
		state.Count{Census: "1"},
		state.Counted{Census: "1"},
	}
	from := oneOf(tr, []string{"s05-X", "", "s04-" + draw(999999)}, "from")
	tr.turn(a, state.Told{Header: tr.head("t"), From: from, Letter: oneOf(tr, letters, "letter")})
}

// unreached lets an alarm not reach somebody. The second channel may have been used for a post before, now or some time
// ago, without a turn.
func (tr *troupe) unreached() {
	if tr.oneIn(2, "an alert first") == 0 {
		tr.asksForHelp()
		tr.settle()
		tr.passes(time.Minute, 40)
	}
	a := tr.person(oneOf(tr, []int64{3, 3, 4}, "patient"))
	p := a.stored().Patient
	if p == nil || len(p.Alerts) == 0 {
		return
	}
	alert := p.Alerts[len(p.Alerts)-1]
	if len(alert.Called) == 0 {
		return
	}
	if len(alert.Pages) > 0 && tr.oneIn(3, "rung before") > 0 {
		h := tr.head("ring")
		h.At = h.At.Add(-time.Duration(tr.oneIn(3, "minutes ago")) * 10 * time.Minute)
		tr.turn(a, state.Called{
			Header: h, Evidence: alert.ID, Channel: true, Post: oneOf(tr, alert.Pages, "for which post").Call,
		})
	}
	tr.turn(a, state.Told{
		Header: tr.head("unreached"), From: oneOf(tr, alert.Called, "whom"), Letter: state.Unreached{Alert: alert.ID},
	})
}
