//go:build unix

package bot

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	library "github.com/go-telegram/bot" //nolint:depguard // the floor to compare with
	"github.com/go-telegram/bot/models"  //nolint:depguard // the floor to compare with
	"github.com/redis/go-redis/v9"

	"footing/bot/simulator"
	"footing/bot/telegram"
	"footing/flows"
	"footing/flows/record"
	"footing/flows/state"
	"footing/storage"
	"footing/storage/redisserver"
	"footing/storage/seal"
)

const (
	tappers   = 50 // people who tap at once, each as soon as the last tap was answered
	firstChat = int64(5000)
)

// BenchmarkTaps measures taps per second through everything: update, turn, disk, edited message. "library" is the
// floor: go-telegram/bot with one write to the same Redis for each tap, which promises nothing. "footing" is the
// real engine in the middle of a real check-in. Both talk to the same simulator, and to a redis-server that writes
// every command to the disk.
func BenchmarkTaps(b *testing.B) {
	b.Run("library", func(b *testing.B) { benchmarkTaps(b, runLibrary) })
	b.Run("footing", func(b *testing.B) { benchmarkTaps(b, runFooting) })
}

// served is a bot under load: the message that each person taps on, and the data of two buttons, taken in turns.
type served struct {
	messages map[int64]int
	data     [2]string
}

func benchmarkTaps(b *testing.B, run func(*testing.B, *edits, string) served) {
	if _, err := redisserver.Find(); err != nil {
		b.Skip(err)
	}
	server, err := redisserver.Start(b.Context(), redisserver.Options{Dir: b.TempDir()})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = server.Stop(context.Background()) })
	phone := simulator.New(simulator.Options{
		Token: botToken, Username: "footing_bot", Now: currentTime, Rate: simulator.Unlimited, Burst: simulator.Unlimited,
		LogSize: 100,
	})
	b.Cleanup(phone.Close)
	telegram := httptest.NewServer(phone)
	b.Cleanup(func() { telegram.CloseClientConnections(); telegram.Close() })
	inner := &http.Transport{MaxIdleConnsPerHost: 2 * tappers}
	b.Cleanup(inner.CloseIdleConnections)
	wire := &edits{phone: phone, inner: inner, base: telegram.URL, seen: map[int64]chan struct{}{}}
	for n := range int64(tappers) {
		phone.AddUser(simulator.User{ID: firstChat + n, FirstName: "A", LanguageCode: "en"})
		wire.seen[firstChat+n] = make(chan struct{}, 1)
	}
	s := run(b, wire, server.URL())
	var left atomic.Int64
	left.Store(int64(b.N))
	busy := processorTime(b, server.URL())
	b.ResetTimer()
	var all sync.WaitGroup
	for n := range int64(tappers) {
		all.Go(func() {
			for i := 0; left.Add(-1) >= 0; i++ {
				if _, err := phone.TapData(firstChat+n, s.messages[firstChat+n], s.data[i%2]); err != nil {
					b.Error(err)
					return
				}
				<-wire.seen[firstChat+n]
			}
		})
	}
	all.Wait()
	b.StopTimer()
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "taps/s")
	busy = processorTime(b, server.URL()) - busy
	b.ReportMetric(float64(busy.Microseconds())/float64(b.N), "cpu-µs/tap")
}

// processorTime is what the bot, the simulator and Redis together have used of the processors: it tells more than the
// time that passes where other programs want them too.
func processorTime(b *testing.B, url string) time.Duration {
	rdb, err := storage.NewClient(storage.ClientOptions{URL: url})
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = rdb.Close() }()
	info, err := rdb.Info(b.Context(), "cpu").Result()
	var own syscall.Rusage
	if err == nil {
		err = syscall.Getrusage(syscall.RUSAGE_SELF, &own)
	}
	if err != nil {
		b.Fatal(err)
	}
	used := time.Duration(own.Utime.Nano() + own.Stime.Nano())
	for _, name := range []string{"used_cpu_user:", "used_cpu_sys:"} {
		_, value, _ := strings.Cut(info, name)
		value, _, _ = strings.Cut(value, "\r")
		took, err := time.ParseDuration(value + "s")
		if err != nil {
			b.Fatal(err)
		}
		used += took
	}
	return used
}

// edits is the way to Telegram that tells a person's goroutine when their message was edited.
type edits struct {
	phone *simulator.Server
	inner http.RoundTripper
	base  string
	seen  map[int64]chan struct{}
}

