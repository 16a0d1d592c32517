package journal

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"footing/storage/course"
)

// noted is a history of what is given: a turn ("1 of a"), a line that begins or goes on ("b at 3, 0:a 3:b"), or one
// that ended ("a ends 5").
func noted(t *testing.T, notes ...string) (h history) {
	t.Helper()
	for n, note := range notes {
		moment := at.Add(time.Duration(n) * time.Minute)
		m := mark{at: moment}
		var number int64
		var id string
		if _, err := fmt.Sscanf(note, "%d of %s", &number, &id); err == nil {
			h.turned(id, number, moment)
			continue
		}
		if _, err := fmt.Sscanf(note, "%s ends %d", &m.line, &m.number); err == nil {
			m.ended = true
		} else if _, err := fmt.Sscanf(note, "%s at %d,", &m.line, &m.number); err == nil {
			m.lines = lines(t, note[strings.Index(note, ",")+1:])
		} else {
			t.Fatalf("what is %q?", note)
		}
		h.marked(m)
	}
	return h
}

func lines(t *testing.T, text string) []course.Line {
	t.Helper()
	all, err := course.Read(text)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// TestHistory: the turns that the store lacks are made again if it is on the path to the newest line. That nothing is
// lost is certain only if all of them are written down. That nothing followed them is certain only if the process that
// made the last turn noted it.
func TestHistory(t *testing.T) {
	one := []string{"a at 0, 0:a", "1 of a", "2 of a", "3 of a"}
	two := append(one, "b at 3, 0:a 3:b", "4 of b", "5 of b")
	for name, c := range map[string]struct {
		notes []string
		on    string // the store's lines
		has   int64  // its turns
		want  string
	}{
		"nothing is written down":          {nil, "0:a", 2, "nothing"},
		"the store has all of it":          {one, "0:a", 3, "covers"},
		"it has more":                      {one, "0:a", 4, "covers"},
		"from the copy on":                 {one, "0:a", 1, "lacks covers"},
		"the shard was given up":           {append(one, "a ends 3"), "0:a", 1, "lacks covers whole"},
		"and the store has more":           {append(one, "a ends 3"), "0:a", 4, "covers"},
		"and then a turn came late":        {append(one, "a ends 3", "4 of a"), "0:a", 1, "lacks covers"},
		"given up behind another turn":     {append(one, "a ends 4"), "0:a", 1, "lacks whole"},
		"a turn is missing":                {append(one, "5 of a"), "0:a", 1, "lacks"},
		"out of order":                     {append(one, "6 of a", "4 of a", "5 of a"), "0:a", 1, "lacks covers"},
		"two turns twice":                  {append(one, "3 of a", "2 of a", "4 of a"), "0:a", 1, "lacks covers"},
		"of the next line, too":            {two, "0:a", 1, "lacks covers"},
		"of the next line only":            {two, "0:a 3:b", 4, "lacks covers"},
		"it was given up for an older one": {append(one, "b at 2, 0:a 2:b", "3 of b"), "0:a", 3, "lacks parted"},
		"between two lines":                {append(one, "b at 4, 0:a 4:b", "5 of b"), "0:a", 1, "lacks"},
		"another process between":          {append(one, "c at 6, 0:a 3:b 6:c", "7 of c"), "0:a", 1, "lacks"},
		"of another process":               {append(one, "c at 6, 0:a 3:b 6:c", "7 of c"), "0:a 3:b", 5, "lacks"},
		"it had nothing to do":             {append(one, "c at 3, 0:a 3:b 3:c", "4 of c"), "0:a", 1, "lacks covers"},
		"another process has gone on":      {one, "0:a 3:b", 5, "parted"},
		"another line was begun there":     {append(one, "b at 3, 0:a 3:b"), "0:a", 3, "lacks covers"},
		"it went on with an older copy":    {two, "0:a 2:x", 4, "lacks parted"},
		"and before that with ours":        {append(one, "b at 2, 0:a 2:b", "3 of b"), "0:a", 1, "lacks covers"},
		"nobody knows its line":            {two, "0:x", 2, "nowhere"},
		"of an earlier release":            {two, "", 2, "nowhere"},
		"quiet for days":                   {[]string{"a at 3, 0:a"}, "0:a", 3, "covers"},
		"quiet for days, and older":        {[]string{"a at 3, 0:a"}, "0:a", 2, "lacks"},
		"older than its days":              {[]string{"3 of a", "4 of a", "a at 4, 0:a"}, "0:a", 1, "lacks"},
	} {
		h := noted(t, c.notes...)
		p := h.from(course.Course{Turns: c.has, Lines: lines(t, c.on)})
		var got []string
		for word, is := range map[string]bool{
			"1 nothing": h.newest() == nil, "2 nowhere": h.newest() != nil && len(p.lines) == 0, "3 lacks": p.lacks(),
			"4 covers": h.newest() != nil && h.covers(p, 0), "5 parted": p.parted && len(p.lines) > 0, "6 whole": p.whole,
		} {
			if is {
				got = append(got, word)
			}
		}
		slices.Sort(got)
		for n := range got {
			got[n] = got[n][2:]
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}
