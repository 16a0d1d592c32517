package digest

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"footing/flows"
	"footing/flows/record"
)

// week is the shortest period that "this week" covers, back from the request's time.
const week = 7 * 24 * time.Hour

// noon is the hour before which a weekly summary is about the days before its own.
const noon = 12

// nameUnits is the longest name or code printed in full, in UTF-16 units; names come from Telegram.
const nameUnits = 48

// view is the context of one request: plan, words, zone and time, looked up once.
type view struct {
	plan    *flows.Protocol
	wording flows.Wording
	zone    *time.Location
	begins  time.Time // of the week
	until   time.Time
	morning time.Time // where a morning's summary is about the days before it: that day's midnight; else until
	charts  bool
	reader  []record.Fact       // what the reader was shown before
	unread  []string            // codes of patients whose facts could not be read
	leaves  []int               // themes that are not asked of this person
	items   map[string]planItem // every item of the plan by its id
}

// planItem is an item with its questionnaire and its position among all items.
type planItem struct {
	of   *flows.Questionnaire
	item *flows.Item
	nth  int
}

// as is the place with the item as a version of its questionnaire asked it.
func (at planItem) as(version int) planItem {
	at.item = at.item.As(version)
	return at
}

func newView(p *flows.Protocol, r Request) *view {
	v := &view{
		plan: p, wording: p.Wording(r.Locale), zone: r.Zone, until: r.Until, reader: r.Reader, unread: r.Unread,
		charts: r.Charts, items: make(map[string]planItem),
	}
	if v.zone == nil {
		v.zone = time.UTC
	}
	v.begins, v.morning = v.since(), v.until
	if at := v.until.In(v.zone); r.Weekly && at.Hour() < noon {
		v.morning = time.Date(at.Year(), at.Month(), at.Day(), 0, 0, 0, 0, v.zone)
	}
	for _, id := range inOrder(p) {
		q := p.Questionnaires[id]
		for i := range q.Items {
			v.items[q.Items[i].ID] = planItem{of: q, item: &q.Items[i], nth: len(v.items)}
		}
	}
	return v
}

// inOrder are all questionnaires, each once: those of the rotation first, in its order.
func inOrder(p *flows.Protocol) []string {
	var ids []string
	for _, slot := range p.Rotation {
		ids = append(ids, slices.Concat(slot.Weeks...)...)
	}
	ids = append(ids, slices.Sorted(maps.Keys(p.Questionnaires))...)
	seen := make(map[string]bool)
	return slices.DeleteFunc(ids, func(id string) bool {
		again := seen[id] || p.Questionnaires[id] == nil
		seen[id] = true
		return again
	})
}

// say is a text of the digest with its placeholders filled from pairs: name, value, name, value. A missing text is
// shown as its key, so that somebody notices.
func (v *view) say(key string, pairs ...string) string {
	args := make(map[string]string, len(pairs)/2)
	for i := 0; i+1 < len(pairs); i += 2 {
		args[pairs[i]] = pairs[i+1]
	}
	text, ok := v.wording.Text("digest."+key, args)
	if !ok {
		return "digest." + key
	}
	return text
}

// has tells whether the digest has a text of its own under this key.
func (v *view) has(key string) bool {
	_, ok := v.wording["digest."+key]
	return ok
}

// label introduces an answer in a few words: the digest's own short label, or else the question.
func (v *view) label(at planItem) string {
	key := "label." + at.item.ID
	if was := fmt.Sprintf("%s.v%d", key, at.item.Until); at.item.Until > 0 && v.has(was) {
		key = was
	}
	if v.has(key) {
		return v.say(key) + ": "
	}
	text, _ := v.wording.Text(at.item.TextKey(at.of.ID, 0), nil)
	if strings.HasSuffix(text, "?") || strings.HasSuffix(text, "؟") {
		return text + " "
	}
	return text + ": "
}

// option is an answer in the words of its button, or as a number, time or date. False if there are no words. Free text
// is never repeated here.
func (v *view) option(at planItem, code string) (string, bool) {
	if flows.Declined(code) {
		return v.say("answer." + code), true
	}
	switch at.item.Kind {
	case flows.YesNo:
		return v.say("answer." + code), code == flows.Yes || code == flows.No
	case flows.Scale, flows.Number, flows.Time, flows.Date:
		return code, true
	case flows.Text, flows.Information:
		return "", false
	case flows.Choice, flows.Several:
	}
	return v.wording.Text(at.of.ID+"."+at.item.ID+"."+code, nil)
}

// words is an answer in words, several joined.
func (v *view) words(a answer) (string, bool) {
	if len(a.Codes) == 0 {
		return v.option(a.place, a.Code)
	}
	parts := make([]string, 0, len(a.Codes))
	for _, code := range a.Codes {
		if words, ok := v.option(a.place, code); ok {
			parts = append(parts, words)
		}
	}
	return strings.Join(parts, ", "), len(parts) > 0
}

// theme names a theme in a few words.
func (v *view) theme(number int) string { return v.say(fmt.Sprintf("theme.%d", number)) }

// date is a day as the reader's calendar has it, for example "Tue 4 Mar".
func (v *view) date(t time.Time) string {
	t = t.In(v.zone)
	return v.say(
		"date",
		"weekday", v.say(fmt.Sprintf("weekday.%d", t.Weekday())),
		"day", fmt.Sprint(t.Day()),
		"month", v.say(fmt.Sprintf("month.%d", t.Month())),
	)
}

// moment is a day and a time of day on the reader's clock.
func (v *view) moment(t time.Time) string {
	return v.say("moment", "date", v.date(t), "time", t.In(v.zone).Format("15:04"))
}

// flat makes one line of any text.
func flat(s string) string { return strings.Join(strings.Fields(s), " ") }

// name prepares what a person chose to be called: one line, not too long, and without invisible marks.
func name(s string) string { return flows.Clip(flows.PlainName(s), nameUnits) }
