package flows

import (
	"testing"
)

func TestText(t *testing.T) {
	w := Wording{
		"plain": "No braces.", "two": "{name} sees it {when}.", "twice": "{name} and {name}", "odd": "{} { } {Name} {a b}", "age": "Over {18}?",
	}
	for _, test := range []struct {
		key  string
		args map[string]string
		want string
		ok   bool
	}{
		{"plain", nil, "No braces.", true},
		{"two", map[string]string{"name": "Dr A", "when": "today"}, "Dr A sees it today.", true},
		{"two", map[string]string{"name": "{when}", "when": "{name}"}, "{when} sees it {name}.", true},
		{"twice", map[string]string{"name": "$1 \\1 %s"}, "$1 \\1 %s and $1 \\1 %s", true},
		{"two", map[string]string{"name": ""}, " sees it {when}.", false},
		{"odd", map[string]string{"": "x", "Name": "x"}, "{} { } {Name} {a b}", true},
		{"age", map[string]string{"18": "21"}, "Over 21?", true},
		{"nothing", nil, "", false},
	} {
		if got, ok := w.Text(test.key, test.args); got != test.want || ok != test.ok {
			t.Errorf("%s: %q, %v; want %q, %v", test.key, got, ok, test.want, test.ok)
		}
	}
}

func TestProtocolWording(t *testing.T) {
	wordings := map[string]Wording{}
	for _, locale := range []string{"en", "de", "pt-BR", "pt", "uk"} {
		wordings[locale] = Wording{"locale": locale}
	}
	p := &Protocol{Wordings: wordings, Clinic: &Clinic{Languages: []string{"de", "en"}}}
	for locale, want := range map[string]string{
		"en": "en", "en-GB": "en", "pt-BR": "pt-BR", "pt-br": "pt-BR", "pt_BR": "pt-BR", "pt-PT": "pt", "uk": "uk", "ru": "de", "": "de", "EN": "en", "-": "de",
	} {
		if got := p.Wording(locale)["locale"]; got != want {
			t.Errorf("%q is given %q; want %q", locale, got, want)
		}
	}
	if got := (&Protocol{}).Wording("en"); got != nil {
		t.Errorf("a protocol without wordings gives %v", got)
	}
}
