package simulator

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Telegram's limits of length, in UTF-16 units.
const (
	maxText    = 4096
	maxCaption = 1024
	maxToast   = 200
)

// Entity marks a part of a text. Offset and Length count UTF-16 units.
type Entity struct {
	Type          string          `json:"type"`
	Offset        int             `json:"offset"`
	Length        int             `json:"length"`
	URL           string          `json:"url,omitempty"`
	User          json.RawMessage `json:"user,omitempty"`
	Language      string          `json:"language,omitempty"`
	CustomEmojiID string          `json:"custom_emoji_id,omitempty"`
	UnixTime      int64           `json:"unix_time,omitempty"`
	DateFormat    string          `json:"date_time_format,omitempty"`
}

// kinds are the types of entities that a bot may send.
const kinds = " mention hashtag cashtag bot_command url email phone_number bold italic underline strikethrough spoiler " +
	"blockquote expandable_blockquote code pre text_link text_mention custom_emoji date_time "

var command = regexp.MustCompile(`/[A-Za-z0-9_]{1,64}(@[A-Za-z0-9_]{3,32})?`)

// words checks a text and its entities and returns both as Telegram keeps them: without white space around, without
// empty entities, with the commands found in it.
func words(q *request, text, entities string) (string, []Entity, error) {
	if !utf8.ValidString(text) {
		return "", nil, bad("strings must be encoded in UTF-8")
	}
	if mode := q.text("parse_mode"); mode != "" {
		if err := balanced(mode, text); err != nil {
			return "", nil, err
		}
	}
	var marks []Entity
	if err := q.value(entities, &marks); err != nil {
		return "", nil, err
	}
	for _, e := range marks {
		if err := e.check(text); err != nil {
			return "", nil, err
		}
	}
	text, marks = trim(text, marks)
	for _, found := range commands(text) {
		if !slices.ContainsFunc(marks, func(e Entity) bool { return e.Type == found.Type && e.Offset == found.Offset }) {
			marks = append(marks, found)
		}
	}
	slices.SortStableFunc(marks, func(a, b Entity) int {
		if a.Offset != b.Offset {
			return a.Offset - b.Offset
		}
		return b.Length - a.Length
	})
	return text, marks, nil
}

func (e Entity) check(text string) error {
	total := units(text)
	switch {
	case e.Type == "" || !strings.Contains(kinds, " "+e.Type+" "):
		return bad("can't parse MessageEntity: Unsupported type specified")
	case e.Offset < 0:
		return bad("receive an entity with incorrect offset %d", e.Offset)
	case e.Length < 0:
		return bad("receive an entity with incorrect length %d", e.Length)
	case e.Length == 0:
		return nil // dropped without a word
	case e.Offset > total:
		return bad("entity begins after the end of the text at UTF-16 offset %d", e.Offset)
	case e.Offset+e.Length > total:
		return bad("entity beginning at UTF-16 offset %d ends after the end of the text at UTF-16 offset %d",
			e.Offset, e.Offset+e.Length)
	case e.Type == "text_link" && e.URL == "":
		return bad("can't parse MessageEntity: Can't find field \"url\"")
	case e.Type == "text_mention" && e.User == nil:
		return bad("can't parse MessageEntity: Can't find field \"user\"")
	}
	if at, whole := boundary(text, e.Offset); !whole {
		return bad("entity begins in a middle of a UTF-16 symbol at byte offset %d", at)
	}
	if at, whole := boundary(text, e.Offset+e.Length); !whole {
		return bad("entity beginning at UTF-16 offset %d ends in a middle of a UTF-16 symbol at byte offset %d", e.Offset, at)
	}
	return nil
}

// units is a text's length in UTF-16 units.
func units(text string) int {
	n := 0
	for _, r := range text {
		n += width(r)
	}
	return n
}

func width(r rune) int {
	if r > 0xFFFF {
		return 2
	}
	return 1
}

// boundary turns an offset in UTF-16 units into one in bytes, and tells whether it stands between two characters; if
// not, the byte offset is the one behind the character that it would split.
func boundary(text string, offset int) (int, bool) {
	n := 0
	for at, r := range text {
		if n >= offset {
			return at, n == offset
		}
		n += width(r)
	}
	return len(text), n == offset
}

// trim takes the white space around a text away and moves the entities with it.
func trim(text string, marks []Entity) (string, []Entity) {
	rest := strings.TrimLeftFunc(text, unicode.IsSpace)
	gone := units(text) - units(rest)
	rest = strings.TrimRightFunc(rest, unicode.IsSpace)
	total := units(rest)
	var kept []Entity
	for _, e := range marks {
		end := min(e.Offset+e.Length-gone, total)
		e.Offset = max(e.Offset-gone, 0)
		if e.Length = end - e.Offset; e.Length > 0 {
			kept = append(kept, e)
		}
	}
	return rest, kept
}

// commands finds the bot commands in a text by Telegram's rule: neither a word character nor one of / < > may touch
// them.
func commands(text string) []Entity {
	var found []Entity
	for _, at := range command.FindAllStringIndex(text, -1) {
		before, _ := utf8.DecodeLastRuneInString(text[:at[0]])
		after, _ := utf8.DecodeRuneInString(text[at[1]:])
		if (at[0] > 0 && touches(before)) || (at[1] < len(text) && touches(after)) {
			continue
		}
		found = append(found, Entity{Type: "bot_command", Offset: units(text[:at[0]]), Length: at[1] - at[0]})
	}
	return found
}

func touches(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune("_/<>", r)
}
