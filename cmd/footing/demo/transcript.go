package demo

import (
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"footing/bot/simulator"
	"footing/flows/record"
)

// Transcript writes every message, tap and edit in order: the clinic's time and zone, sender and receiver, text and
// buttons.
func Transcript(out io.Writer, t *Theatre) error {
	zone := t.Plan.Clinic.Location()
	for _, e := range t.Sim.Log() {
		line := describe(e)
		if line == "" {
			continue
		}
		stamp := e.At.In(zone).Format("Mon 2006-01-02 15:04:05 MST")
		if _, err := fmt.Fprintf(out, "%s  %s\n", stamp, line); err != nil {
			return fmt.Errorf("write the transcript: %w", err)
		}
	}
	return nil
}

// describe is one entry in words, its further lines indented.
func describe(e simulator.Entry) string {
	who := map[int64]string{Patient: "patient", Clinician: "clinician"}[e.Chat]
	text := strings.ReplaceAll(e.Text, "\n", "\n"+strings.Repeat(" ", 29)+"| ")
	switch e.What {
	case simulator.Said:
		return who + " → bot: " + text
	case simulator.Tapped:
		return who + " taps [" + text + "]"
	case simulator.Sent:
		return "bot → " + who + ": " + text + buttons(e.Buttons)
	case simulator.Edited:
		return "bot edits " + who + "'s message: " + text + buttons(e.Buttons)
	case simulator.Answered:
		if text == "" {
			return ""
		}
		return "bot shows " + who + ": " + text
	default:
		return who + " " + e.What
	}
}

func buttons(rows [][]string) string {
	var b strings.Builder
	for _, r := range rows {
		b.WriteString("\n" + strings.Repeat(" ", 29))
		for _, label := range r {
			b.WriteString("[" + label + "] ")
		}
	}
	return strings.TrimRight(b.String(), " ")
}

// Counts are the totals of a play, from the store.
type Counts struct {
	Sent, Answered, Missed, Alerts, Acknowledged, Digests, Lost, Duplicated int
}

// String is the last line of a play.
func (c Counts) String() string {
	return fmt.Sprintf("%s sent, %d answered, %d missed, %s, %d acknowledged, %s, %d lost, %d duplicated",
		plural(c.Sent, "check-in"), c.Answered, c.Missed, plural(c.Alerts, "alert"), c.Acknowledged,
		plural(c.Digests, "digest"), c.Lost, c.Duplicated)
}

func plural(n int, word string) string {
	if n == 1 {
		return "1 " + word
	}
	return fmt.Sprintf("%d %ss", n, word)
}

// Count reads the facts of both people. Lost are answers that were tapped and are not stored; duplicated are
// answers that are stored twice.
func Count(ctx context.Context, t *Theatre, taps int) (Counts, error) {
	var c Counts
	stored := map[string]int{}
	alerts, seen := map[string]bool{}, map[string]bool{}
	for _, chat := range []int64{Patient, Clinician} {
		facts, err := t.Facts(ctx, chat)
		if err != nil {
			return Counts{}, err
		}
		for _, f := range facts {
			switch b := f.Body.(type) {
			case record.Delivered:
				c.Sent++
			case record.Completed:
				c.Answered++
			case record.Missed:
				c.Missed++
			case record.Alert:
				alerts[b.ID] = true
			case record.Acknowledgement:
				seen[b.Alert] = true
			case record.Digest:
				c.Digests++
			case record.Response:
				stored[fmt.Sprintf("%s %s %d", b.Occasion, b.Item, b.Revision)]++
			}
		}
	}
	c.Alerts, c.Acknowledged = len(alerts), len(seen)
	for _, n := range stored {
		c.Duplicated += n - 1
	}
	c.Lost = max(0, taps-len(stored))
	return c, nil
}

// Begin is the start of the play: a Monday morning of the clinic.
func Begin(zone *time.Location) time.Time { return time.Date(2026, 3, 2, 10, 0, 0, 0, zone) }
