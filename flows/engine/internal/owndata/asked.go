package owndata

import (
	"strconv"
	"strings"
	"time"

	"footing/flows/engine/internal/turn"
	"footing/flows/press"
	"footing/flows/state"
)

// Asked offers the patient's own data: to read, or as a file.
func (t Side) Asked() {
	t.Say(state.ClassReply, t.Text("data.menu"), t.rows()...)
}

func (t Side) rows() [][]state.Button {
	return [][]state.Button{
		turn.Row(turn.Button(t.Text("data.read"), press.Choice{What: "data", Value: "read", More: "0"})),
		turn.Row(turn.Button(t.Text("data.csv"), press.Chose("data", "csv")),
			turn.Button(t.Text("data.json"), press.Chose("data", "json"))),
		t.HelpRow(),
	}
}

// Tapped fetches the facts. The worker reads them, so it schedules a moment that is due at once.
func (t Side) Tapped(e state.Tapped, value, page string) {
	switch value {
	case "csv", "json":
		t.Toast(e, "")
		t.Wake(state.WakeData, value, t.Now())
	case "read":
		t.Toast(e, "")
		t.Wake(state.WakeData, "read:"+page+":"+strconv.Itoa(e.Message), t.Now())
	default:
		t.Toast(e, "toast.old")
	}
}

// Due shows the fetched data.
func (t Side) Due(e state.Due) {
	p := t.State.Patient
	if p == nil {
		t.Ignore("data of nobody")
		return
	}
	if e.Unread {
		t.Reply("data.unreadable")
		return
	}
	what, rest, _ := strings.Cut(e.Key, ":")
	page, message, _ := strings.Cut(rest, ":")
	switch what {
	case "read":
		t.showPage(e.Facts, page, message)
	case "csv":
		t.sendFile("csv", t.answersTable(e.Facts))
	case "good":
		t.showGood(e.Facts)
	case "json":
		t.sendFile("json", t.everything(e.Facts))
	default:
		t.Ignore("no such form")
	}
}

func (t Side) sendFile(kind string, data []byte) {
	if len(data) == 0 {
		t.Reply("data.unreadable")
		return
	}
	t.Add(state.Document{
		Chat: t.State.Chat, Class: state.ClassReply, Data: data, Caption: t.Text("data.caption_" + kind),
		Name: "footing-" + strings.ToLower(t.State.Patient.Code) + "-" + t.Now().In(t.Zone()).Format(time.DateOnly) + "." +
			kind,
	})
}
