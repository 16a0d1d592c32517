package press

import (
	"strconv"
	"strings"

	"footing/flows/record"
)

// Encode writes a press as a button's data.
func Encode(p Press) string { return strings.TrimRight(strings.Join(p.words(), ":"), ":") }

// Decode reads a button's data. It is false for data that no button of this or an earlier release carries.
func Decode(data string) (Press, bool) {
	kind, rest, _ := strings.Cut(data, ":")
	p := decode(kind, rest)
	return p, p != nil && Encode(p) == data
}

func decode(kind, rest string) Press {
	w := append(strings.SplitN(rest, ":", 3), "", "")
	switch kind {
	case "a":
		return Answer{Occasion: number(w[0]), Item: w[1], Code: w[2]}
	case "b":
		return Back{Occasion: number(w[0])}
	case "c":
		return decodeChoice(w[0], w[1], w[2])
	case "d":
		return Uncover{Cover: rest}
	case "e":
		step, value, _ := strings.Cut(rest, ":") // a time of day has a colon of its own
		value, of, _ := strings.Cut(value, ".")
		return SetUp{Step: step, Value: value, Of: of}
	case "h":
		return Help{Choice: rest}
	case "n":
		return AddNote{Alert: rest}
	case "t":
		return LeaveOut{Part: rest}
	case "o":
		return Opening{Yes: rest == "yes"}
	case "q":
		return Stop{Yes: rest == "yes"}
	case "s":
		return Safe{Alert: rest}
	case "w":
		choice, of, _ := strings.Cut(w[1], ".")
		of, day, _ := strings.Cut(of, ".")
		return Share{Occasion: number(w[0]), Choice: record.Share(choice), Of: of, Day: day}
	case "x":
		if w[0] == "second" {
			return EndSecond{Colleague: w[1]}
		}
		n, answer, _ := strings.Cut(w[1], ".")
		return Settled{What: w[0], Number: number(n), Answer: answer}
	default:
		return decodeDesk(kind, rest, w)
	}
}

func decodeChoice(what, value, more string) Press {
	switch what {
	case "language":
		return Language{Locale: value}
	case "later":
		return Later{How: value, Occasion: number(more)}
	case "change":
		return Change{Occasion: number(value)}
	case "session":
		day, clock, _ := strings.Cut(more, ".")
		return Session{How: value, Day: day, Clock: clock}
	default:
		return Choice{What: what, Value: value, More: more}
	}
}

func decodeDesk(kind, rest string, w []string) Press {
	switch kind {
	case "f":
		if rest == "ask" {
			return Dismiss{}
		}
		return Dismiss{Colleague: w[0], Sure: w[1] == "yes", Shown: number(w[2])}
	case "g":
		return decodeSwap(rest, w)
	case "i":
		return Digits{Code: w[0], Digits: w[1]}
	case "j":
		return Offer{Key: w[0], Yes: w[1] == "yes"}
	case "k":
		return decodeAlarm(w[0], w[1])
	case "l":
		return decodeList(rest)
	case "m":
		value, of, _ := strings.Cut(w[2], ".")
		return Member{Patient: w[0], What: w[1], Value: value, Of: of}
	case "p":
		return Summary{Patient: rest}
	case "r":
		return TakeBack{Swap: rest}
	case "u":
		theme, n, _ := strings.Cut(w[1], ".")
		return Prompt{Patient: w[0], Theme: number(theme), Number: max(0, number(n)), Outcome: record.Outcome(w[2])}
	case "v":
		if rest == "back" {
			return Return{}
		}
		return Leave{Colleague: w[0], First: w[1], Days: number(w[2])}
	case "y":
		return Canary{ID: rest}
	case "z":
		if w[1] == "" {
			return nil
		}
		return Reply{Patient: w[0], Step: w[1], Of: w[2]}
	default:
		return nil
	}
}

func decodeSwap(rest string, w []string) Press {
	if rest == "ask" {
		return Swap{}
	}
	when, days, _ := strings.Cut(w[1], ".")
	return Swap{Of: w[0], When: when, Days: number(days), Who: w[2]}
}

func decodeAlarm(key, act string) Press {
	key, shown, _ := strings.Cut(key, ".")
	a := Alarm{Alert: key, Shown: number(shown), Act: act}
	if reason, ok := strings.CutPrefix(act, Elsewhere+"_"); ok {
		a.Act, a.Reason = Elsewhere, reason
	}
	if next, ok := strings.CutPrefix(act, Tried+"_"); ok {
		a.Act, a.Next = Tried, number(next)
		if next == TriedOnce {
			a.Reason = TriedOnce
		}
	}
	return a
}

