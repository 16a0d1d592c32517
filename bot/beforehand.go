package bot

import (
	"slices"
	"time"

	"footing/flows/state"
)

// beforehand does what must hold in the data folder before a turn is saved, because it is told as holding afterwards:
// whom and what the turn takes out of the participant's route is gone from there, and whoever is erased is on the list
// of the erased. After an error the turn must not be saved.
func (w *Worker) beforehand(id string, effects []state.Effect, now time.Time) (
	route state.Route, rerouted bool, err error,
) {
	if route, rerouted = routeOf(effects); rerouted {
		if err := w.keeper.Before(id, route); err != nil {
			return route, true, err //nolint:wrapcheck // by unrouted
		}
		w.routed = id
	}
	if slices.ContainsFunc(effects, erases) {
		err = w.erased.Add(id, now)
	}
	return route, rerouted, err //nolint:wrapcheck // by unrouted
}

// plain tells whether a turn changes nothing that must hold outside the store first.
func (d draft) plain() bool {
	_, rerouted := routeOf(d.turn.Effects)
	return !rerouted && !slices.ContainsFunc(d.turn.Effects, erases)
}

// routeOf finds the participant's new route among a turn's effects.
func routeOf(effects []state.Effect) (state.Route, bool) {
	for _, effect := range effects {
		if route, ok := effect.(state.Route); ok {
			return route, true
		}
	}
	return state.Route{}, false
}

func erases(e state.Effect) bool {
	_, ok := e.(state.Erase)
	return ok
}

func ignores(e state.Effect) bool {
	_, ok := e.(state.Ignore)
	return ok
}
