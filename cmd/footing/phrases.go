package main

import (
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"slices"
	"strings"
	"unicode/utf8"

	"footing/cmd/footing/internal/assembly"
	"footing/flows"
)

// phrasesCmd measures the phrases on the operator's own texts.
type phrasesCmd struct {
	File   string `arg:"" help:"A CSV file whose first line names the columns text and label; label is yes where the text means it, else no."`
	Dir    string `help:"The folder with the phrases; the shipped library if left out." placeholder:"DIR"`
	Clinic string `help:"The clinic's file, which may have phrases of its own; the shipped sample if left out." placeholder:"FILE"`
	Locale string `help:"Only the phrases of this language; those of all the clinic's languages if left out, as the bot does." placeholder:"LOCALE"`
	JSON   bool   `name:"json" help:"Print as JSON."`
}

// Help says what the numbers are for.
func (phrasesCmd) Help() string {
	return `Such lists miss most of what people mean: nothing in Footing depends on them. A text that has one of the phrases shows
its writer the help menu and one safety question. No text of the file is printed.`
}

// Run prints the hits and misses in the file.
func (c phrasesCmd) Run(s assembly.Surroundings) error {
	plan, err := assembly.Sources{Dir: c.Dir, Clinic: c.Clinic}.Load()
	if err != nil {
		return err
	}
	locales := plan.Clinic.Languages
	if c.Locale != "" {
		if _, known := plan.Wordings[c.Locale]; !known {
			return fmt.Errorf("there are no phrases in %s; there are %s", c.Locale, strings.Join(localesOf(plan), ", "))
		}
		locales = []string{c.Locale}
	}
	file, err := os.Open(c.File)
	if err != nil {
		return fmt.Errorf("read the labelled texts: %w", err)
	}
	defer func() { _ = file.Close() }() // it was only read
	m, err := measure(file, c.File, func(text string) bool {
		return slices.ContainsFunc(locales, func(locale string) bool { return plan.MentionsIn(locale, text) })
	})
	if err != nil {
		return err
	}
	m.Locales = locales
	for _, locale := range locales {
		m.Phrases += len(plan.Phrases(locale))
	}
	if c.JSON {
		return m.json(s.Out)
	}
	return m.print(s.Out, c.File)
}

func localesOf(plan *flows.Protocol) []string {
	var all []string
	for locale := range plan.Wordings {
		all = append(all, locale)
	}
	slices.Sort(all)
	return all
}

// measured counts texts by meaning, and by whether a phrase matches.
type measured struct {
	Locales   []string  `json:"locales"`
	Phrases   int       `json:"phrases"`
	Texts     int       `json:"texts"`
	Hits      int       `json:"meant_and_hit"`
	Missed    int       `json:"meant_and_missed"`
	False     int       `json:"not_meant_and_hit"`
	Quiet     int       `json:"not_meant_and_not_hit"`
	Recall    *fraction `json:"recall"`
	Precision *fraction `json:"precision"`
}

// fraction is a share with its 95 % confidence interval (Wilson).
type fraction struct {
	Share float64 `json:"share"`
	Low   float64 `json:"low"`
	High  float64 `json:"high"`
	Of    int     `json:"of"`
}

func share(part, of int) *fraction {
	if of == 0 {
		return nil
	}
	const z = 1.959964
	n, p := float64(of), float64(part)/float64(of)
	middle, spread := (p+z*z/(2*n))/(1+z*z/n), z*math.Sqrt(p*(1-p)/n+z*z/(4*n*n))/(1+z*z/n)
	return &fraction{Share: p, Low: max(0, middle-spread), High: min(1, middle+spread), Of: of}
}

