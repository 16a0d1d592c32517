package engine_test

import (
	"testing"
	"time"

	"footing/flows"
	"footing/flows/record"
	"footing/flows/state"
)

// TestBarePagesKeepHours: without a store the second channel keeps the hours and absences of its post, too.
func TestBarePagesKeepHours(t *testing.T) {
	b := bare(t)
	berg := state.Contact{ID: "s01-B", Name: "Dr Berg", Role: record.Backup}
	reed := state.Contact{ID: "s01-R", Name: "Dr Reed", Role: record.Lead}
	night := time.Date(2026, 3, 2, 20, 0, 0, 0, time.UTC) // a Monday
	tuesday, friday := night.Add(13*time.Hour), time.Date(2026, 3, 6, 9, 0, 0, 0, time.UTC)
	route := ladderOf(drLind)
	route.Steps[2].People = []state.Contact{berg}
	away := ladderOf(drLind)
	away.Absences = []state.Absence{{ID: drLind.ID, From: bareNow.Add(-time.Hour), Until: friday}}
	both := ladderOf(drLind, berg)
	both.Absences = away.Absences
	moving := ladderOf(drLind)
	moving.Chat = 0
	alone := state.Route{Chat: 3, Code: "A-17", Told: true}
	leads := ladderOf(reed)
	leads.Steps[0].Post, leads.Steps[1].Post = flows.RankLead, flows.RankLead
	used := func(post flows.Rank) state.Route {
		r := route
		r.Alerts = []state.Standing{{ID: "u7.c9", Pages: []state.Paging{{Call: post, At: bareNow}}}}
		return r
	}
	for name, c := range map[string]struct {
		route state.Route
		whom  string
		now   time.Time
		post  flows.Rank
		at    time.Time
		not   bool
	}{
		"on duty":                      {route: route, whom: drLind.ID, now: bareNow, post: flows.RankFirst, at: bareNow},
		"the backup":                   {route: route, whom: berg.ID, now: bareNow, post: flows.RankBackup, at: bareNow},
		"at night":                     {route: route, whom: drLind.ID, now: night, post: flows.RankFirst, at: tuesday},
		"left out since":               {route: route, whom: reed.ID, now: bareNow, not: true},
		"away":                         {route: away, whom: drLind.ID, now: bareNow, post: flows.RankFirst, at: friday},
		"away, and somebody is there":  {route: both, whom: drLind.ID, now: bareNow, post: flows.RankFirst, at: bareNow},
		"back again":                   {route: away, whom: drLind.ID, now: friday, post: flows.RankFirst, at: friday},
		"the lead, in the first place": {route: leads, whom: reed.ID, now: bareNow, post: flows.RankLead, at: bareNow},
		"nobody named":                 {route: route, now: night, post: flows.RankFirst, at: tuesday},
		"nobody is left":               {route: alone, now: night, not: true},
		"nobody is left, by name":      {route: alone, whom: drLind.ID, now: bareNow, not: true},
		"on the way to another chat":   {route: moving, now: night, post: flows.RankFirst, at: tuesday},
		"no route":                     {now: night, at: night},
		"on the way, and nobody left":  {route: state.Route{Code: "A-17"}, now: night, not: true},
		"a turn has used it":           {route: used(flows.RankFirst), whom: drLind.ID, now: bareNow, not: true},
		"for somebody else's post": {
			route: used(flows.RankBackup), whom: drLind.ID, now: bareNow, post: flows.RankFirst, at: bareNow,
		},
	} {
		post, at, ok := b.PageUnsent(c.route, "u7.c9", c.whom, c.now)
		if post != c.post || !at.Equal(c.at) || ok == c.not {
			t.Errorf("%s: for %q at %s, %t", name, post, at, ok)
		}
	}
}