func (e *edits) RoundTrip(r *http.Request) (*http.Response, error) {
	if !strings.HasSuffix(r.URL.Path, "/editMessageText") {
		return e.inner.RoundTrip(r)
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	// JSON or a form: what stands behind the field's name is the chat.
	_, after, _ := strings.Cut(string(body), `"chat_id"`)
	var chat int64
	if _, err := fmt.Sscan(strings.TrimLeft(after, ":\r\n"), &chat); err != nil {
		return nil, err
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	answer, err := e.inner.RoundTrip(r)
	e.seen[chat] <- struct{}{}
	return answer, err
}

func runLibrary(b *testing.B, wire *edits, url string) served {
	options, err := redis.ParseURL(url)
	if err != nil {
		options = &redis.Options{Network: "unix", Addr: strings.TrimPrefix(url, "unix://")}
	}
	rdb := redis.NewClient(options)
	b.Cleanup(func() { _ = rdb.Close() })
	keyboard := models.InlineKeyboardMarkup{InlineKeyboard: [][]models.InlineKeyboardButton{
		{{Text: "No", CallbackData: "a"}}, {{Text: "Yes", CallbackData: "b"}},
	}}
	texts := map[string]string{
		"a": "How much could you do, in or between sessions?",
		"b": "How settled has daily life been?",
	}
	handle := func(ctx context.Context, api *library.Bot, u *models.Update) {
		q := u.CallbackQuery
		if q == nil {
			return
		}
		if err := rdb.HSet(ctx, fmt.Sprint(q.From.ID), "answer", q.Data).Err(); err != nil {
			b.Error(err)
		}
		_, _ = api.AnswerCallbackQuery(ctx, &library.AnswerCallbackQueryParams{CallbackQueryID: q.ID})
		if _, err := api.EditMessageText(ctx, &library.EditMessageTextParams{
			ChatID: q.From.ID, MessageID: q.Message.Message.ID, Text: texts[q.Data], ReplyMarkup: keyboard,
		}); err != nil {
			b.Error(err)
		}
	}
	api, err := library.New(botToken, library.WithServerURL(wire.base), library.WithSkipGetMe(),
		library.WithHTTPClient(time.Minute, &http.Client{Transport: wire}), library.WithDefaultHandler(handle))
	if err != nil {
		b.Fatal(err)
	}
	s := served{messages: map[int64]int{}, data: [2]string{"a", "b"}}
	for chat := range wire.seen {
		if _, err := wire.phone.Send(chat, "/start"); err != nil {
			b.Fatal(err)
		}
		m, err := api.SendMessage(b.Context(), &library.SendMessageParams{
			ChatID: chat, Text: "Hello.",
			ReplyMarkup: keyboard,
		})
		if err != nil {
			b.Fatal(err)
		}
		s.messages[chat] = m.ID
	}
	ctx, stop := context.WithCancel(b.Context())
	var running sync.WaitGroup
	running.Go(func() { api.Start(ctx) })
	b.Cleanup(func() { stop(); running.Wait() })
	return s
}

// runFooting enrols everybody, lets their first check-in come, and hands over when it is on every phone.
func runFooting(b *testing.B, wire *edits, url string) served {
	plan := shippedPlan(b)
	plan.Bot = "footing_bot"
	keys, err := seal.Seeded([]byte("a seed of the bot's tests, long enough for two keys"))
	if err != nil {
		b.Fatal(err)
	}
	rdb, err := storage.NewClient(storage.ClientOptions{URL: url})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = rdb.Close() })
	store, err := storage.Open(b.Context(), rdb, keys, storage.Options{})
	if err == nil {
		err = store.MarkSynthetic(b.Context())
	}
	if err == nil {
		err = store.Plant(b.Context(), enrolled(plan, store))
	}
	if err != nil {
		b.Fatal(err)
	}
	for chat := range wire.seen {
		if _, err := wire.phone.Send(chat, "/start"); err != nil {
			b.Fatal(err)
		}
	}
	client, err := telegram.New(telegram.Options{Token: botToken, BaseURL: wire.base, Transport: wire})
	if err != nil {
		b.Fatal(err)
	}
	clock, monday := NewClock(currentTime), time.Date(2026, 3, 2, 14, 0, 0, 0, plan.Clinic.Location())
	running, err := New(Options{
		Store: store, Keys: keys, Protocol: plan, Client: client, Draw: rand.Reader,
		Clock: NewClock(func() time.Time { return monday.Add(clock().Run) }), Log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		b.Fatal(err)
	}
	ctx, stop := context.WithCancel(b.Context())
	ended := make(chan error, 1)
	go func() { ended <- running.Run(ctx) }()
	b.Cleanup(func() {
		stop()
		if err := <-ended; err != nil && !errors.Is(err, context.Canceled) {
			b.Error(err)
		}
	})
	s := served{messages: map[int64]int{}, data: [2]string{"a:1:s1:no", "b:1"}}
	for end := clock().Run + time.Minute; len(s.messages) < tappers; time.Sleep(10 * time.Millisecond) {
		for chat := range wire.seen {
			for _, m := range wire.phone.Chat(chat) {
				if m.FromBot && strings.Contains(m.Text, "check-in") {
					s.messages[chat] = m.ID
				}
			}
		}
		if clock().Run > end {
			b.Fatal("the check-ins do not come")
		}
	}
	return s
}

// enrolled are people as they are after their set-up on a Monday morning.
func enrolled(plan *flows.Protocol, store *storage.Store) []storage.Planted {
	start := time.Date(2026, 3, 2, 10, 0, 0, 0, plan.Clinic.Location())
	var people []storage.Planted
	for n := range int64(tappers) {
		chat := firstChat + n
		id := storage.NewID(store.ShardOf(chat), rand.Text())
		people = append(people, storage.Planted{
			State: state.State{
				ID: id, Chat: chat, Name: "A", Locale: "en", Zone: "Europe/London", Seed: rand.Text(),
				Patient: &state.Patient{
					Ties: state.Ties{
						Code:      fmt.Sprintf("A-%d", n),
						Clinician: state.Contact{ID: "s00-NOBODY", Name: "Dr Lind"},
						First:     "s00-NOBODY",
					},
					Enrolment: state.Enrolment{
						Consents: map[record.Purpose]bool{record.ForCare: true, record.ForSafety: true},
						Active:   true,
						Start:    start,
					},
					Rhythm: state.Rhythm{Days: []time.Weekday{time.Monday, time.Wednesday}, At: "14:00"},
				},
			},
			Wakes: []state.Wake{{Kind: state.WakeCheckIn, Key: plan.Rotation[0].ID, At: start.Add(4 * time.Hour)}},
		})
	}
	return people
}
