package simulator

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// maxBody is the most that one request may carry: 50 MB, as for Telegram's uploads.
const maxBody = 50 << 20

// request is one call, whatever the encoding it came in: every field as text, as Telegram takes it (JSON within a
// field stays JSON), and the uploaded files by the name of their part.
type request struct {
	method string
	fields map[string]string
	files  map[string]File
	trees  map[string]any // what tree has decoded
	onRead func(method, field string)
}

// read takes query parameters and a JSON, form or multipart body apart.
func (s *Server) read(w http.ResponseWriter, r *http.Request, method string) (*request, error) {
	req := &request{
		method: s.canonical(method),
		fields: map[string]string{},
		files:  map[string]File{},
		trees:  map[string]any{},
		onRead: s.onRead,
	}
	req.take(r.URL.Query())
	body, err := readAll(w, r)
	if tooLarge := (*http.MaxBytesError)(nil); errors.As(err, &tooLarge) {
		return nil, &refusal{code: http.StatusRequestEntityTooLarge, text: "Request Entity Too Large"}
	}
	if err != nil {
		return nil, errGone
	}
	if len(body) == 0 {
		return req, nil // go-telegram/bot announces a multipart body and sends none when there are no parameters
	}
	kind, params, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil {
		return nil, bad("can't parse the content type of the request")
	}
	switch kind {
	case "application/json":
		err = req.takeJSON(body)
	case "application/x-www-form-urlencoded":
		var form url.Values
		if form, err = url.ParseQuery(string(body)); err == nil {
			req.take(form)
		}
	case "multipart/form-data":
		err = req.takeParts(body, params["boundary"])
	default:
		return nil, bad("unsupported content type of the request")
	}
	if err != nil {
		return nil, bad("can't parse the body of the request as %s", kind)
	}
	return req, nil
}

// readAll reads a body, but not one that says itself that it is too large.
func readAll(w http.ResponseWriter, r *http.Request) ([]byte, error) {
	if r.ContentLength > maxBody {
		return nil, &http.MaxBytesError{Limit: maxBody}
	}
	return io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody)) //nolint:wrapcheck // the caller tells the errors apart
}

// canonical is the method's name as the specification writes it: Telegram does not mind upper and lower case.
func (s *Server) canonical(method string) string {
	if _, exact := s.contract.Methods[method]; exact {
		return method
	}
	for name := range s.contract.Methods {
		if strings.EqualFold(name, method) {
			return name
		}
	}
	return method
}

func (q *request) take(values url.Values) {
	for name := range values {
		q.fields[name] = values.Get(name)
	}
}

func (q *request) takeJSON(body []byte) error {
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(body, &fields); err != nil {
		return err //nolint:wrapcheck // the caller says that the body cannot be parsed, whatever the reason
	}
	for name, raw := range fields {
		var text string
		switch {
		case string(raw) == "null":
		case json.Unmarshal(raw, &text) == nil:
			q.fields[name] = text
		default:
			q.fields[name] = string(raw)
		}
	}
	return nil
}

func (q *request) takeParts(body []byte, boundary string) error {
	if !bytes.Contains(body, []byte("--"+boundary+"--")) {
		return io.ErrUnexpectedEOF // the reader would take some shortened bodies for whole
	}
	parts := multipart.NewReader(bytes.NewReader(body), boundary)
	for {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err //nolint:wrapcheck // as above
		}
		data, err := io.ReadAll(part)
		if err != nil {
			return err //nolint:wrapcheck // as above
		}
		if name := part.FileName(); name != "" {
			q.files[part.FormName()] = File{Name: name, Data: data}
		} else {
			q.fields[part.FormName()] = string(data)
		}
	}
}

// text is a field's value, empty if it was not sent.
func (q *request) text(name string) string {
	if q.onRead != nil {
		q.onRead(q.method, name)
	}
	return q.fields[name]
}

// number is a whole number, 0 if there is none in the field.
func (q *request) number(name string) int64 {
	n, err := strconv.ParseInt(q.text(name), 10, 64)
	if err != nil {
		return 0
	}
	return n
}

// chat is the chat that a call is about: named by chat_id, or by the scope of a menu of commands. 0 if it names none.
func (q *request) chat() int64 {
	id, scope := json.Number(q.fields["chat_id"]), q.fields["scope"]
	if id == "" && scope != "" {
		var named struct {
			Chat json.Number `json:"chat_id"`
		}
		if err := json.Unmarshal([]byte(scope), &named); err != nil {
			return 0
		}
		id = named.Chat
	}
	chat, err := id.Int64()
	if err != nil {
		return 0
	}
	return chat
}

// flag is true for what Telegram takes as true.
func (q *request) flag(name string) bool {
	switch strings.ToLower(q.text(name)) {
	case "true", "yes", "1":
		return true
	}
	return false
}

// tree is the JSON in a field. It is decoded once: the contract looks at it, and then the method.
func (q *request) tree(name string) (any, error) {
	if tree, decoded := q.trees[name]; decoded {
		return tree, nil
	}
	var tree any
	if err := json.Unmarshal([]byte(q.fields[name]), &tree); err != nil {
		return nil, err //nolint:wrapcheck // the callers say that it cannot be parsed, whatever the reason
	}
	q.trees[name] = tree
	return tree, nil
}

// value decodes JSON from a field into target and leaves target alone if the field is empty.
func (q *request) value(name string, target any) error {
	text := q.text(name)
	if text == "" {
		return nil
	}
	if err := json.Unmarshal([]byte(text), target); err != nil {
		return bad("can't parse %s JSON object", name)
	}
	return nil
}

// file is the upload of a field, sent under the field's own name or as attach://<part>.
func (q *request) file(name string) (File, bool) {
	value := q.text(name)
	if part, attached := strings.CutPrefix(value, "attach://"); attached {
		name = part
	}
	file, found := q.files[name]
	return file, found
}