// measure reads labelled texts. Errors give a text's line for the author, never the text.
func measure(r io.Reader, name string, mentions func(string) bool) (*measured, error) {
	in := csv.NewReader(r)
	in.FieldsPerRecord, in.ReuseRecord = -1, true
	text, label, err := columns(in, name)
	if err != nil {
		return nil, err
	}
	m := &measured{}
	for {
		row, err := in.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, unreadable(name, err)
		}
		line, _ := in.FieldPos(0)
		if len(row) <= max(text, label) {
			return nil, fmt.Errorf("%s:%d: this line has %s, and the first line names more; a text with commas stands in \"quotes\"",
				name, line, assembly.Many(len(row), "field"))
		}
		if !utf8.ValidString(row[text]) {
			return nil, fmt.Errorf("%s:%d: this text is not UTF-8; save the file in that encoding", name, line)
		}
		meant, err := parseLabel(row[label])
		if err != nil {
			return nil, fmt.Errorf("%s:%d: %w", name, line, err)
		}
		m.count(meant, mentions(row[text]))
	}
	if m.Texts == 0 {
		return nil, fmt.Errorf("%s: there are no texts below the first line", name)
	}
	m.Recall, m.Precision = share(m.Hits, m.Hits+m.Missed), share(m.Hits, m.Hits+m.False)
	return m, nil
}

// columns finds the columns by the header line.
func columns(in *csv.Reader, name string) (text, label int, err error) {
	head, err := in.Read()
	if err != nil && !errors.Is(err, io.EOF) {
		return 0, 0, unreadable(name, err)
	}
	clean := make([]string, 0, len(head))
	for _, field := range head {
		clean = append(clean, strings.ToLower(strings.TrimSpace(strings.TrimPrefix(field, "\ufeff"))))
	}
	text, label = slices.Index(clean, "text"), slices.Index(clean, "label")
	if text < 0 || label < 0 {
		return 0, 0, fmt.Errorf("%s:1: the first line must name the columns `text` and `label`, separated by a comma", name)
	}
	return text, label, nil
}

// unreadable is a mistake in the file's form. Package csv quotes none of the file.
func unreadable(name string, err error) error {
	var mistake *csv.ParseError
	if errors.As(err, &mistake) {
		return fmt.Errorf("%s:%d: %w; a quote within a text is written twice", name, mistake.Line, mistake.Err)
	}
	return fmt.Errorf("read %s: %w", name, err)
}

var errLabel = errors.New("the label must be `yes` or `no` (or 1 or 0, true or false)")

func parseLabel(label string) (bool, error) {
	switch strings.ToLower(strings.TrimSpace(label)) {
	case "yes", "1", "true":
		return true, nil
	case "no", "0", "false":
		return false, nil
	}
	return false, errLabel
}

func (m *measured) count(meant, hit bool) {
	m.Texts++
	switch {
	case meant && hit:
		m.Hits++
	case meant:
		m.Missed++
	case hit:
		m.False++
	default:
		m.Quiet++
	}
}

func (m *measured) json(w io.Writer) error {
	encoder := json.NewEncoder(w)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(m); err != nil {
		return fmt.Errorf("print what was measured: %w", err)
	}
	return nil
}

func (m *measured) print(w io.Writer, file string) error {
	_, err := fmt.Fprintf(w, `%s in %s, on %s of %s

              hit    not hit
meant      %6d     %6d
not meant  %6d     %6d

recall     %s
precision  %s

Nothing may depend on such a list: it offers help, and the safety questions and the help button do the rest.
`, assembly.Many(m.Phrases, "phrase"), strings.Join(m.Locales, ", "), assembly.Many(m.Texts, "text"), file,
		m.Hits, m.Missed, m.False, m.Quiet, m.Recall.words("texts that mean it"), m.Precision.words("texts that are hit"))
	if err != nil {
		return fmt.Errorf("print what was measured: %w", err)
	}
	return nil
}

func (f *fraction) words(of string) string {
	if f == nil {
		return "not known: there are no " + of
	}
	return fmt.Sprintf("%.2f of %d %s (95 %%: %.2f to %.2f)", f.Share, f.Of, of, f.Low, f.High)
}
