package simulator

import (
	"bytes"
	"encoding/json"
	"net/url"
	"slices"
	"strings"
)

// Telegram's limits of keyboards.
const (
	maxData    = 64  // bytes of a button's callback data
	maxButtons = 100 // of one inline keyboard
)

// markup is a checked reply_markup.
type markup struct {
	inline [][]Button
	raw    json.RawMessage // of an inline keyboard that has buttons
	rows   [][]string      // of a reply keyboard
	once   bool
	remove bool
	force  bool
}

// actions are the fields of an inline button of which it needs exactly one.
const actions = "url callback_data web_app login_url switch_inline_query switch_inline_query_current_chat " +
	"switch_inline_query_chosen_chat copy_text callback_game pay"

// readMarkup checks the reply_markup of a request; the result is empty if there is none.
func readMarkup(q *request) (markup, error) {
	var m markup
	text := q.text("reply_markup")
	if text == "" {
		return m, nil
	}
	value, err := q.tree("reply_markup")
	if err != nil {
		return m, bad("can't parse reply keyboard markup JSON object")
	}
	in, ok := value.(map[string]any)
	if !ok {
		return m, bad("object expected as reply markup")
	}
	for name, target := range map[string]*bool{
		"one_time_keyboard": &m.once, "remove_keyboard": &m.remove,
		"force_reply": &m.force,
	} {
		if *target, ok = in[name].(bool); !ok && in[name] != nil {
			return m, bad("object expected as reply markup")
		}
	}
	inline, isInline := in["inline_keyboard"]
	keyboard, isKeyboard := in["keyboard"]
	switch {
	case isInline:
		m.inline, err = readRows(inline, "InlineKeyboardButton", readInline)
		if err == nil && len(m.inline) > 0 {
			m.raw, err = compact(text)
		}
		if total := len(slices.Concat(m.inline...)); err == nil && total > maxButtons {
			err = bad("reply markup is too long")
		}
	case isKeyboard:
		m.rows, err = readRows(keyboard, "KeyboardButton", readKey)
	case !m.remove && !m.force:
		err = bad("object expected as reply markup")
	}
	return m, err
}

// fixed tells whether a message with this markup cannot be edited.
func (m markup) fixed() bool { return m.rows != nil || m.remove || m.force }

// readRows takes a keyboard of either kind apart; empty rows vanish.
func readRows[T any](value any, name string, button func(any) (T, error)) ([][]T, error) {
	rows, ok := value.([]any)
	if !ok && value != nil {
		return nil, bad("field %q must be of type Array", keyboardField(name))
	}
	all := [][]T{}
	for _, row := range rows {
		cells, ok := row.([]any)
		if !ok && row != nil {
			return nil, bad("field %q must be an Array of Arrays", keyboardField(name))
		}
		var buttons []T
		for _, one := range cells {
			b, err := button(one)
			if err != nil {
				return nil, err
			}
			buttons = append(buttons, b)
		}
		if len(buttons) > 0 {
			all = append(all, buttons)
		}
	}
	return all, nil
}

func keyboardField(name string) string {
	if name == "InlineKeyboardButton" {
		return "inline_keyboard"
	}
	return "keyboard"
}

func readInline(value any) (Button, error) {
	const wrong = "can't parse inline keyboard button: "
	var b Button
	fields, ok := value.(map[string]any)
	if !ok {
		return b, bad(wrong + "InlineKeyboardButton must be an Object")
	}
	for _, field := range []struct {
		name   string
		target *string
	}{{"text", &b.Text}, {"callback_data", &b.Data}, {"url", &b.URL}} {
		value, found := fields[field.name]
		*field.target, ok = value.(string)
		switch {
		case !found && field.name == "text":
			return b, bad(wrong + `Can't find field "text"`)
		case found && !ok:
			return b, bad(wrong+"Field %q must be of type String", field.name)
		}
	}
	count := 0
	for name := range strings.FieldsSeq(actions) {
		if value, found := fields[name]; found && (value != "" || strings.HasPrefix(name, "switch")) {
			count++
		}
	}
	switch {
	case b.Text == "":
		return b, bad("inline keyboard button text must be non-empty")
	case count == 0:
		return b, bad(wrong + "Text buttons are unallowed in the inline keyboard")
	case count > 1:
		return b, bad(wrong + "Exactly one of the optional fields must be used") // Telegram takes the first one it knows
	case len(b.Data) > maxData:
		return b, bad("BUTTON_DATA_INVALID")
	case b.URL != "" && !opens(b.URL):
		return b, bad("inline keyboard button URL '%s' is invalid: Wrong HTTP URL", b.URL)
	}
	return b, nil
}

// opens tells whether a button may lead to a link: a web page or something within Telegram. A button cannot dial.
func opens(link string) bool {
	u, err := url.Parse(link)
	if err != nil {
		return false
	}
	switch u.Scheme {
	case "http", "https", "tg":
		return u.Host != ""
	case "":
		host, _, _ := strings.Cut(link, "/")
		return strings.Contains(strings.Trim(host, "."), ".")
	}
	return false
}

func readKey(value any) (string, error) {
	const wrong = "can't parse keyboard button: "
	if text, ok := value.(string); ok {
		return nonEmpty(text)
	}
	key, ok := value.(map[string]any)
	if !ok {
		return "", bad(wrong + "KeyboardButton must be a String or an Object")
	}
	text, ok := key["text"].(string)
	switch {
	case key["text"] == nil:
		return "", bad(wrong + `Can't find field "text"`)
	case !ok:
		return "", bad(wrong + `Field "text" must be of type String`)
	}
	return nonEmpty(text)
}

func nonEmpty(text string) (string, error) {
	if text == "" {
		return "", bad("keyboard button text must be non-empty")
	}
	return text, nil
}

func compact(text string) (json.RawMessage, error) {
	var out bytes.Buffer
	if err := json.Compact(&out, []byte(text)); err != nil {
		return nil, bad("can't parse reply keyboard markup JSON object")
	}
	return out.Bytes(), nil
}
