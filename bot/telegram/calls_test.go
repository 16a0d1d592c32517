package telegram

import (
	"context"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"
)

const (
	testToken = "4242:AAcanarySecret_tokenSecret-x"
	secret    = "canarySecret" // stands in the token and in every text of everyCall
)

// call is one call of the client's whole range.
type call struct {
	method string
	do     func(context.Context, *Client) error
}

// everyCall is every method of the client with every field set, once per kind of keyboard. The secret stands
// in everything that a person could have written.
func everyCall() []call {
	const text = "I " + secret + " x"
	styles := []Entity{{Type: "bold", Offset: 0, Length: 1}, {
		Type: "text_link", Offset: 2, Length: 5,
		URL: "https://example.org/" + secret,
	}}
	inline := Inline{
		{{Text: text, Data: secret}, {Text: text, URL: "https://example.org/" + secret}},
		{{Text: "b", Data: "b"}},
	}
	message := func(k Keyboard) Message {
		return Message{Chat: 7, Text: text, Entities: styles, Keyboard: k, Protected: true, Silent: true}
	}
	file := func(k Keyboard) File {
		return File{
			Chat: 7, Name: secret + ".png", Data: []byte(text), Caption: text, Entities: styles,
			Keyboard: k, Protected: true, Silent: true,
		}
	}
	calls := []call{
		{"getMe", func(ctx context.Context, c *Client) error { _, err := c.Me(ctx); return err }},
		{"getWebhookInfo", func(ctx context.Context, c *Client) error { _, err := c.Webhook(ctx); return err }},
		{"getWebhookInfo", func(ctx context.Context, c *Client) error { _, err := c.Pending(ctx); return err }},
		{"getUpdates", func(ctx context.Context, c *Client) error {
			_,
				err := c.Updates(ctx, 5, 10, time.Second)
			return err
		}},
		{"sendContact", func(ctx context.Context, c *Client) error {
			_, err := c.SendContact(ctx, 7, "+430000"+secret, text)
			return err
		}},
		{"editMessageText", func(ctx context.Context, c *Client) error { return c.Edit(ctx, 3, message(inline)) }},
		{"editMessageText", func(ctx context.Context, c *Client) error { return c.Edit(ctx, 3, message(nil)) }},
		{"answerCallbackQuery", func(ctx context.Context, c *Client) error { return c.Answer(ctx, secret, text, true) }},
		{"deleteMessage", func(ctx context.Context, c *Client) error { return c.Delete(ctx, 7, 3) }},
		{"deleteMessages", func(ctx context.Context, c *Client) error { return c.DeleteAll(ctx, 7, []int{3, 4}) }},
		{"setChatMenuButton", func(ctx context.Context, c *Client) error { return c.SetMenuButton(ctx) }},
		{"setMyCommands", func(ctx context.Context, c *Client) error {
			return c.SetCommands(ctx, "pt-BR", []Command{{secret, text}})
		}},
		{"setMyCommands", func(ctx context.Context, c *Client) error { return c.SetCommands(ctx, "", nil) }},
		{"setMyCommands", func(ctx context.Context, c *Client) error { return c.SetMark(ctx, secret) }},
		{"getMyCommands", func(ctx context.Context, c *Client) error { _, err := c.Mark(ctx); return err }},
		{"setMyCommands", func(ctx context.Context, c *Client) error {
			return c.SetChatCommands(ctx, 7, []Command{{secret, text}})
		}},
		{"setMyDescription", func(ctx context.Context, c *Client) error { return c.SetDescription(ctx, "de", text) }},
		{"setMyShortDescription", func(ctx context.Context,
			c *Client,
		) error {
			return c.SetShortDescription(ctx, "de", text)
		}},
		{"sendChatAction", func(ctx context.Context, c *Client) error { return c.Prove(ctx, 7) }},
		{"leaveChat", func(ctx context.Context, c *Client) error { return c.Leave(ctx, 7) }},
	}
	for _, k := range []Keyboard{nil, inline, Inline{{}}, Reply{{text, "b"}, {"c"}}} {
		calls = append(calls,
			call{"sendMessage", func(ctx context.Context, c *Client) error { _, err := c.Send(ctx, message(k)); return err }},
			call{"sendPhoto", func(ctx context.Context, c *Client) error { _, err := c.SendPhoto(ctx, file(k)); return err }},
			call{"sendDocument", func(ctx context.Context, c *Client) error {
				_,
					err := c.SendDocument(ctx, file(k))
				return err
			}},
		)
	}
	return calls
}

// newClient is a client of a server that answers with h.
func newClient(t testing.TB, h http.HandlerFunc) (*Client, *httptest.Server) {
	t.Helper()
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	c, err := New(Options{Token: testToken, BaseURL: server.URL, PaidBroadcast: true})
	if err != nil {
		t.Fatal(err)
	}
	return c, server
}

// answering is a server's function that gives one answer to all.
func answering(status int, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(status)
		_, _ = w.Write([]byte(body))
	}
}

// roundTrip is a transport in one function.
type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }
