// Package attempt runs a Step so that a panic ends its turn and nothing else.
//
//	next, effects, err := attempt.Step(step, protocol, state, event)
//	if errors.Is(err, attempt.ErrPanic) { ... attempt.Stack(err) ... }
//
// Step is pure and total, so a panic is a defect of ours. What is done about the entry is for whoever runs it.
package attempt

import (
	"errors"
	"fmt"
	"runtime"
	"runtime/debug"

	"footing/flows"
	"footing/flows/state"
)

// ErrPanic says that Step panicked.
var ErrPanic = errors.New("the turn panicked")

// panicked is ErrPanic with where that was.
type panicked struct {
	error
	stack string
}

func (p panicked) Unwrap() error { return p.error }

// Stack is where a Step panicked; empty for another error.
func Stack(err error) string {
	var where panicked
	errors.As(err, &where)
	return where.stack
}

// Step runs engine.Step, or a test's own. The value of a panic may quote what somebody wrote, so it is passed on only
// if it is a runtime error.
func Step(
	step func(*flows.Protocol, state.State, state.Event) (state.State, []state.Effect),
	p *flows.Protocol, s state.State, e state.Event,
) (next state.State, effects []state.Effect, err error) {
	defer func() {
		value := recover()
		if value == nil {
			return
		}
		err = fmt.Errorf("%w with a %T", ErrPanic, value)
		if own, ok := value.(runtime.Error); ok {
			err = fmt.Errorf("%w: %w", ErrPanic, own)
		}
		err = panicked{err, string(debug.Stack())}
	}()
	next, effects = step(p, s, e)
	return next, effects, nil
}
