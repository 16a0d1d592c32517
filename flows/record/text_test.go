package record

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
)

const secret = "what nobody else may read"

// said is free text where it usually stands: in a field, behind pointers, in lists.
type said struct {
	Text    FreeText
	Pointer *FreeText
	List    []FreeText
	ByName  map[string]FreeText
	Any     any
}

func everywhere() []any {
	text := FreeText(secret)
	one := said{text, &text, []FreeText{text}, map[string]FreeText{"a": text}, text}
	return []any{text, &text, one, &one, []said{one}, []any{text}, map[FreeText]int{text: 1}, [1]FreeText{text}}
}

// leaks tells whether an output shows the words, also as hexadecimal digits, code points or bytes.
func leaks(output string) bool {
	for _, form := range []string{"%s", "%q", "%x", "%X", "% x", "%d", "%U", "%c"} {
		raw := fmt.Sprintf(form, secret)
		if form == "%d" || form == "%U" || form == "%c" {
			raw = strings.Trim(fmt.Sprintf(form, []rune(secret)[:5]), "[]")
		}
		if strings.Contains(output, strings.Trim(raw, `"`)) || strings.Contains(output, secret[:5]) {
			return true
		}
	}
	return false
}

// TestFreeTextHides: no verb of package fmt shows what a person wrote. Left out are %p and %w: for what is no
// pointer and no error fmt calls no method, and go vet refuses them.
func TestFreeTextHides(t *testing.T) {
	for _, value := range everywhere() {
		for verb := 'A'; verb <= 'z'; verb++ {
			for _, flags := range []string{"", "+", "#", "-", " ", "0", "+#", "30", "-30", ".3", "#.40"} {
				if format := "%" + flags + string(verb); verb != 'p' && verb != 'w' {
					if out := fmt.Sprintf(format, value); leaks(out) {
						t.Errorf("%s of a %T gives %s", format, value, out)
					}
				}
			}
		}
		for _, out := range []string{
			fmt.Sprint(value), fmt.Sprintln(value),
			mistaken("no verb", value), mistaken("%d %[1]v %*v", 1, 2, value), mistaken("%[3]v %d", value),
			fmt.Errorf("failed at %v", value).Error(),
			errors.Join(fmt.Errorf("a: %s", value)).Error(), string(fmt.Appendf(nil, "%v", value)), panicked(value),
		} {
			if leaks(out) {
				t.Errorf("a %T gives %s", value, out)
			}
		}
	}
}

// mistaken prints with a format that does not fit: that must not leak either.
func mistaken(format string, args ...any) string {
	return []func(string, ...any) string{fmt.Sprintf}[0](format, args...) // go vet would not let it pass as it is
}

// panicked is what a recovered panic says when it is logged.
func panicked(value any) (said string) {
	defer func() { said = fmt.Sprint(recover()) }()
	panic(value)
}

func TestFreeTextHidesFromLogs(t *testing.T) {
	var out bytes.Buffer
	for _, handler := range []slog.Handler{slog.NewTextHandler(&out, nil), slog.NewJSONHandler(&out, nil)} {
		log := slog.New(handler)
		log.Info("x", "text", FreeText(secret))
		log.With("text", FreeText(secret)).WithGroup("g").Info("x", slog.Group("h", "text", FreeText(secret)))
		log.Info("x", "error", fmt.Errorf("failed at %v", FreeText(secret)))
	}
	text := slog.New(slog.NewTextHandler(&out, nil))
	for _, value := range everywhere() {
		text.Info("x", "value", value)
	}
	if leaks(out.String()) {
		t.Errorf("a log shows the words:\n%s", out.String())
	}
	if n := strings.Count(out.String(), "(free text)"); n < 8 {
		t.Errorf("only %d values were logged:\n%s", n, out.String())
	}
}

// TestFreeTextIsKept: Reveal and the stored form are the two ways to the words.
func TestFreeTextIsKept(t *testing.T) {
	text := FreeText(secret + " \"<é\u2028>\"")
	data, err := json.Marshal(map[string]FreeText{"text": text})
	if err != nil {
		t.Fatal(err)
	}
	var back map[string]FreeText
	if err := json.Unmarshal(data, &back); err != nil || back["text"].Reveal() != text.Reveal() {
		t.Errorf("stored as %s and read as %q, %v", data, back["text"].Reveal(), err)
	}
}
