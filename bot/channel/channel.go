// Package channel is the second channel to a human, for alerts that Telegram does not take and for those on which
// nobody presses. Behind it the clinic has a mail or SMS gateway or a pager, reached by a command, a webhook, or both.
//
// New makes a Channel from Options, or returns nil if neither is configured. Channel.Send passes on a Page, which
// says that there is an alert and nothing of what is in it. The command gets the notice as JSON on its standard input
// and its text in FOOTING_ALERT, and must exit with 0 once it has passed the notice on. The webhook gets the same JSON
// as a POST and must answer with a 2xx status. When to send is not decided here: package bot does, and goes on trying
// Telegram. Beacon feeds an outside dead man's switch.
package channel

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"time"
)

// within is how long one way may take.
const within = 20 * time.Second

// RetryAfter is how long after a failure the channel is tried once more.
const RetryAfter = 15 * time.Second

// Page is one call by the second channel: what a human is told.
type Page struct {
	ID     string    `json:"id"`             // of the call: a repeated notice has the same
	Text   string    `json:"text"`           // one line: "Safety alert 7F3K, open Telegram"
	Reason string    `json:"reason"`         // why this way is used
	Since  time.Time `json:"since"`          // since when the alert calls
	Post   string    `json:"post,omitempty"` // whom it is for: first, backup, lead or night; empty: not known
}

// Options say which ways there are.
type Options struct {
	Command []string // a program and its arguments; none: no command
	Webhook string   // an http or https address; empty: no webhook
	Environ []string // the process' environment, of which the command sees PATH, HOME and a few more
	Client  *http.Client
}

// Channel is a configured second channel.
type Channel struct{ o Options }

// New gives the second channel, or nil where none is configured.
func New(o Options) *Channel {
	if len(o.Command) == 0 && o.Webhook == "" {
		return nil
	}
	if o.Client == nil {
		o.Client = &http.Client{
			// A redirect would carry the notice to somebody whom nobody chose.
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		}
	}
	return &Channel{o: o}
}

// Send passes a notice on by every way that is configured. It is an error only if none of them took it. The error
// quotes neither the webhook's address, which may hold a key, nor what the command wrote.
func (c *Channel) Send(ctx context.Context, n Page) error {
	body, err := json.Marshal(n)
	if err != nil {
		return fmt.Errorf("write the notice: %w", err)
	}
	var failures []error
	ways := 0
	for _, way := range []struct {
		there bool
		send  func(context.Context, Page, []byte) error
	}{{len(c.o.Command) > 0, c.run}, {c.o.Webhook != "", c.post}} {
		if !way.there {
			continue
		}
		ways++
		within, cancel := context.WithTimeout(ctx, within)
		if err := way.send(within, n, body); err != nil {
			failures = append(failures, err)
		}
		cancel()
	}
	if len(failures) == ways {
		return errors.Join(failures...)
	}
	return nil
}

func (c *Channel) run(ctx context.Context, n Page, body []byte) error {
	command := exec.CommandContext(ctx, c.o.Command[0], c.o.Command[1:]...) //nolint:gosec // it is the operator's own setting
	command.Stdin = bytes.NewReader(body)
	command.Env = append(surroundings(c.o.Environ), "FOOTING_ALERT="+n.Text)
	command.WaitDelay = time.Second
	if err := command.Run(); err != nil {
		return fmt.Errorf("tell by the command: %w", err)
	}
	return nil
}

// surroundings are the variables that a program needs to run at all. The bot's own, with its token, stay here.
func surroundings(environ []string) []string {
	return slices.DeleteFunc(slices.Clone(environ), func(entry string) bool {
		name, _, _ := strings.Cut(entry, "=")
		return !slices.Contains([]string{"PATH", "HOME", "LANG", "TZ", "TMPDIR", "USER"}, name)
	})
}

func (c *Channel) post(ctx context.Context, _ Page, body []byte) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, c.o.Webhook, bytes.NewReader(body))
	if err != nil {
		return errors.New("tell by the webhook: its address is not valid")
	}
	request.Header.Set("Content-Type", "application/json")
	answer, err := c.o.Client.Do(request)
	if err != nil {
		if ctx.Err() != nil {
			return fmt.Errorf("tell by the webhook: %w", ctx.Err())
		}
		return errors.New("tell by the webhook: it does not answer")
	}
	_ = answer.Body.Close() // what it says beside its status is not read
	if answer.StatusCode/100 != 2 {
		return errors.New("tell by the webhook: it answers with status " + strconv.Itoa(answer.StatusCode))
	}
	return nil
}
