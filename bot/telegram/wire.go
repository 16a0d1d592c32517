package telegram

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"path"
	"strconv"
	"strings"
	"sync/atomic"
	"time"
)

const (
	callTimeout   = 10 * time.Second // for one call, upload and answer included
	uploadTimeout = 30 * time.Second // the same for a file
	pollSlack     = 5 * time.Second  // what a long poll may take beyond its wait
	// answerLimit holds 100 updates of 4,096 characters in the longest escapes, each with 100 links and a reply to
	// as much. A batch over the limit could never be fetched, so it stands well above what Telegram can send.
	answerLimit = 64 << 20
)

// wire is the HTTP client of every call: it makes one attempt, reads the whole answer and judges it.
type wire struct {
	http    *http.Client
	timeout time.Duration
	limit   int64
	date    atomic.Int64 // in the last answer to a poll or to Me, in Unix seconds; 0: none
}

func newWire(transport http.RoundTripper) *wire {
	if transport == nil {
		dialer := &net.Dialer{Timeout: 10 * time.Second, KeepAlive: 30 * time.Second}
		transport = &http.Transport{
			Proxy:               http.ProxyFromEnvironment,
			DialContext:         dialer.DialContext,
			ForceAttemptHTTP2:   true,
			TLSHandshakeTimeout: 10 * time.Second,
			MaxIdleConnsPerHost: 128,
			IdleConnTimeout:     90 * time.Second,
			// A long poll hears nothing for 50 s; only pings tell a quiet connection from a dead one.
			HTTP2: &http.HTTP2Config{SendPingTimeout: 15 * time.Second, PingTimeout: 10 * time.Second},
		}
	}
	return &wire{
		timeout: callTimeout,
		limit:   answerLimit,
		http: &http.Client{
			Transport: transport,
			// A redirect would carry the message, and the token in the address, to somebody else.
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
	}
}

// Do makes a call for the library. What is not a success comes back as a *failure, so the library reads only
// successes.
func (w *wire) Do(req *http.Request) (*http.Response, error) {
	method := path.Base(req.URL.Path)
	if err := buffer(req); err != nil {
		return nil, reject(method, "request cannot be encoded")
	}
	timeout := w.timeout
	if method == "sendPhoto" || method == "sendDocument" {
		timeout += uploadTimeout - callTimeout
	}
	result, err := w.call(req, timeout)
	if err != nil {
		return nil, err
	}
	body := strings.NewReader(`{"ok":true,"result":` + string(shorten(method, result)) + `}`)
	return &http.Response{StatusCode: http.StatusOK, Header: http.Header{}, Body: io.NopCloser(body), Request: req}, nil
}

// buffer reads the library's body, which is a pipe, into memory. Only then does net/http know its length, and only
// then can it send the request again when a kept connection turns out to be closed or HTTP/2 says GOAWAY.
func buffer(req *http.Request) error {
	if req.Body == nil {
		return nil
	}
	var b bytes.Buffer
	b.Grow(1 << 10) // a question with its buttons
	_, err := b.ReadFrom(req.Body)
	_ = req.Body.Close() // a pipe's reader cannot fail to close
	if err != nil {
		return err //nolint:wrapcheck // the caller drops it: it may quote the message
	}
	body := b.Bytes()
	req.ContentLength = int64(len(body))
	req.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(body)), nil }
	req.Body = io.NopCloser(bytes.NewReader(body))
	if len(body) == 0 { // a form without fields is no form
		req.Body, req.GetBody = http.NoBody, func() (io.ReadCloser, error) { return http.NoBody, nil }
		req.Header.Del("Content-Type")
	}
	return nil
}

// shorten keeps of a sent or edited message only its id. The library fails on messages with a kind of content that
// it does not know yet; then a message that was sent would look unsent and be sent again.
func shorten(method string, result json.RawMessage) json.RawMessage {
	if !strings.HasPrefix(method, "send") && !strings.HasPrefix(method, "edit") {
		return result
	}
	return json.RawMessage(`{"message_id":` + strconv.Itoa(messageID(result)) + `}`)
}

// messageID is the id of a message that was sent, or 0 if it cannot be read: sent it was all the same.
func messageID(result json.RawMessage) int {
	var message struct {
		ID int `json:"message_id"`
	}
	if err := json.Unmarshal(result, &message); err != nil {
		return 0
	}
	return message.ID
}

// post makes a call past the library, which would write a form through a pipe, from a goroutine of its own: that is
// more work than all the rest of a call. The Bot API takes the library's parameters as JSON just as well.
func (c *Client) post(ctx context.Context, method string, timeout time.Duration, parameters any) (json.RawMessage,
	error,
) {
	body, err := json.Marshal(parameters)
	if err != nil {
		return nil, reject(method, "request cannot be encoded")
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.base+method, bytes.NewReader(body))
	if err != nil {
		return nil, reject(method, "request cannot be made") // its error quotes the URL
	}
	req.Header.Set("Content-Type", "application/json")
	return c.wire.call(req, timeout)
}

// call makes one attempt and returns the result of a success, else a *failure.
func (w *wire) call(req *http.Request, timeout time.Duration) (json.RawMessage, error) {
	ctx, cancel := context.WithTimeout(req.Context(), timeout)
	defer cancel()
	method := path.Base(req.URL.Path)
	resp, err := w.http.Do(req.WithContext(ctx)) //nolint:gosec // the host is the operator's own setting, checked in New
	if err != nil {
		return nil, broken(ctx, method, err)
	}
	body, err := io.ReadAll(io.LimitReader(resp.Body, w.limit+1))
	_ = resp.Body.Close() // whether it is read to the end decides about the connection, not this
	if err != nil {
		return nil, broken(ctx, method, err)
	}
	if date, err := http.ParseTime(resp.Header.Get("Date")); err == nil && (method == methodPoll || method == methodMe) {
		w.date.Store(date.Unix())
	}
	if int64(len(body)) > w.limit {
		return nil, &failure{
			method: method, outcome: Outcome{Kind: Retry}, status: resp.StatusCode,
			reason: "answer too large",
		}
	}
	return judge(method, resp, body)
}
