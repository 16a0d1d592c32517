package engine

import (
	"footing/flows"
	"footing/flows/engine/internal/circle"
	"footing/flows/engine/internal/desk"
	"footing/flows/engine/internal/office"
	"footing/flows/engine/internal/patient"
	"footing/flows/engine/internal/reply"
	"footing/flows/engine/internal/replying"
	"footing/flows/engine/internal/safety"
	"footing/flows/engine/internal/turn"
	"footing/flows/state"
)

// sides holds the packages that one turn can pass through.
type sides struct {
	*turn.Turn
	safety   safety.Side
	circle   circle.Side
	patient  patient.Side
	desk     desk.Side
	office   office.Side
	reply    reply.Carrier
	replying replying.Chooser
}

func newSides(p *flows.Protocol, s state.State, h state.Header) sides {
	t := &turn.Turn{Plan: p, State: s.Clone(), Event: h}
	return sides{
		Turn: t, safety: safety.Side{Turn: t}, circle: circle.New(t), patient: patient.New(t), desk: desk.Side{Turn: t},
		office: office.Side{Turn: t},
		reply:  reply.Carrier{Turn: t}, replying: replying.Chooser{Turn: t},
	}
}
