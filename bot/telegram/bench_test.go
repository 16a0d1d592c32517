package telegram

import (
	"net/http"
	"testing"

	"github.com/go-telegram/bot"
	"github.com/go-telegram/bot/models"
)

// BenchmarkSend compares a check-in's question sent by this package with the same call of the bare library, over
// loopback HTTP, one call after the other and many at once.
func BenchmarkSend(b *testing.B) {
	const text = "How much could you do, in or between sessions?"
	reply := answering(http.StatusOK, `{"ok":true,"result":{"message_id":77,"from":{"id":4242,"is_bot":true,
		"first_name":"Footing","username":"footing_bot"},"chat":{"id":7,"first_name":"A-17","type":"private"},
		"date":1700000000,"text":"`+text+`","reply_markup":{"inline_keyboard":[[{"text":"nothing","callback_data":"a:1:5:0"}]]}}}`)
	c, server := newClient(b, reply)
	ours := func() error {
		_, err := c.Send(b.Context(), Message{Chat: 7, Text: text, Keyboard: Inline{
			{{Text: "nothing", Data: "a:1:5:0"}, {Text: "a few", Data: "a:1:5:3"}, {Text: "most days", Data: "a:1:5:4"}},
		}})
		return err
	}
	api, err := bot.New(testToken, bot.WithServerURL(server.URL), bot.WithSkipGetMe())
	if err != nil {
		b.Fatal(err)
	}
	bare := func() error {
		_, err := api.SendMessage(b.Context(), &bot.SendMessageParams{
			ChatID: 7, Text: text, LinkPreviewOptions: &models.LinkPreviewOptions{IsDisabled: bot.True()},
			ReplyMarkup: &models.InlineKeyboardMarkup{InlineKeyboard: [][]models.InlineKeyboardButton{{
				{Text: "nothing", CallbackData: "a:1:5:0"},
				{Text: "a few", CallbackData: "a:1:5:3"},
				{Text: "most days", CallbackData: "a:1:5:4"},
			}}},
		})
		return err
	}
	for _, of := range []struct {
		name string
		send func() error
	}{{"library", bare}, {"footing", ours}} {
		b.Run(of.name+"/serial", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if err := of.send(); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run(of.name+"/parallel", func(b *testing.B) {
			b.ReportAllocs()
			b.SetParallelism(8)
			b.RunParallel(func(pb *testing.PB) {
				for pb.Next() {
					if err := of.send(); err != nil {
						b.Error(err)
						return
					}
				}
			})
		})
	}
}

func BenchmarkDecode(b *testing.B) {
	raw := []byte(`{"update_id":9,"callback_query":{"id":"q1",` + from + `,"message":{` + head +
		`,"text":"How much?"},"chat_instance":"1","data":"a:1"}}`)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Decode(raw); err != nil {
			b.Fatal(err)
		}
	}
}
