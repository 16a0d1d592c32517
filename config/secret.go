package config

import (
	"fmt"
	"log/slog"
)

// hidden is shown in place of a secret.
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

// LogValue is String for logs.
func (s Secret) LogValue() slog.Value { return slog.StringValue(s.String()) }

// MarshalText is String for JSON.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// MarshalYAML is String for YAML.
func (s Secret) MarshalYAML() (any, error) { return s.String(), nil }

// UnmarshalText takes a setting's text.
func (s *Secret) UnmarshalText(text []byte) error {
	*s = NewSecret(string(text))
	return nil
}
