package turn

import (
	"slices"
	"strings"
)

// inOrder names the people whom the ladder calls, each once and in its order.
func (t *Turn) InOrder() string {
	var names []string
	for _, step := range t.Plan.Clinic.Ladder.Steps {
		for _, c := range t.OnLadder(step.Call) {
			if !slices.Contains(names, c.Name) {
				names = append(names, c.Name)
			}
		}
	}
	return strings.Join(names, ", ")
}
