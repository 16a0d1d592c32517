package record

import (
	"fmt"
	"io"
	"log/slog"
	"reflect"
)

// FreeText is what a person typed. It hides itself from package fmt and package slog, so that no log line, metric or
// error carries it. Reveal is the only way to the words. Go cannot hide it in an unexported field, for %p and %w (which
// go vet refuses), nor in JSON and CBOR, which are its stored forms. Never log a struct that holds a FreeText.
type FreeText string

// Reveal gives the words. Call it only where they are shown to the person who wrote them or stored sealed.
func (t FreeText) Reveal() string { return string(t) }

// String hides the words.
func (t FreeText) String() string { return "(free text)" }

// GoString hides the words from %#v.
func (t FreeText) GoString() string { return "(free text)" }

// Format hides the words from every verb of package fmt.
func (t FreeText) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, t.String()) }

// LogValue hides the words from package slog.
func (t FreeText) LogValue() slog.Value { return slog.StringValue(t.String()) }

// Quotes tells whether a fact has words that somebody typed.
func (f Fact) Quotes() bool {
	body := reflect.ValueOf(f.Body)
	for n := range body.NumField() {
		if text, ok := body.Field(n).Interface().(FreeText); ok && text != "" {
			return true
		}
	}
	return false
}
