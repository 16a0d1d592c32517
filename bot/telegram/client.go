// Package telegram calls the Telegram Bot API. It knows chats, messages, keyboards and updates, and nothing of studies.
//
// New makes a Client for one bot. Its methods send, edit and delete messages. Client.Updates fetches updates as raw
// JSON and Decode reads one of them, so that an update which cannot be read holds up no other. Asking for the next
// offset confirms what came before, so store updates first. Classify turns every error into an Outcome:
//
//	id, err := client.Send(ctx, telegram.Message{Chat: chat, Text: "Good evening"})
//	if outcome := telegram.Classify(err); outcome.Kind == telegram.Throttled { ... } // wait for outcome.After
//
// The package repeats no call: when to try again is for the caller to decide. Its errors are made of fixed words only,
// because every URL holds the token. The library github.com/go-telegram/bot has the types, and makes the rare calls and
// those that carry a file; the others are posted as JSON. Its poller and handlers are not used, because they confirm
// updates before anybody has stored them, run out of order, and log whole updates.
package telegram

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"

	"github.com/go-telegram/bot"
)

// tokenShape is what BotFather gives out. A token with other characters in it (a line feed from a file, say) would
// make an invalid URL, and net/http would quote that URL in its error.
var tokenShape = regexp.MustCompile(`^[0-9]+:[A-Za-z0-9_-]+$`)

// Options say whose bot it is and where the Bot API is found.
type Options struct {
	Token     string            // as BotFather gave it: digits, colon, letters
	BaseURL   string            // "" is https://api.telegram.org
	Transport http.RoundTripper // nil is a transport tuned for one host, long polls and HTTP/2

	// PaidBroadcast lets Telegram charge Stars for messages beyond 30 a second instead of refusing them.
	PaidBroadcast bool
}

// Client calls the Bot API for one bot. It is safe for concurrent use, keeps its connections open between calls and
// never repeats a call by itself. Every error from its methods can be given to Classify.
type Client struct {
	api  *bot.Bot
	wire *wire
	base string // of every method's URL, token and all
	paid bool
}

// New makes a client without calling anybody. It fails on a token or an address that cannot be right, and its
// error quotes neither.
func New(o Options) (*Client, error) {
	if !tokenShape.MatchString(o.Token) {
		return nil, errors.New("telegram token: want digits, a colon, then letters, digits, - and _ without spaces")
	}
	if o.BaseURL == "" {
		o.BaseURL = "https://api.telegram.org"
	}
	base, err := url.Parse(o.BaseURL)
	if err != nil || base.Host == "" || (base.Scheme != "https" && base.Scheme != "http") ||
		base.User != nil || base.RawQuery != "" || base.Fragment != "" {
		return nil, errors.New("telegram API URL: want http(s)://host[:port][/path] without user, query or fragment")
	}
	w := newWire(o.Transport)
	api, err := bot.New(o.Token,
		bot.WithServerURL(strings.TrimRight(o.BaseURL, "/")),
		bot.WithSkipGetMe(),
		bot.WithHTTPClient(0, w),
		bot.WithErrorsHandler(func(error) {}), // the default ones print to the standard log
		bot.WithDebugHandler(func(string, ...any) {}),
	)
	if err != nil {
		return nil, errors.New("telegram client: the library refused its options")
	}
	return &Client{api: api, wire: w, base: base.JoinPath("bot"+o.Token).String() + "/", paid: o.PaidBroadcast}, nil
}

// Format hides the token from every verb of fmt.
func (c Client) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "telegram client") }

// Me is the bot as Telegram knows it.
type Me struct {
	ID       int64
	Username string // without the @
}

const methodMe = "getMe"

// Me asks who the token belongs to. It is the cheapest proof that token and address are right.
func (c *Client) Me(ctx context.Context) (Me, error) {
	user, err := c.api.GetMe(ctx)
	if err != nil {
		return Me{}, settle(methodMe, err)
	}
	return Me{ID: user.ID, Username: user.Username}, nil
}

// Pending is how many updates wait for the bot at Telegram: nobody has fetched them, or confirmed that.
func (c *Client) Pending(ctx context.Context) (int, error) {
	info, err := c.api.GetWebhookInfo(ctx)
	if err != nil {
		return 0, settle("getWebhookInfo", err)
	}
	return info.PendingUpdateCount, nil
}

// Webhook is where Telegram sends the bot's updates, as the host alone, because an address may hold a key; empty if
// they wait for Updates.
func (c *Client) Webhook(ctx context.Context) (host string, err error) {
	info, err := c.api.GetWebhookInfo(ctx)
	if err != nil {
		return "", settle("getWebhookInfo", err)
	}
	if info.URL == "" {
		return "", nil
	}
	if u, err := url.Parse(info.URL); err == nil && u.Host != "" {
		return u.Host, nil
	}
	return "an address that cannot be read", nil
}
