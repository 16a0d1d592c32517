package speech

import (
	"context"

	"footing/bot/telegram"
	"footing/flows/state"
)

// picture sends an image. A chart is drawn only here, for in a turn it would keep everybody else's taps waiting. One
// that cannot be drawn is left out: the summary above it says all that matters.
func (s *Speaker) picture(ctx context.Context, e state.Picture) (message int, err error) {
	data := e.PNG
	if e.Chart != nil {
		if data, err = e.Chart.PNG(); err != nil {
			s.log.Error("a chart is left out", "error", err)
			return 0, nil
		}
	}
	message, err = s.client.SendPhoto(ctx, telegram.File{
		Chat: e.Chat, Name: "chart.png", Data: data, Caption: e.Caption, Protected: e.Protect,
	})
	return message, err //nolint:wrapcheck // Do wraps it
}

// said makes a new message. What people wrote is never formatted, so it has no entities.
func said(e state.Say) telegram.Message {
	m := telegram.Message{Chat: e.Chat, Text: e.Text, Protected: e.Protect, Silent: e.Quiet}
	switch {
	case len(e.Keyboard) > 0:
		m.Keyboard = telegram.Reply(e.Keyboard)
	case len(e.Buttons) > 0:
		m.Keyboard = inline(e.Buttons)
	}
	return m
}

func inline(rows [][]state.Button) telegram.Inline {
	keyboard := make(telegram.Inline, len(rows))
	for i, row := range rows {
		for _, b := range row {
			keyboard[i] = append(keyboard[i], telegram.Button{Text: b.Text, Data: b.Data, URL: b.URL})
		}
	}
	return keyboard
}

// remove deletes messages in one call. If Telegram refuses one, and with it all, it deletes each by itself.
func (s *Speaker) remove(ctx context.Context, e state.Delete) error {
	err := s.client.DeleteAll(ctx, e.Chat, e.Messages)
	if kind := telegram.Classify(err).Kind; kind != telegram.Rejected && kind != telegram.Unclear || len(e.Messages) == 1 {
		return err //nolint:wrapcheck // Do wraps it
	}
	refused := error(nil)
	for _, message := range e.Messages {
		switch err := s.client.Delete(ctx, e.Chat, message); telegram.Classify(err).Kind {
		case telegram.Done:
		case telegram.Rejected, telegram.Unclear:
			refused = err
		case telegram.Blocked, telegram.Missing, telegram.Throttled, telegram.Conflict, telegram.Unauthorized, telegram.Retry:
			return err //nolint:wrapcheck // Do wraps it
		}
	}
	return refused
}
