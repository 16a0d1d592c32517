package simulator

import (
	"context"
	"encoding/binary"
	"hash/fnv"
	"io"
	"net/http"
	"strconv"
	"time"
)

// Kind is a way to misbehave.
type Kind int

// The ways in which a call can go wrong.
const (
	Throttle    Kind = iota + 1 // 429 with RetryAfter; nothing is done
	ServerError                 // 500 with an HTML page; nothing is done
	BadGateway                  // 502 with an HTML page; nothing is done
	DropBefore                  // the connection breaks before the call is looked at
	DropAfter                   // the call is done, then the connection breaks: the caller cannot know
	Duplicate                   // updates are delivered once more after they were confirmed (getUpdates and Webhook)
	Delay                       // the call waits, then goes on
	Refuse                      // the call is refused with Code and Text; nothing is done
)

// Webhook is the name under which a [Fault] hits deliveries to a webhook: Delay and Duplicate are possible.
const Webhook = "webhook"

// Fault makes calls go wrong, by count or drawn from a seed, never by chance of the day.
type Fault struct {
	// Method is the method's name as the specification writes it, Webhook, or "*" for every method.
	Method string
	// Chat, if not 0, hits and counts only the calls that name this chat.
	Chat int64
	Kind Kind
	// Skip lets so many calls of the method pass first.
	Skip int
	// Every hits only each n-th of the calls after that; 0 and 1 hit all.
	Every int
	// Chance, if above 0, hits a call with this probability, drawn from Seed and the call's number.
	Chance float64
	Seed   uint64
	// Times is how many calls are hit before the fault is used up; 0 is one, Unlimited never ends.
	Times int
	// RetryAfter is what Throttle tells the caller, in seconds; 0 is 1.
	RetryAfter int
	// Code and Text are what Refuse answers: 400 and "Bad Request: chat not found".
	Code int
	Text string
	// Delay is how long a Delay waits.
	Delay time.Duration

	calls, hits int
}

// Misbehave adds faults. Of several that hit the same call only the first one counts.
func (s *Server) Misbehave(faults ...Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, f := range faults {
		s.faults = append(s.faults, &f)
	}
}

// Behave ends all faults.
func (s *Server) Behave() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = nil
	s.queue.repeat = false
}

// due counts a call of a method and returns the fault that hits it; its Kind is 0 if none does. Chat is 0 for a call
// that names no chat.
func (s *Server) due(method string, chat int64) Fault {
	s.mu.Lock()
	defer s.mu.Unlock()
	var hit Fault
	for _, f := range s.faults {
		if f.concerns(method, chat) && f.counts() && hit.Kind == 0 {
			f.hits++
			hit = *f
		}
	}
	if hit.Kind == Duplicate && method == "getUpdates" {
		s.queue.repeat = true
	}
	return hit
}

func (f *Fault) concerns(method string, chat int64) bool {
	fetches := method == "getUpdates" || method == Webhook
	switch {
	case f.Chat != 0 && f.Chat != chat:
		return false
	case f.Kind == Duplicate && !fetches:
		return false
	case f.Method == "*":
		return method != Webhook
	}
	return f.Method == method
}

// counts takes note of a call and tells whether it is one to hit.
func (f *Fault) counts() bool {
	f.calls++
	n := f.calls - f.Skip
	switch {
	case n <= 0, f.Times >= 0 && f.hits >= max(f.Times, 1):
		return false
	case f.Chance > 0:
		return float64(draw(f.Seed, uint64(n))>>11)/(1<<53) < f.Chance
	}
	return n%max(f.Every, 1) == 0
}

// before does what the fault does ahead of the call, and tells whether the call has been answered with it.
func (f Fault) before(ctx context.Context, w http.ResponseWriter) bool {
	switch f.Kind {
	case Throttle:
		reply(w, nil, tooMany(max(f.RetryAfter, 1)))
	case Refuse:
		reply(w, nil, &refusal{code: f.Code, text: f.Text})
	case ServerError:
		page(w, http.StatusInternalServerError)
	case BadGateway:
		page(w, http.StatusBadGateway)
	case DropBefore:
		panic(http.ErrAbortHandler)
	case Delay:
		if wait(ctx, f.Delay) != nil {
			panic(http.ErrAbortHandler)
		}
		return false
	case DropAfter, Duplicate:
		return false
	default:
		return false
	}
	return true
}

// page answers as a proxy in front of Telegram does.
func page(w http.ResponseWriter, status int) {
	title := strconv.Itoa(status) + " " + http.StatusText(status)
	w.Header().Set("Content-Type", "text/html")
	w.WriteHeader(status)
	if _, err := io.WriteString(w, "<html>\r\n<head><title>"+title+"</title></head>\r\n<body>\r\n<center><h1>"+
		title+"</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n"); err != nil {
		panic(http.ErrAbortHandler) // the caller has gone
	}
}

// draw is the n-th number of a seed.
func draw(seed, n uint64) uint64 {
	var in [16]byte
	binary.LittleEndian.PutUint64(in[:8], n)
	binary.LittleEndian.PutUint64(in[8:], seed)
	sum := fnv.New64a()
	_, _ = sum.Write(in[:]) // a hash never fails
	return sum.Sum64()
}
