package config

import (
	"fmt"
	"log/slog"
)

// hidden is what stands in the place of a secret.
const hidden = "(set)"

// Secret is a text that shows itself only to Reveal. Printed, logged or marshalled in any way it reads "(set)", or
// nothing if it is empty. The zero value is empty.
type Secret struct {
	// A pointer, because fmt looks into unexported fields without asking for their String.
	text *string
}

// NewSecret hides the text.
func NewSecret(text string) Secret { return Secret{text: &text} }

// Reveal gives the text itself, for the one call that needs it.
func (s Secret) Reveal() string {
	if s.text == nil {
		return ""
	}
	return *s.text
}

// String says only whether there is a secret.
func (s Secret) String() string {
	if s.Reveal() == "" {
		return ""
	}
	return hidden
}

// Format writes the same for every verb, %#v and %x included.
func (s Secret) Format(f fmt.State, _ rune) {
	// fmt.State keeps the error of its writer itself.
	_, _ = fmt.Fprint(f, s.String())
}

// LogValue is what a log line shows.
func (s Secret) LogValue() slog.Value { return slog.StringValue(s.String()) }

// MarshalText is what JSON shows.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// MarshalYAML is what YAML shows.
func (s Secret) MarshalYAML() (any, error) { return s.String(), nil }

// UnmarshalText takes the text, as it stands in a setting.
func (s *Secret) UnmarshalText(text []byte) error {
	*s = NewSecret(string(text))
	return nil
}
