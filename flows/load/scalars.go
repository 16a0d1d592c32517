package load

import (
	"errors"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"footing/flows"
	"footing/flows/load/internal/nearby"
)

var (
	identifierPattern = regexp.MustCompile(`^[a-z0-9_]{1,24}$`)
	licencePattern    = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9.+-]*$`)
	localePattern     = regexp.MustCompile(`^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$`)
	daysPattern       = regexp.MustCompile(`^[0-9]{1,4}d$`)
)

var errEmpty = errors.New("here the value is missing")

func parseText(text string) (string, error) {
	if strings.TrimSpace(text) == "" {
		return "", errEmpty
	}
	return strings.TrimSpace(text), nil
}

func parseIdentifier(text string) (string, error) {
	if !identifierPattern.MatchString(text) {
		return "", fmt.Errorf("`%s` cannot be an id or code; use 1 to 24 of the characters a-z, 0-9 and _", text)
	}
	return text, nil
}

func parseLicence(text string) (string, error) {
	if !licencePattern.MatchString(text) {
		return "", fmt.Errorf("`%s` is not a licence; write `own` or an SPDX identifier such as CC-BY-4.0", text)
	}
	return text, nil
}

func parseLocale(text string) (string, error) {
	if !localePattern.MatchString(text) {
		return "", fmt.Errorf("`%s` is not a language tag; write for example `en` or `pt-BR`", text)
	}
	return text, nil
}

func parseWhole(text string) (int, error) {
	n, err := strconv.Atoi(text)
	if err != nil || n > 1_000_000 || n < -1_000_000 {
		return 0, fmt.Errorf("`%s` is not a whole number", text)
	}
	return n, nil
}

func parseCount(text string) (int, error) {
	n, err := parseWhole(text)
	if err != nil || n < 1 {
		return 0, fmt.Errorf("`%s` is not a number from 1 upwards", text)
	}
	return n, nil
}

func parseTheme(text string) (int, error) {
	n, err := parseWhole(text)
	if err != nil || n < 0 || n > 12 {
		return 0, fmt.Errorf("`%s` is not a theme; themes go from 1 to 12, and 0 is safety", text)
	}
	return n, nil
}

func parseDecimal(text string) (float64, error) {
	n, err := strconv.ParseFloat(text, 64)
	if err != nil || math.IsNaN(n) || math.Abs(n) > 1e6 {
		return 0, fmt.Errorf("`%s` is not a number", text)
	}
	return n, nil
}

func parseFlag(text string) (bool, error) {
	switch text {
	case "true":
		return true, nil
	case "false":
		return false, nil
	}
	return false, fmt.Errorf("`%s` is neither `true` nor `false`", text)
}

// parseLength reads a duration: "90m", "4h", "1h30m", or whole days as "21d".
func parseLength(text string) (time.Duration, error) {
	length, err := time.ParseDuration(text)
	if daysPattern.MatchString(text) {
		var days int
		days, err = strconv.Atoi(strings.TrimSuffix(text, "d"))
		length = time.Duration(days) * 24 * time.Hour
	}
	if err != nil || length <= 0 {
		return 0, fmt.Errorf("`%s` is not a length of time; write for example 90m, 4h or 21d", text)
	}
	return length, nil
}

// lengthText writes a duration without zero parts: "90m", "4h", "1h30m".
func lengthText(length time.Duration) string {
	text := strings.TrimSuffix(length.String(), "0s")
	if strings.HasSuffix(text, "h0m") {
		text = strings.TrimSuffix(text, "0m")
	}
	return text
}

func parseWeekday(text string) (time.Weekday, error) {
	var names []string
	for day := time.Sunday; day <= time.Saturday; day++ {
		name := strings.ToLower(day.String())
		if text == name {
			return day, nil
		}
		names = append(names, name)
	}
	hint := nearby.DidYouMean(text, names)
	if hint == "" {
		hint = "; write for example `monday`"
	}
	return 0, fmt.Errorf("`%s` is not a weekday%s", text, hint)
}

func parseZone(text string) (string, error) {
	if slices.Contains(flows.Zones(), text) {
		return text, nil
	}
	if near := flows.FindZones(text, 1); len(near) > 0 {
		return "", fmt.Errorf("`%s` is not a time zone; did you mean `%s`?", text, near[0])
	}
	return "", fmt.Errorf("`%.40s` is not a time zone; write a name like Europe/Lisbon", text)
}

// parseDate reads a date such as 2026-11-24 and gives it as written.
func parseDate(text string) (string, error) {
	if _, err := time.Parse(time.DateOnly, text); err != nil {
		return "", fmt.Errorf("`%s` is not a date; write it like 2026-11-24", text)
	}
	return text, nil
}

// parseSpan reads a span within one day, "09:00-17:00"; it may end at 24:00.
func parseSpan(text string) (flows.Span, error) {
	from, to, ok := strings.Cut(strings.ReplaceAll(text, " ", ""), "-")
	begin, err := flows.ParseClock(from)
	if !ok || err != nil {
		return flows.Span{}, fmt.Errorf("`%s` are not hours; write them like 09:00-17:00", text)
	}
	end := flows.Clock(24 * 60) // midnight at the end of the day
	if to != "24:00" {
		if end, err = flows.ParseClock(to); err != nil {
			return flows.Span{}, fmt.Errorf("`%s` are not hours; write them like 09:00-17:00", text)
		}
	}
	if end <= begin {
		return flows.Span{}, fmt.Errorf("`%s` ends before it begins; split hours over midnight, to 24:00 and from 00:00 of the next day", text)
	}
	return flows.Span{From: begin, To: end}, nil
}

func kinds() []flows.ItemKind {
	return []flows.ItemKind{
		flows.Choice, flows.Several, flows.Scale, flows.YesNo, flows.Number, flows.Time, flows.Date,
		flows.Text, flows.Information,
	}
}

func parseKind(text string) (flows.ItemKind, error) {
	kind := flows.ItemKind(text)
	if slices.Contains(kinds(), kind) {
		return kind, nil
	}
	names := make([]string, 0, len(kinds()))
	for _, k := range kinds() {
		names = append(names, string(k))
	}
	hint := nearby.DidYouMean(text, names)
	if hint == "" {
		hint = "; there are " + strings.Join(names, ", ")
	}
	return "", fmt.Errorf("`%s` is not a kind of item%s", text, hint)
}

// The values of `follow_up`.
const (
	noFollowUp     = "false"
	aFollowUp      = "true"
	safetyFollowUp = "safety"
)

func parseFollowUp(text string) (string, error) {
	switch text {
	case noFollowUp, aFollowUp, safetyFollowUp:
		return text, nil
	}
	return "", fmt.Errorf("`%s` is neither `true` nor `false` nor `safety`", text)
}

func parseScoring(text string) (flows.Scoring, error) {
	switch scoring := flows.Scoring(text); scoring {
	case flows.LowerBetter, flows.MiddleBest, flows.NoScoring:
		return scoring, nil
	case flows.HigherBetter:
	}
	return "", fmt.Errorf("`%s` is not a way to score; there are %s, %s and %s, and without it the highest value is the best",
		text, flows.LowerBetter, flows.MiddleBest, flows.NoScoring)
}

func parseLevel(text string) (flows.Level, error) {
	switch level := flows.Level(text); level {
	case flows.Red, flows.Note, flows.Line, flows.Care, flows.Careful:
		return level, nil
	}
	names := []string{
		string(flows.Red), string(flows.Note), string(flows.Line), string(flows.Care), string(flows.Careful),
	}
	return "", fmt.Errorf("`%s` is not a level; there are %s", text, strings.Join(names, ", "))
}

func parseAction(text string) (flows.Action, error) {
	actions := []flows.Action{
		flows.ShowNumbers, flows.LocalHelp, flows.TellPerson, flows.BringAlong, flows.SayIt, flows.AskBackup,
		flows.Complain,
	}
	names := make([]string, 0, len(actions))
	for _, action := range actions {
		if string(action) == text {
			return action, nil
		}
		names = append(names, string(action))
	}
	return "", fmt.Errorf("`%s` is not an action; there are %s", text, strings.Join(names, ", "))
}
