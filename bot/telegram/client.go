// Package telegram is the wire to the Telegram Bot API and nothing else: it knows chats, messages, keyboards and
// updates, and no study.
//
// Calls go through github.com/go-telegram/bot, which is used for its parameters and encoding only. Its poller
// confirms updates before anybody has stored them, its handlers run out of order and its logs show whole updates,
// so updates are fetched here (Client.Updates) and read one by one (Decode), and the caller decides when an update
// counts as taken. The two calls that every tap makes are posted here, too (Client.post).
//
// Under the library stands our own HTTP client (wire.go). It buffers each request, so that a connection which
// breaks before anything was written can be replaced without losing the message, and it reads each answer to the
// end and judges it there. What went wrong comes back as an error that Classify turns into an Outcome: wait, give
// this chat up, never send this again, or try later. Such an error is made of fixed words only. The token stands in
// every URL, and Telegram, proxies and the library quote requests in their errors, so nothing of theirs is passed on.
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

// Me asks who the token belongs to. It is the cheapest proof that token and address are right.
func (c *Client) Me(ctx context.Context) (Me, error) {
	user, err := c.api.GetMe(ctx)
	if err != nil {
		return Me{}, settle("getMe", err)
	}
	return Me{ID: user.ID, Username: user.Username}, nil
}
