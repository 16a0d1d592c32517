package simulator

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"time"
)

var secretToken = regexp.MustCompile(`^[A-Za-z0-9_-]{1,256}$`)

// webhook is where updates are sent instead of waiting for a poll.
type webhook struct {
	url         string
	secret      string
	connections int
	stop        context.CancelFunc
	done        chan struct{} // closed when its deliveries have ended
	errorAt     time.Time
	errorText   string
}

func (s *Server) setWebhook(q *request) (any, error) {
	target, secret := q.text("url"), q.text("secret_token")
	if target == "" {
		return s.deleteWebhook(q)
	}
	if u, err := url.Parse(target); err != nil || u.Host == "" || (u.Scheme != "https" && u.Scheme != "http") {
		return nil, bad("bad webhook: An HTTPS URL must be provided for webhook")
	}
	if secret != "" && !secretToken.MatchString(secret) {
		return nil, bad("secret token contains unallowed characters")
	}
	if err := s.allow(q); err != nil {
		return nil, err
	}
	if q.flag("drop_pending_updates") {
		s.queue.waiting = nil
	}
	if s.stopped.Err() != nil {
		return nil, errGone
	}
	ctx, stop := context.WithCancel(s.stopped)
	before := s.unhook()
	s.hook = &webhook{
		url:         target,
		secret:      secret,
		connections: within(q.text("max_connections"), 40, 1, 100),
		stop:        stop,
		done:        make(chan struct{}),
	}
	if s.queue.poll != nil {
		close(s.queue.poll)
		s.queue.poll = nil
	}
	s.running.Add(1)
	go s.deliver(ctx, s.hook, before)
	return true, nil
}

func (s *Server) deleteWebhook(q *request) (any, error) {
	s.unhook()
	if q.flag("drop_pending_updates") {
		s.queue.waiting = nil
	}
	return true, nil
}

// unhook ends the current webhook and returns what closes when its last delivery is over; nil if there was none.
func (s *Server) unhook() <-chan struct{} {
	if s.hook == nil {
		return nil
	}
	done := s.hook.done
	s.hook.stop()
	s.hook = nil
	return done
}

func (s *Server) getWebhookInfo(*request) (any, error) {
	s.queue.expire(s.opts.Now())
	info := webhookInfo{Pending: len(s.queue.waiting), Allowed: s.queue.allowed}
	if s.hook != nil {
		info.URL, info.MaxConnections, info.LastError = s.hook.url, s.hook.connections, s.hook.errorText
		if !s.hook.errorAt.IsZero() {
			info.LastErrorDate = s.hook.errorAt.Unix()
		}
	}
	return info, nil
}

// deliver posts one update after the other, each until it is taken, with pauses of a second to a minute.
func (s *Server) deliver(ctx context.Context, h *webhook, before <-chan struct{}) {
	defer s.running.Done()
	defer close(h.done)
	defer h.stop()
	if before != nil {
		<-before
	}
	for pause := time.Second; ctx.Err() == nil; {
		u, changed := s.head()
		if u == nil {
			select {
			case <-changed:
			case <-ctx.Done():
			}
			continue
		}
		fault := s.due(Webhook, 0)
		err := wait(ctx, fault.Delay)
		if err == nil {
			err = s.post(ctx, h, u)
		}
		if s.delivered(h, u, fault.Kind == Duplicate, err); err == nil {
			pause = time.Second
			continue
		}
		if wait(ctx, pause) != nil {
			return
		}
		pause = min(2*pause, time.Minute)
	}
}

// head is the first update that waits, or nil and what closes when one comes.
func (s *Server) head() (*update, <-chan struct{}) {
	s.mu.Lock()
	defer s.mu.Unlock()
	q := &s.queue
	q.expire(s.opts.Now())
	if len(q.waiting) == 0 {
		return nil, q.changed
	}
	return q.waiting[0], nil
}

func (s *Server) post(ctx context.Context, h *webhook, u *update) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, h.url, bytes.NewReader(u.data))
	if err != nil {
		return fmt.Errorf("make a request for the webhook: %w", err)
	}
	req.Header.Set("Content-Type", "application/json")
	if h.secret != "" {
		req.Header.Set("X-Telegram-Bot-Api-Secret-Token", h.secret)
	}
	resp, err := s.opts.Client.Do(req)
	if err != nil {
		return fmt.Errorf("post to the webhook: %w", err)
	}
	_, err = io.Copy(io.Discard, io.LimitReader(resp.Body, maxBody))
	if closed := resp.Body.Close(); err == nil {
		err = closed
	}
	if err == nil && resp.StatusCode/100 != 2 {
		return fmt.Errorf("wrong response from the webhook: %s", resp.Status)
	}
	if err != nil {
		return fmt.Errorf("read the webhook's answer: %w", err)
	}
	return nil
}

// delivered notes the outcome of one delivery; an update that is to come again stays where it is.
func (s *Server) delivered(h *webhook, u *update, again bool, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err != nil {
		h.errorAt, h.errorText = s.opts.Now(), err.Error()
		return
	}
	if !again && len(s.queue.waiting) > 0 && s.queue.waiting[0] == u {
		s.queue.waiting = s.queue.waiting[1:]
	}
}

// wait waits for d, or until ctx ends, which is an error.
func wait(ctx context.Context, d time.Duration) error {
	if d > 0 {
		timer := time.NewTimer(d)
		defer timer.Stop()
		select {
		case <-timer.C:
		case <-ctx.Done():
		}
	}
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("wait: %w", err)
	}
	return nil
}
