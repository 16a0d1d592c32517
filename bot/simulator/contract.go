package simulator

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"sort"
	"strconv"
	"strings"
)

// specification is Bot API 10.1 as far as the bot uses it: the names, types and duties of every method's parameters and
// of every type's fields, nothing else. TestSpecification cuts it out of the full machine-readable specification.
//
//go:embed bot-api-10.1.json
var specification []byte

// contract is the decoded specification. Types that are not listed are not looked into.
type contract struct {
	Version string                      `json:"version"`
	Methods map[string]map[string]field `json:"methods"`
	Types   map[string]map[string]field `json:"types"`
	Unions  map[string]field            `json:"unions"`
}

// field is what may stand in a place. The specification's copy reads "String or Integer", with ", required" behind it
// if it is.
type field struct {
	types    []string
	required bool
}

// UnmarshalText takes a line of the specification's copy apart.
func (f *field) UnmarshalText(line []byte) error {
	types, required := strings.CutSuffix(string(line), ", required")
	*f = field{strings.Split(types, " or "), required}
	return nil
}

func readContract() contract {
	var c contract
	if err := json.Unmarshal(specification, &c); err != nil {
		panic(fmt.Sprintf("the embedded specification: %v", err)) // a test reads it; it cannot fail in a built binary
	}
	return c
}

// violations are the different things outside of the contract, in the order in which they first came.
type violations struct {
	list []string
	seen map[string]bool
}

func (v *violations) add(found ...string) {
	for _, one := range found {
		if !v.seen[one] {
			if v.seen == nil {
				v.seen = map[string]bool{}
			}
			v.seen[one] = true
			v.list = append(v.list, one)
		}
	}
}

// Violations lists, each once, what the bot has sent that Bot API 10.1 does not have: unknown methods, unknown or
// missing fields at any depth, values of the wrong type. Nothing that the bot wrote as a value is in it.
func (s *Server) Violations() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]string(nil), s.violations.list...)
}

// check compares a request with the specification.
func (c contract) check(q *request) []string {
	fields, known := c.Methods[q.method]
	if !known {
		return []string{q.method + ": not a method that Bot API 10.1 and the simulator have"}
	}
	var found []string
	used := map[string]bool{}
	for name, value := range q.fields {
		if part, attached := strings.CutPrefix(value, "attach://"); attached {
			used[part] = true
		}
		if field, known := fields[name]; known {
			found = append(found, in("."+name, c.checkParameter(q, name, field.types))...)
		} else {
			found = append(found, "."+name+": no such parameter")
		}
	}
	for name := range q.files {
		if _, known := fields[name]; !known && !used[name] {
			found = append(found, "."+name+": no such parameter")
		}
	}
	for name, field := range fields {
		_, sent := q.fields[name]
		_, file := q.files[name]
		if field.required && !sent && !file {
			found = append(found, "."+name+": required")
		}
	}
	sort.Strings(found)
	return in(q.method, found)
}

// in says where something was found. Nearly always nothing was.
func in(place string, found []string) []string {
	for i, one := range found {
		found[i] = place + one
	}
	return found
}

// checkParameter looks at a parameter: text, which for everything but plain types is JSON.
func (c contract) checkParameter(q *request, name string, types []string) []string {
	text := q.fields[name]
	for _, plain := range types {
		switch plain {
		case "String", "InputFile":
			return nil
		case "Integer":
			if _, err := strconv.ParseInt(text, 10, 64); err == nil {
				return nil
			}
			return c.checkValue(types, text)
		case "Boolean":
			return checkBool(text)
		}
	}
	value, err := q.tree(name)
	if err != nil {
		return []string{": not JSON"}
	}
	return c.checkValue(types, value)
}

func checkBool(text string) []string {
	if text == "true" || text == "false" {
		return nil
	}
	return []string{": not a Boolean"}
}

// checkValue returns what is wrong with value as the type among types that it fits best.
func (c contract) checkValue(types []string, value any) []string {
	var best []string
	for i, name := range types {
		found := c.checkType(name, value)
		if i == 0 || len(found) < len(best) {
			best = found
		}
	}
	return best
}

func (c contract) checkType(name string, value any) []string {
	var ok bool
	switch element, array := strings.CutPrefix(name, "Array of "); {
	case array:
		list, isList := value.([]any)
		if ok = isList; ok {
			var found violations
			for _, one := range list {
				found.add(in("[]", c.checkType(element, one))...)
			}
			return found.list
		}
	case name == "String":
		_, ok = value.(string)
	case name == "Boolean", name == "True":
		_, ok = value.(bool)
	case name == "Integer", name == "Float":
		_, ok = value.(float64)
	default:
		if union, found := c.Unions[name]; found {
			return c.checkValue(union.types, value)
		}
		return c.checkObject(name, value)
	}
	if !ok {
		return []string{": not " + name}
	}
	return nil
}

func (c contract) checkObject(name string, value any) []string {
	object, ok := value.(map[string]any)
	if _, text := value.(string); text && name == "KeyboardButton" {
		return nil // the specification allows a plain text in its place
	}
	if !ok {
		return []string{": not " + name}
	}
	fields, listed := c.Types[name]
	if !listed {
		return nil
	}
	var found []string
	for key, inner := range object {
		if field, known := fields[key]; !known {
			found = append(found, "."+key+": no such field in "+name)
		} else if wrong := c.checkValue(field.types, inner); wrong != nil {
			found = append(found, in("."+key, wrong)...)
		}
	}
	for key, field := range fields {
		if _, sent := object[key]; field.required && !sent {
			found = append(found, "."+key+": required in "+name)
		}
	}
	sort.Strings(found)
	return found
}
