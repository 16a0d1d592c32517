package flows

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestText(t *testing.T) {
	w := Wording{
		"plain": "No braces.", "two": "{name} sees it {when}.", "twice": "{name} and {name}", "odd": "{} { } {Name} {a b}",
		"age": "Over {18}?",
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
		"en": "en", "en-GB": "en", "pt-BR": "pt-BR", "pt-br": "pt-BR", "pt_BR": "pt-BR", "pt-PT": "pt", "uk": "uk",
		"ru": "de", "": "de", "EN": "en", "-": "de",
	} {
		if got := p.Wording(locale)["locale"]; got != want {
			t.Errorf("%q is given %q; want %q", locale, got, want)
		}
	}
	if got := (&Protocol{}).Wording("en"); got != nil {
		t.Errorf("a protocol without wordings gives %v", got)
	}
}

// TestNamesWrittenFromTheRight: a name does not turn the text around it, in whichever language either is written, and
// brings no invisible marks of its own.
func TestNamesWrittenFromTheRight(t *testing.T) {
	english := Wording{"seen": "{name} opened it at {time}."}
	arabic := Wording{DirectionKey: RightToLeft, "seen": "{name}: {time}"}
	for _, c := range []struct {
		w          Wording
		name, want string
	}{
		{english, "Dr Lind", "Dr Lind opened it at 21:12."},
		{english, "د. سارة", "\u2068د. سارة\u2069 opened it at 21:12."},
		{english, "Dr לינד", "\u2068Dr לינד\u2069 opened it at 21:12."},
		{arabic, "د. سارة", "\u2068د. سارة\u2069: \u206821:12\u2069"},
	} {
		if got, _ := c.w.Text("seen", map[string]string{"name": c.name, "time": "21:12"}); got != c.want {
			t.Errorf("%q is told as %+q; want %+q", c.name, got, c.want)
		}
	}
}

func TestPlainName(t *testing.T) {
	for name, want := range map[string]string{
		" A\u202e\n 17\u2066\t": "A 17", "\u3164": "", "\u2800": "", "Dr Lind\u2060": "Dr Lind", "A\u200bnn": "Ann",
		"\u200d": "", "\u115f\u1160": "", "\u00ad\ufeff": "", "\u180e": "", "\ufe0f": "", "\U000e0041": "", " \u00a0\u3000": "",
		"\U0001f469\u200d\U0001f33e": "\U0001f469\u200d\U0001f33e", "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645": "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
		"\u2764\ufe0f": "\u2764\ufe0f",
	} {
		if got := PlainName(name); got != want {
			t.Errorf("%+q is shown as %+q, want %+q", name, got, want)
		}
	}
}

func TestIsolate(t *testing.T) {
	arabic, english := Wording{DirectionKey: "rtl", "x": "{a}: {b}"}, Wording{"x": "{a}: {b}"}
	for value, want := range map[string]string{
		"A-17": "\u2068A-17\u2069", "14:05": "\u206814:05\u2069", "1234": "1234", "": "", "a\nb": "a\nb",
		"https://t.me/x": "https://t.me/x",
	} {
		if got := arabic.Isolate(value); got != want {
			t.Errorf("%q becomes %q; want %q", value, got, want)
		}
		if got := english.Isolate(value); got != value {
			t.Errorf("%q becomes %q in English", value, got)
		}
	}
	if got, _ := arabic.Text("x", map[string]string{"a": "A-17", "b": "7"}); got != "\u2068A-17\u2069: 7" {
		t.Errorf("the text is %q", got)
	}
}

func TestUnits(t *testing.T) {
	for text, want := range map[string]int{"": 0, "sure": 4, "Größe": 5, "🙂": 2, "👩\u200d⚕️": 5, "\xff": 1} {
		if got := Units(text); got != want {
			t.Errorf("%q has %d units, want %d", text, got, want)
		}
	}
}

func TestClip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, limit := rapid.String().Draw(t, "text"), rapid.IntRange(1, 60).Draw(t, "limit")
		got := Clip(s, limit)
		if Units(got) > limit || Units(s) <= limit && got != s {
			t.Fatalf("Clip(%q, %d) = %q", s, limit, got)
		}
		if whole := strings.TrimSuffix(got, "…"); got != s && !strings.HasPrefix(s, whole) {
			t.Fatalf("Clip(%q, %d) = %q, which is not its beginning", s, limit, got)
		}
	})
}
