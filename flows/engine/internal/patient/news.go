package patient

import (
	"time"

	"footing/flows/record"
	"footing/flows/state"
)

// summaryNewsGap is the least time between two messages about an opened summary.
const summaryNewsGap = 6 * 24 * time.Hour

// summaryOpened tells the patient that their answers were read, outside the quiet hours and not too often.
func (t Side) summaryOpened(c state.Contact) {
	p := t.State.Patient
	t.Keep(record.Opened{By: c.ID, What: "summary", Of: t.State.ID, Code: p.Code})
	if !p.SetUp() || t.Now().Sub(p.News) < summaryNewsGap {
		t.Ignore("told lately")
		return
	}
	p.News, p.NewsFrom = t.Now(), c.Name
	if !t.Quiet() {
		t.tellNews()
		return
	}
	t.Wake(state.WakeNews, state.NewsSummary, t.AfterQuiet())
}

func (t Side) tellNews() {
	p := t.State.Patient
	if p == nil || p.Left || p.NewsFrom == "" || t.State.Blocked || t.Quiet() {
		t.Ignore("no news")
		return
	}
	t.Say(state.ClassPrompt, t.Text("news.summary", "name", p.NewsFrom, "day", t.LongDay(p.News.In(t.Zone()).Weekday())))
	p.NewsFrom = ""
}