func decodeList(page string) Press {
	if page == "new" {
		return List{New: true}
	}
	if n, err := strconv.Atoi(page); err == nil {
		return List{Page: n}
	}
	return List{From: page}
}

func (p Answer) words() []string    { return []string{"a", strconv.Itoa(p.Occasion), p.Item, p.Code} }
func (p Back) words() []string      { return []string{"b", strconv.Itoa(p.Occasion)} }
func (p Choice) words() []string    { return []string{"c", p.What, p.Value, p.More} }
func (p Later) words() []string     { return []string{"c", "later", p.How, strconv.Itoa(p.Occasion)} }
func (p Change) words() []string    { return []string{"c", "change", strconv.Itoa(p.Occasion)} }
func (p Language) words() []string  { return []string{"c", "language", p.Locale} }
func (p Session) words() []string   { return []string{"c", "session", p.How, part(p.Day, ".", p.Clock)} }
func (p Uncover) words() []string   { return []string{"d", p.Cover} }
func (p SetUp) words() []string     { return []string{"e", p.Step, part(p.Value, ".", p.Of)} }
func (p Help) words() []string      { return []string{"h", p.Choice} }
func (p AddNote) words() []string   { return []string{"n", p.Alert} }
func (p LeaveOut) words() []string  { return []string{"t", p.Part} }
func (p Safe) words() []string      { return []string{"s", p.Alert} }
func (p Opening) words() []string   { return []string{"o", yes(p.Yes)} }
func (p Stop) words() []string      { return []string{"q", yes(p.Yes)} }
func (p EndSecond) words() []string { return []string{"x", "second", p.Colleague} }
func (p Digits) words() []string    { return []string{"i", p.Code, p.Digits} }
func (p Offer) words() []string     { return []string{"j", p.Key, yes(p.Yes)} }
func (p Summary) words() []string   { return []string{"p", p.Patient} }
func (p Return) words() []string    { return []string{"v", "back"} }
func (p Canary) words() []string    { return []string{"y", p.ID} }
func (p Reply) words() []string     { return []string{"z", p.Patient, p.Step, p.Of} }

func (p Share) words() []string {
	return []string{"w", strconv.Itoa(p.Occasion), part(string(p.Choice), ".", part(p.Of, ".", p.Day))}
}

func (p Settled) words() []string {
	return []string{"x", p.What, part(strconv.Itoa(p.Number), ".", p.Answer)}
}

func (p Dismiss) words() []string {
	switch {
	case p.Colleague == "":
		return []string{"f", "ask"}
	case p.Sure:
		return []string{"f", p.Colleague, "yes", counted(p.Shown)}
	default:
		return []string{"f", p.Colleague}
	}
}

func (p Alarm) words() []string {
	return []string{"k", part(p.Alert, ".", counted(p.Shown)), part(p.Act, "_", p.Reason+counted(p.Next))}
}

func (p List) words() []string {
	switch {
	case p.New:
		return []string{"l", "new"}
	case p.From != "":
		return []string{"l", p.From}
	default:
		return []string{"l", strconv.Itoa(p.Page)}
	}
}

func (p Member) words() []string { return []string{"m", p.Patient, p.What, part(p.Value, ".", p.Of)} }

func (p Prompt) words() []string {
	return []string{"u", p.Patient, part(strconv.Itoa(p.Theme), ".", counted(p.Number)), string(p.Outcome)}
}

func (p Leave) words() []string { return []string{"v", p.Colleague, p.First, counted(p.Days)} }

func (p Swap) words() []string {
	if p.Of == "" {
		return []string{"g", "ask"}
	}
	return []string{"g", p.Of, part(p.When, ".", counted(p.Days)), p.Who}
}

func (p TakeBack) words() []string { return []string{"r", p.Swap} }

// part joins a field with its qualifier, if there is one.
func part(value, sep, of string) string {
	if of == "" {
		return value
	}
	return value + sep + of
}

func yes(yes bool) string { return map[bool]string{true: "yes", false: "no"}[yes] }

// counted writes a number; zero is left out.
func counted(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

// number reads a number; 0 if it is none. Decode notices that when it encodes the press again.
func number(text string) int {
	n, err := strconv.Atoi(text)
	if err != nil {
		return 0
	}
	return n
}

// DatesFrom starts a Picker's button for the page of dates that begins with a day.
const DatesFrom = "from"

// PageOfDates reports whether a Picker's button leads to a page of dates, and that page's first day. A page number of
// an earlier release leads to the first page.
func PageOfDates(day string) (first string, ok bool) {
	first, ok = strings.CutPrefix(day, DatesFrom)
	if !ok && strings.HasPrefix(day, "page") {
		return "", true
	}
	return first, ok
}
