package telegram

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// OutcomeKind says what became of a call and so what its caller does next.
type OutcomeKind uint8

// The outcomes of a call.
const (
	// Done: Telegram has it, or it no longer matters.
	Done OutcomeKind = iota
	// Throttled: this method may not be called for this chat before After has passed. Most limits are a chat's own.
	Throttled
	// Blocked: this person blocked the bot.
	Blocked
	// Missing: Telegram does not find this person, or not their account (chat unknown, account deactivated). That may
	// pass, so the call is worth another try.
	Missing
	// Rejected: this call is wrong and can never succeed.
	Rejected
	// Unclear: Telegram refused this call in words that are not known here. It is worth another try.
	Unclear
	// Conflict: another process polls for the same bot, or a webhook is set.
	Conflict
	// Unauthorized: the token is wrong or was revoked. No call can succeed.
	Unauthorized
	// Retry: nobody knows, or Telegram is unwell. The call may have taken effect; it may be repeated later.
	Retry
)

// String is a short lower-case word, fit for a metric's label.
func (k OutcomeKind) String() string {
	words := [...]string{
		"done", "throttled", "blocked", "missing", "rejected", "unclear", "conflict", "unauthorized",
		"retry",
	}
	if int(k) >= len(words) {
		return "unknown"
	}
	return words[k]
}

// Outcome is what became of a call. After is how long to wait first: always set (1 s to 24 h) when Throttled, zero
// or Telegram's wish when Retry, zero otherwise.
type Outcome struct {
	Kind  OutcomeKind
	After time.Duration
}

// Classify reads the outcome out of an error of this package, however it was wrapped since. No error is Done; an
// error from elsewhere is Retry.
func Classify(err error) Outcome {
	if err == nil {
		return Outcome{Kind: Done}
	}
	var f *failure
	if errors.As(err, &f) {
		return f.outcome
	}
	return Outcome{Kind: Retry}
}

// Failed tells whether an error comes from a call of this package, however it was wrapped since.
func Failed(err error) bool {
	var f *failure
	return errors.As(err, &f)
}

// Reason is what an error of this package says, without the call and the outcome: words for an operator who is told
// what follows from it. Empty where nothing is known.
func Reason(err error) string {
	var f *failure
	switch {
	case !errors.As(err, &f):
		return ""
	case f.status == 0:
		return f.reason
	default:
		return strings.TrimSpace(fmt.Sprintf("%s (%d)", f.reason, f.status))
	}
}

// failure is the only error that calls return. It holds fixed words and never an error, a URL or a text of somebody
// else; cause is context.Canceled, context.DeadlineExceeded or nil.
type failure struct {
	method  string
	outcome Outcome
	status  int    // the Bot API's error code or the HTTP status, 0 without an answer
	reason  string // one of the descriptions we know, or our own words; "" is unknown
	cause   error
}

func (f *failure) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "telegram %s: %s", f.method, f.outcome.Kind)
	if f.outcome.After > 0 {
		fmt.Fprintf(&b, " for %s", f.outcome.After)
	}
	if f.status != 0 {
		fmt.Fprintf(&b, " (%d)", f.status)
	}
	if f.reason != "" {
		b.WriteString(": " + f.reason)
	}
	return b.String()
}

func (f *failure) Unwrap() error { return f.cause }

// settle turns what the library returned into our own error, or into nil when Telegram's reason is one of the
// harmless ones: what was wanted is so already.
func settle(method string, err error, harmless ...string) error {
	if err == nil {
		return nil
	}
	var f *failure
	if !errors.As(err, &f) {
		// The wire let the answer through and the library could not read its result. Its error quotes the answer.
		return &failure{method: method, outcome: Outcome{Kind: Retry}, reason: "unreadable result", cause: contextCause(err)}
	}
	if slices.Contains(harmless, f.reason) {
		return nil
	}
	return f
}

// reject is for calls that are wrong before they are made.
func reject(method, reason string) error {
	return &failure{method: method, outcome: Outcome{Kind: Rejected}, reason: reason}
}

// contextCause keeps of an error only whether the caller gave up or time ran out.
func contextCause(err error) error {
	for _, cause := range []error{context.Canceled, context.DeadlineExceeded} {
		if errors.Is(err, cause) {
			return cause
		}
	}
	return nil
}
