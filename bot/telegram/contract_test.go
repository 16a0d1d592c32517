package telegram

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"os"
	"path"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// spec is the trimmed copy of the Bot API's names.
type spec struct {
	Methods map[string]map[string]field `json:"methods"`
	Types   map[string]map[string]field `json:"types"`
	Unions  map[string][]string         `json:"unions"`
}

type field struct {
	Types    []string `json:"types"`
	Required bool     `json:"required"`
}

func loadSpec(t *testing.T) spec {
	t.Helper()
	raw, err := os.ReadFile("testdata/bot-api-10.1.json")
	if err != nil {
		t.Fatal(err)
	}
	var s spec
	if err := json.Unmarshal(raw, &s); err != nil {
		t.Fatal(err)
	}
	return s
}

// object checks the fields of one method or object: known, of a right type, and none that is required missing.
func (s spec) object(fields map[string]field, given map[string]any) error {
	for name, value := range given {
		f, known := fields[name]
		if !known {
			return fmt.Errorf("field %s is not in Bot API 10.1", name)
		}
		if err := s.oneOf(f.Types, value); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	for name, f := range fields {
		if _, has := given[name]; f.Required && !has {
			return fmt.Errorf("required field %s is missing", name)
		}
	}
	return nil
}

func (s spec) oneOf(types []string, value any) error {
	var reasons []string
	for _, name := range types {
		err := s.value(name, value)
		if err == nil {
			return nil
		}
		reasons = append(reasons, name+": "+err.Error())
	}
	return fmt.Errorf("none of %v: %s", types, strings.Join(reasons, "; "))
}

func (s spec) value(name string, value any) error {
	if of, is := strings.CutPrefix(name, "Array of "); is {
		list, ok := value.([]any)
		if !ok {
			return fmt.Errorf("%T is no array", value)
		}
		for _, v := range list {
			if err := s.value(of, v); err != nil {
				return err
			}
		}
		return nil
	}
	if parts, is := s.Unions[name]; is {
		return s.oneOf(parts, value)
	}
	ok := false
	switch name {
	case "Integer":
		n, is := value.(float64)
		ok = is && n == float64(int64(n))
	case "Boolean":
		_, ok = value.(bool)
	case "String":
		_, ok = value.(string)
	case "InputFile":
		_, ok = value.([]byte)
	default:
		fields, known := s.Types[name]
		given, is := value.(map[string]any)
		if !known || !is {
			return fmt.Errorf("%T is not %s, or the trimmed copy lacks it", value, name)
		}
		return s.object(fields, given)
	}
	if !ok {
		return fmt.Errorf("%T is no %s", value, name)
	}
	return nil
}

// parameters reads a request as the Bot API does: a JSON object, or a form whose fields hold plain text or JSON.
func parameters(r *http.Request, fields map[string]field) (map[string]any, error) {
	given := map[string]any{}
	switch mime, _, _ := strings.Cut(r.Header.Get("Content-Type"), ";"); mime {
	case "":
		if r.ContentLength != 0 {
			return nil, fmt.Errorf("a body of %d bytes without a type", r.ContentLength)
		}
		return given, nil
	case "application/json":
		return given, json.NewDecoder(r.Body).Decode(&given)
	}
	if err := r.ParseMultipartForm(1 << 20); err != nil {
		return nil, err
	}
	for name, values := range r.MultipartForm.Value {
		given[name] = plain(values[0], fields[name].Types)
	}
	for name, files := range r.MultipartForm.File {
		f, err := files[0].Open()
		if err != nil {
			return nil, err
		}
		if given[name], err = io.ReadAll(f); err != nil {
			return nil, err
		}
	}
	return given, nil
}

func plain(text string, types []string) any {
	var v any
	if slices.Equal(types, []string{"String"}) || json.Unmarshal([]byte(text), &v) != nil {
		return text
	}
	return v
}

// TestContract makes every call there is and checks methods, names, types and required fields.
func TestContract(t *testing.T) {
	s := loadSpec(t)
	seen := map[string]map[string]bool{}
	for method := range s.Methods {
		seen[method] = map[string]bool{}
	}
	c, _ := newClient(t, func(w http.ResponseWriter, r *http.Request) {
		method := path.Base(r.URL.Path)
		fields, known := s.Methods[method]
		given, err := parameters(r, fields)
		if err == nil {
			err = s.object(fields, given)
		}
		if !known || err != nil || r.URL.Path != "/bot"+testToken+"/"+method || r.Method != http.MethodPost {
			t.Errorf("%s %s (known: %v): %v", r.Method, method, known, err)
		}
		for name := range given {
			seen[method][name] = true
		}
		_, _ = io.WriteString(w, `{"ok":true,"result":`+result(method)+`}`)
	})
	for _, call := range everyCall() {
		if err := call.do(t.Context(), c); err != nil {
			t.Errorf("%s: %v", call.method, err)
		}
	}
	want := map[string]string{
		"getMe":                 "",
		"getWebhookInfo":        "",
		"getUpdates":            "allowed_updates limit offset timeout",
		"sendMessage":           "allow_paid_broadcast chat_id disable_notification entities link_preview_options protect_content reply_markup text",
		"sendPhoto":             "allow_paid_broadcast caption caption_entities chat_id disable_notification photo protect_content reply_markup",
		"sendDocument":          "allow_paid_broadcast caption caption_entities chat_id disable_notification document protect_content reply_markup",
		"sendContact":           "allow_paid_broadcast chat_id first_name phone_number",
		"editMessageText":       "chat_id entities link_preview_options message_id reply_markup text",
		"answerCallbackQuery":   "callback_query_id show_alert text",
		"deleteMessage":         "chat_id message_id",
		"deleteMessages":        "chat_id message_ids",
		"setChatMenuButton":     "menu_button",
		"setMyCommands":         "commands language_code scope",
		"getMyCommands":         "scope",
		"setMyDescription":      "description language_code",
		"setMyShortDescription": "language_code short_description",
		"sendChatAction":        "action chat_id",
		"leaveChat":             "chat_id",
	}
	for method, names := range want {
		if got := strings.Join(slices.Sorted(maps.Keys(seen[method])), " "); got != names {
			t.Errorf("%s sent %q, want %q", method, got, names)
		}
	}
	if len(want) != len(s.Methods) {
		t.Errorf("%d methods in the trimmed copy, %d are called", len(s.Methods), len(want))
	}
}

// result is what Telegram returns for a method.
func result(method string) string {
	switch {
	case method == "getMe":
		return `{"id":4242,"is_bot":true,"first_name":"Footing","username":"footing_bot"}`
	case method == "getWebhookInfo":
		return `{"url":"","has_custom_certificate":false,"pending_update_count":0}`
	case method == "getUpdates", method == "getMyCommands":
		return `[]`
	case method == "sendChatAction":
		return `true`
	case strings.HasPrefix(method, "send"), strings.HasPrefix(method, "edit"):
		return `{"message_id":` + strconv.Itoa(len(method)) + `,"date":1,"chat":{"id":7,"type":"private"}}`
	default:
		return `true`
	}
}

// TestContractCatches: the checker refuses what the library knows and Bot API 10.1 does not.
func TestContractCatches(t *testing.T) {
	s := loadSpec(t)
	for name, given := range map[string]map[string]any{
		"unknown field": {"chat_id": 1.0, "text": "x", "ephemeral_message_parameters": map[string]any{}},
		"missing field": {"chat_id": 1.0},
		"wrong type":    {"chat_id": 1.0, "text": "x", "protect_content": "yes"},
		"unknown in nested": {"chat_id": 1.0, "text": "x", "reply_markup": map[string]any{
			"inline_keyboard": []any{},
			"force_reply":     true,
		}},
		"null": {"chat_id": 1.0, "text": "x", "entities": nil},
	} {
		if s.object(s.Methods["sendMessage"], given) == nil {
			t.Errorf("%s passed", name)
		}
	}
}

// TestContractOfReading checks the names that Decode and judge read.
func TestContractOfReading(t *testing.T) {
	s := loadSpec(t)
	for _, of := range []struct {
		value any
		types []string
	}{
		{rawUpdate{}, []string{"Update"}},
		{rawMessage{}, []string{"Message"}},
		{rawTap{}, []string{"CallbackQuery"}},
		{rawOrigin{}, s.Unions["MaybeInaccessibleMessage"]},
		{rawMember{}, []string{"ChatMemberUpdated"}},
		{rawMember{}.New, s.Unions["ChatMember"]},
		{rawChat{}, []string{"Chat"}},
		{rawUser{}, []string{"User"}},
		{answer{}.Parameters, []string{"ResponseParameters"}},
	} {
		for f := range reflect.TypeOf(of.value).Fields() {
			for _, name := range of.types {
				if _, known := s.Types[name][f.Tag.Get("json")]; !known {
					t.Errorf("%s.%s is read, but not in Bot API 10.1", name, f.Tag.Get("json"))
				}
			}
		}
	}
}
