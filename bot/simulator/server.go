// Package simulator is a strict Telegram Bot API server in process, for the demo, the tests and the load measurements.
// It imports nothing of ours and knows Telegram as the world does: HTTP and JSON, as described by Bot API 10.1.
//
// Make it with [New]. The bot's side is an [http.Handler] under /bot<token>/<method>, or [Server.Transport] without any
// connection. It keeps Telegram's limits and refuses what is wrong in Telegram's own words. The people's side is Go:
// [Server.AddUser], [Server.Send] and [Server.Tap] make things happen, [Server.Chat] shows what a phone shows.
//
// What Telegram forgives is forgiven here, too, but [Server.Violations] lists it, so that a test can fail on it. A
// [Fault] makes calls go wrong on request. Faults are counted or drawn from a seed, identifiers come from a counter,
// and times from [Options.Now], so the same calls give the same bytes.
//
// The simulator does not render parse_mode (it refuses marks that do not balance), does not run a method named in the
// answer to a webhook, and knows no channels, topics or business accounts.
package simulator

import (
	"context"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Unlimited lifts the limit that it is given to, see [Options].
const Unlimited = -1

// Options say what bot the server serves and how strict it is.
type Options struct {
	// Token is the bot's token, "<bot id>:<secret>".
	Token string
	// Username is the bot's name without the @, as in t.me/<username>.
	Username string
	// Now is the clock that stamps everything and ages everything; it must be there, and may be virtual. Only a long
	// poll, a webhook's pause and a [Delay] wait on real timers.
	Now func() time.Time
	// Rate is how many new messages a second the bot may send over all chats; 0 is Telegram's 30, Unlimited no limit.
	Rate int
	// Burst is how many new messages one chat takes at once before one a second holds; 0 is 5, Unlimited no limit.
	Burst int
	// RestartSeed, if not 0, lets update_id restart at a number drawn from this seed after a week without updates, as
	// Telegram does.
	RestartSeed uint64
	// LogSize is how many entries of the log and how many toasts a person are kept at least; 0 keeps them all.
	LogSize int
	// Client delivers webhooks; a client of its own with a timeout of a minute if nil.
	Client *http.Client
}

// Server is one bot's Telegram. Its methods may be called by many goroutines at once.
type Server struct {
	opts     Options
	bot      user
	contract contract
	routes   map[string]route
	onRead   func(method, field string)
	stopped  context.Context // the server's own life
	stop     context.CancelFunc
	running  sync.WaitGroup

	mu         sync.Mutex // guards everything below
	queue      queue
	hook       *webhook
	world      world
	limits     limits
	faults     []*Fault
	profile    profile
	journal    journal
	violations violations
}

// route is the code behind one method; it runs with the server locked.
type route func(*request) (any, error)

// New makes a server; [Server.Close] ends it.
func New(opts Options) *Server {
	if opts.Client == nil {
		opts.Client = &http.Client{Timeout: time.Minute}
	}
	stopped, stop := context.WithCancel(context.Background())
	id, _, _ := strings.Cut(opts.Token, ":")
	number, err := strconv.ParseInt(id, 10, 64)
	if err != nil {
		number = 1
	}
	s := &Server{
		opts:     opts,
		bot:      user{ID: number, IsBot: true, FirstName: opts.Username, Username: opts.Username},
		contract: readContract(),
		stopped:  stopped,
		stop:     stop,
		queue:    newQueue(opts.RestartSeed),
		world:    newWorld(),
		limits:   newLimits(opts.Rate, opts.Burst),
		profile:  newProfile(),
		journal:  newJournal(opts.LogSize),
	}
	s.routes = s.methods()
	return s
}

// Close ends long polls and webhook deliveries and waits until no goroutine of the server is left.
func (s *Server) Close() {
	s.stop()
	s.running.Wait()
	s.opts.Client.CloseIdleConnections()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.journal.close()
}

func (s *Server) methods() map[string]route {
	return map[string]route{
		"getMe":                  s.getMe,
		"setWebhook":             s.setWebhook,
		"deleteWebhook":          s.deleteWebhook,
		"getWebhookInfo":         s.getWebhookInfo,
		"sendMessage":            s.sendMessage,
		"sendPhoto":              s.sendPhoto,
		"sendDocument":           s.sendDocument,
		"sendContact":            s.sendContact,
		"sendChatAction":         s.sendChatAction,
		"editMessageText":        s.editMessageText,
		"editMessageReplyMarkup": s.editMessageReplyMarkup,
		"deleteMessage":          s.deleteMessage,
		"deleteMessages":         s.deleteMessages,
		"answerCallbackQuery":    s.answerCallbackQuery,
		"getChat":                s.getChat,
		"leaveChat":              s.leaveChat,
		"setMyCommands":          s.setMyCommands,
		"getMyCommands":          s.getMyCommands,
		"deleteMyCommands":       s.deleteMyCommands,
		"setMyName":              s.setMyName,
		"setMyDescription":       s.setMyDescription,
		"setMyShortDescription":  s.setMyShortDescription,
		"setChatMenuButton":      s.setChatMenuButton,
	}
}

// ServeHTTP answers one call of the Bot API. It panics with http.ErrAbortHandler where the caller has to see a broken
// connection.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	token, method, found := strings.Cut(strings.TrimPrefix(r.URL.Path, "/bot"), "/")
	if !found || !strings.HasPrefix(r.URL.Path, "/bot") {
		reply(w, nil, &refusal{code: http.StatusNotFound, text: "Not Found"})
		return
	}
	if token != s.opts.Token {
		reply(w, nil, &refusal{code: http.StatusUnauthorized, text: "Unauthorized"})
		return
	}
	req, err := s.read(w, r, method)
	if err != nil {
		reply(w, nil, err)
		return
	}
	fault := s.due(req.method, req.chat())
	if fault.before(r.Context(), w) {
		return
	}
	result, err := s.call(r.Context(), req)
	if fault.Kind == DropAfter {
		panic(http.ErrAbortHandler)
	}
	// A world's clock may be another one than the machine's.
	w.Header().Set("Date", s.opts.Now().UTC().Format(http.TimeFormat))
	reply(w, result, err)
}

// call runs a method, after what was sent has been compared with the contract.
func (s *Server) call(ctx context.Context, req *request) (any, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.violations.add(s.contract.check(req)...)
	if req.method == "getUpdates" {
		return s.getUpdates(ctx, req)
	}
	run, known := s.routes[req.method]
	if !known {
		return nil, &refusal{code: http.StatusNotFound, text: "Not Found: method not found"}
	}
	return run(req)
}

// reply writes a result or a refusal as Telegram does: the HTTP status is the error code.
func reply(w http.ResponseWriter, result any, err error) {
	status, body := http.StatusOK, map[string]any{"ok": true, "result": result}
	if err != nil {
		no := refused(err)
		status, body = no.code, map[string]any{"ok": false, "error_code": no.code, "description": no.text}
		if no.retry > 0 {
			body["parameters"] = map[string]int{"retry_after": no.retry}
			w.Header().Set("Retry-After", strconv.Itoa(no.retry))
		}
	}
	data, err := json.Marshal(body)
	if err != nil {
		panic(http.ErrAbortHandler) // nothing that the server answers with fails to encode
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Content-Length", strconv.Itoa(len(data)))
	w.WriteHeader(status)
	if _, err := w.Write(data); err != nil {
		panic(http.ErrAbortHandler) // the caller has gone
	}
}
