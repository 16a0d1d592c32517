package telegram

import (
	"encoding/json"
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestSuccessIsWhatTheFieldsSay: the short way of reading a success takes nothing for one that is none, and reads the
// same as all fields of the answer say.
func TestSuccessIsWhatTheFieldsSay(t *testing.T) {
	for _, body := range []string{
		`{"ok":true,"result":true}`, `{"ok":true,"result":[]}`, `{"ok":true,"result":{"message_id":7,"text":"}"}}`,
		`{"ok":true,"result":null}`, `{"ok":true,"result":}`, `{"ok":true,"result":1,"ok":false,"error_code":400}`,
		`{"ok":true,"result":{"message_id":7}`, `{"ok":true,"result":[1}`, `{"ok":true,"result":"a"}}`,
		`{"ok":true,"result":true} `, `{ "ok":true,"result":true}`, `{"result":true,"ok":true}`,
		`{"ok":true}`, `{"ok":false,"error_code":403,"description":"Forbidden: bot was blocked by the user"}`, ``, `null`,
		`<html>{"ok":true,"result":true}`,
	} {
		got, err := judge("sendMessage", &http.Response{StatusCode: http.StatusOK}, []byte(body))
		var a answer
		read := json.Unmarshal([]byte(body), &a)
		success := read == nil && a.OK != nil && *a.OK && len(a.Result) > 0 && string(a.Result) != "null"
		if success != (err == nil) || success && cmp.Diff(string(a.Result), string(got)) != "" {
			t.Errorf("%s: %s, %v, want %s", body, got, err, a.Result)
		}
	}
}
