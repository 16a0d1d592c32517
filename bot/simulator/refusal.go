package simulator

import (
	"errors"
	"fmt"
	"net/http"
)

// errGone ends a call whose caller, or whose server, is no longer there.
var errGone = errors.New("the connection is gone")

// refusal is an answer with ok = false.
type refusal struct {
	code  int    // also the HTTP status
	text  string // the description, with its prefix
	retry int    // seconds, only with 429
}

func (r *refusal) Error() string { return r.text }

// bad is Telegram's 400.
func bad(format string, args ...any) error {
	return &refusal{code: http.StatusBadRequest, text: "Bad Request: " + fmt.Sprintf(format, args...)}
}

// forbidden is Telegram's 403.
func forbidden(text string) error {
	return &refusal{code: http.StatusForbidden, text: "Forbidden: " + text}
}

// conflict is Telegram's 409.
func conflict(text string) error {
	return &refusal{code: http.StatusConflict, text: "Conflict: " + text}
}

// tooMany is Telegram's 429, with seconds to wait.
func tooMany(seconds int) error {
	return &refusal{
		code:  http.StatusTooManyRequests,
		text:  fmt.Sprintf("Too Many Requests: retry after %d", seconds),
		retry: seconds,
	}
}

// refused is the refusal within err. It aborts the connection when there is nobody left to refuse.
func refused(err error) *refusal {
	var no *refusal
	if !errors.As(err, &no) {
		panic(http.ErrAbortHandler)
	}
	return no
}
