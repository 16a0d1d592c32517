package neutral

import (
	"slices"
	"strconv"
	"strings"

	"footing/flows"
)

// Drop removes an item and its texts.
func (f *Form) Drop(id string) {
	for n := range f.Items {
		if f.Items[n].ID != id {
			continue
		}
		for _, words := range f.Texts {
			for key := range words {
				if strings.HasPrefix(key, f.ID+"."+id+".") {
					delete(words, key)
				}
			}
		}
		f.Items = slices.Delete(f.Items, n, n+1)
		return
	}
}

// The options that follow from a kind, as flows makes them on loading.

// OKOnly is what follows information.
func OKOnly() []flows.Option { return []flows.Option{{Code: flows.OK}} }

// NoOrYes are the answers of a question of yes or no.
func NoOrYes() []flows.Option { return []flows.Option{{Code: flows.No}, {Code: flows.Yes}} }

// Steps are the numbers of a scale. If the scale is too long, the list ends as soon as that is clear.
func Steps(item *Item) []flows.Option {
	const enough = 20
	var options []flows.Option
	for n := item.Min; n <= min(item.Max, item.Min+enough); n++ {
		options = append(options, flows.Option{Code: strconv.Itoa(n), Value: &n})
	}
	return options
}
