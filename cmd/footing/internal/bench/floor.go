package bench

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	library "github.com/go-telegram/bot" //nolint:depguard // the floor to compare with
	"github.com/go-telegram/bot/models"  //nolint:depguard // the floor to compare with

	"footing/flows/press"
	"footing/storage"
)

// setting is the line that a floor is given.
type setting struct {
	API   string // where the Bot API is
	Redis string // the store's URL; empty without one
}

// questions is how many questions a floor's check-in has.
const questions = 5

// scale is what one may answer to a floor's question, as long as what Footing asks.
func scale() []string {
	return []string{"Couldn't get any", "Very hard", "Took a lot of effort", "Mostly fine", "There when I needed it"}
}

// playFloor is the process of a floor, which ends with its input.
func playFloor(ctx context.Context, in io.Reader, run func(context.Context, setting) error) error {
	lines := bufio.NewScanner(in)
	var s setting
	if !lines.Scan() {
		return errors.New("floor: no first line")
	}
	if err := json.Unmarshal(lines.Bytes(), &s); err != nil {
		return fmt.Errorf("floor: the first line: %w", err)
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	go func() {
		for lines.Scan() { // until the input ends
		}
		stop()
	}()
	if err := run(ctx, s); err != nil && ctx.Err() == nil {
		return err
	}
	return nil
}

// wire is a client with connections for many calls at once.
func wire() *http.Client {
	return &http.Client{Timeout: time.Minute, Transport: &http.Transport{MaxIdleConnsPerHost: 512}}
}

// next is what follows a press or a text: the text and the buttons' data, none at the end.
func next(data string) (text string, rows [][]models.InlineKeyboardButton) {
	n := 0
	if words := strings.Split(data, ":"); len(words) == 4 {
		n, _ = strconv.Atoi(words[1])
		n++
	}
	if n >= questions {
		return "Thank you. That's all for today. Dr Lind sees your answers in a weekly summary.", nil
	}
	for code, label := range scale() {
		answer := press.Answer{Occasion: n, Item: "q", Code: strconv.Itoa(code)}
		rows = append(rows, []models.InlineKeyboardButton{{Text: label, CallbackData: press.Encode(answer)}})
	}
	rows = append(rows, []models.InlineKeyboardButton{
		{Text: "‹ Back", CallbackData: press.Encode(press.Back{Occasion: 1})}, {Text: "Help", CallbackData: press.Encode(press.Help{})},
	})
	return fmt.Sprintf("Question %d: how easy has it been to get the support you need?", n+1), rows
}

// runLibrary is the floor with the library: its poller, its handlers, and one write to Redis for each update.
func runLibrary(ctx context.Context, s setting) error {
	rdb, err := storage.NewClient(storage.ClientOptions{URL: s.Redis})
	if err != nil {
		return err
	}
	defer func() { _ = rdb.Close() }()
	answer := func(ctx context.Context, api *library.Bot, u *models.Update) {
		if m := u.Message; m != nil {
			_ = rdb.HSet(ctx, fmt.Sprint(m.From.ID), "said", m.Text).Err()
			text, rows := next("")
			_, _ = api.SendMessage(ctx, &library.SendMessageParams{
				ChatID: m.From.ID, Text: text, ReplyMarkup: models.InlineKeyboardMarkup{InlineKeyboard: rows},
			})
			return
		}
		q := u.CallbackQuery
		if q == nil {
			return
		}
		_ = rdb.HSet(ctx, fmt.Sprint(q.From.ID), "answer", q.Data).Err()
		_, _ = api.AnswerCallbackQuery(ctx, &library.AnswerCallbackQueryParams{CallbackQueryID: q.ID})
		text, rows := next(q.Data)
		edit := &library.EditMessageTextParams{ChatID: q.From.ID, MessageID: q.Message.Message.ID, Text: text}
		if len(rows) > 0 {
			edit.ReplyMarkup = models.InlineKeyboardMarkup{InlineKeyboard: rows}
		}
		_, _ = api.EditMessageText(ctx, edit)
	}
	api, err := library.New(token, library.WithServerURL(s.API), library.WithSkipGetMe(),
		library.WithHTTPClient(time.Minute, wire()), library.WithDefaultHandler(answer),
		library.WithErrorsHandler(func(error) {}))
	if err != nil {
		return fmt.Errorf("make the library's bot: %w", err)
	}
	api.Start(ctx)
	return nil
}

// bareUpdate is as much of an update as the bare floor reads.
type bareUpdate struct {
	ID      int64 `json:"update_id"`
	Message *struct {
		From struct {
			ID int64 `json:"id"`
		} `json:"from"`
	} `json:"message"`
	Tap *struct {
		ID   string `json:"id"`
		From struct {
			ID int64 `json:"id"`
		} `json:"from"`
		Message struct {
			ID int `json:"message_id"`
		} `json:"message"`
		Data string `json:"data"`
	} `json:"callback_query"`
}

// bare is the floor without library and store.
type bare struct {
	client *http.Client
	base   string
}

// runBare polls and answers, and keeps nothing.
func runBare(ctx context.Context, s setting) error {
	b := bare{client: wire(), base: s.API + "/bot" + token + "/"}
	var busy sync.WaitGroup
	defer busy.Wait()
	for offset := int64(0); ; {
		var got struct {
			Result []bareUpdate `json:"result"`
		}
		if err := b.call(ctx, "getUpdates", map[string]any{"offset": offset, "timeout": 50}, &got); err != nil {
			return err
		}
		for _, u := range got.Result {
			offset = u.ID + 1
			busy.Go(func() { b.answer(ctx, u) })
		}
	}
}

func (b bare) answer(ctx context.Context, u bareUpdate) {
	if u.Message != nil {
		text, rows := next("")
		_ = b.call(ctx, "sendMessage", map[string]any{
			"chat_id": u.Message.From.ID, "text": text, "reply_markup": map[string]any{"inline_keyboard": rows},
		}, nil)
	}
	if u.Tap == nil {
		return
	}
	_ = b.call(ctx, "answerCallbackQuery", map[string]any{"callback_query_id": u.Tap.ID}, nil)
	text, rows := next(u.Tap.Data)
	edit := map[string]any{"chat_id": u.Tap.From.ID, "message_id": u.Tap.Message.ID, "text": text}
	if len(rows) > 0 {
		edit["reply_markup"] = map[string]any{"inline_keyboard": rows}
	}
	_ = b.call(ctx, "editMessageText", edit, nil)
}

// call posts JSON and reads the answer into result, or past it.
func (b bare) call(ctx context.Context, method string, params map[string]any, result any) error {
	body, err := json.Marshal(params)
	if err != nil {
		return err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, b.base+method, bytes.NewReader(body))
	if err != nil {
		return err
	}
	r.Header.Set("Content-Type", "application/json")
	answer, err := b.client.Do(r)
	if err != nil {
		return err
	}
	defer func() { _ = answer.Body.Close() }()
	if result == nil {
		_, err = io.Copy(io.Discard, answer.Body)
		return err
	}
	return json.NewDecoder(answer.Body).Decode(result)
}
