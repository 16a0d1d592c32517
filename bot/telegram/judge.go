package telegram

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"strconv"
	"syscall"
	"time"
)

// The limits within which Telegram's wish to wait is believed.
const (
	shortestWait = time.Second
	longestWait  = 24 * time.Hour
)

// answer is the envelope around everything the Bot API says.
type answer struct {
	OK          *bool           `json:"ok"`
	Result      json.RawMessage `json:"result"`
	ErrorCode   int             `json:"error_code"`
	Description string          `json:"description"`
	Parameters  struct {
		RetryAfter int `json:"retry_after"`
	} `json:"parameters"`
}

// judge turns an answer into its result or a *failure. An answer that is not the Bot API's (a proxy's HTML page) says
// nothing about the message, so that is Retry, but for the two statuses which a proxy in front of the Bot API
// gives for a reason.
func judge(method string, resp *http.Response, body []byte) (json.RawMessage, error) {
	if result, ok := success(body); ok {
		return result, nil
	}
	var a answer
	f := &failure{method: method, status: resp.StatusCode, outcome: Outcome{Kind: Retry}}
	if err := json.Unmarshal(body, &a); err != nil || a.OK == nil {
		f.reason = "not an answer of the Bot API"
		switch resp.StatusCode {
		case http.StatusTooManyRequests:
			seconds, _ := strconv.Atoi(resp.Header.Get("Retry-After")) // absent or a date: the shortest wait
			f.outcome = throttled(seconds)
		case http.StatusRequestEntityTooLarge:
			f.outcome.Kind = Rejected
		}
		return nil, f
	}
	if *a.OK && (len(a.Result) == 0 || string(a.Result) == "null") { // what answers so has sent nothing
		f.reason = "no result"
		return nil, f
	}
	if *a.OK {
		return a.Result, nil
	}
	if a.ErrorCode != 0 {
		f.status = a.ErrorCode
	}
	f.reason = reasonIn(a.Description)
	f.outcome = verdict(f.status, f.reason, a.Parameters.RetryAfter)
	return nil, f
}

// success gives the result of an answer that is a success and written as the Bot API writes one. Nearly all are, and to
// read such an answer field by field would cost more than all else that is done with it.
func success(body []byte) (json.RawMessage, bool) {
	result, ok := bytes.CutPrefix(body, []byte(`{"ok":true,"result":`))
	if ok {
		result, ok = bytes.CutSuffix(result, []byte(`}`))
	}
	return result, ok && string(result) != "null" && json.Valid(result)
}

// verdict is the outcome of an error code of the Bot API.
func verdict(code int, reason string, retryAfter int) Outcome {
	switch {
	case code == http.StatusTooManyRequests:
		return throttled(retryAfter)
	case reason == reasonNoDelete: // sometimes 403, though the person can be reached
		return Outcome{Kind: Rejected}
	case blocked(reason):
		return Outcome{Kind: Blocked}
	case code == http.StatusForbidden, code == http.StatusBadRequest && missing(reason):
		return Outcome{Kind: Missing}
	case code == http.StatusUnauthorized, code == http.StatusNotFound: // 404: no bot has a token of this shape
		return Outcome{Kind: Unauthorized}
	case code == http.StatusConflict:
		return Outcome{Kind: Conflict}
	case code == http.StatusRequestEntityTooLarge, code >= 400 && code < 500 && reason != "":
		return Outcome{Kind: Rejected}
	case code >= 400 && code < 500:
		return Outcome{Kind: Unclear}
	case retryAfter > 0:
		return Outcome{Kind: Retry, After: throttled(retryAfter).After}
	default:
		return Outcome{Kind: Retry}
	}
}

func throttled(seconds int) Outcome {
	seconds = min(max(seconds, int(shortestWait.Seconds())), int(longestWait.Seconds()))
	return Outcome{Kind: Throttled, After: time.Duration(seconds) * time.Second}
}

// broken is the failure of a call without an answer. Errors of net/http carry the URL, errors of its transports the
// bytes that came, so the error itself ends here.
func broken(ctx context.Context, method string, err error) error {
	f := &failure{method: method, outcome: Outcome{Kind: Retry}, cause: contextCause(err)}
	if f.cause == nil {
		f.cause = contextCause(ctx.Err())
	}
	var (
		netErr  net.Error
		dnsErr  *net.DNSError
		certErr *tls.CertificateVerificationError
	)
	switch {
	case errors.Is(f.cause, context.Canceled):
		f.reason = "cancelled"
	case f.cause != nil, errors.As(err, &netErr) && netErr.Timeout():
		f.reason = "timed out"
	case errors.As(err, &dnsErr):
		f.reason = "host name not found"
	case errors.As(err, &certErr):
		f.reason = "certificate not trusted"
	case errors.Is(err, syscall.ECONNREFUSED):
		f.reason = "connection refused"
	case errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE),
		errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		f.reason = "connection closed"
	default:
		f.reason = "connection failed"
	}
	return f
}
