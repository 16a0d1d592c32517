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

// contract is the decoded specification. A field reads "String or Integer", with ", required" behind it if it is; a
// union of types reads "A or B" in Unions. Types that are not listed are not looked into.
type contract struct {
	Version string                       `json:"version"`
	Methods map[string]map[string]string `json:"methods"`
	Types   map[string]map[string]string `json:"types"`
	Unions  map[string]string            `json:"unions"`
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
		path := q.method + "." + name
		if field, known := fields[name]; known {
			found = append(found, c.checkText(path, field, value)...)
		} else {
			found = append(found, path+": no such parameter")
		}
	}
	for name := range q.files {
		if _, known := fields[name]; !known && !used[name] {
			found = append(found, q.method+"."+name+": no such parameter")
		}
	}
	for name, field := range fields {
		_, sent := q.fields[name]
		_, file := q.files[name]
		if required(field) && !sent && !file {
			found = append(found, q.method+"."+name+": required")
		}
	}
	sort.Strings(found)
	return found
}

// checkText looks at a parameter: text, which for everything but plain types is JSON.
func (c contract) checkText(path, field, text string) []string {
	types := alternatives(field)
	var value any
	for _, plain := range types {
		switch plain {
		case "String", "InputFile":
			return nil
		case "Integer":
			if _, err := strconv.ParseInt(text, 10, 64); err == nil {
				return nil
			}
			value = text
		case "Boolean":
			return c.checkBool(path, text)
		}
	}
	if value == nil && json.Unmarshal([]byte(text), &value) != nil {
		return []string{path + ": not JSON"}
	}
	return c.checkValue(path, types, value)
}

func (c contract) checkBool(path, text string) []string {
	if text == "true" || text == "false" {
		return nil
	}
	return []string{path + ": not a Boolean"}
}

// checkValue returns what is wrong with value as the type among types that it fits best.
func (c contract) checkValue(path string, types []string, value any) []string {
	var best []string
	for i, name := range types {
		found := c.checkType(path, name, value)
		if i == 0 || len(found) < len(best) {
			best = found
		}
	}
	return best
}

func (c contract) checkType(path, name string, value any) []string {
	wrong := []string{path + ": not " + name}
	if element, array := strings.CutPrefix(name, "Array of "); array {
		list, ok := value.([]any)
		if !ok {
			return wrong
		}
		var found violations
		for _, one := range list {
			found.add(c.checkType(path+"[]", element, one)...)
		}
		return found.list
	}
	var ok bool
	switch name {
	case "String":
		_, ok = value.(string)
	case "Boolean", "True":
		_, ok = value.(bool)
	case "Integer", "Float":
		_, ok = value.(float64)
	default:
		if union, found := c.Unions[name]; found {
			return c.checkValue(path, alternatives(union), value)
		}
		return c.checkObject(path, name, value)
	}
	if !ok {
		return wrong
	}
	return nil
}

func (c contract) checkObject(path, name string, value any) []string {
	object, ok := value.(map[string]any)
	if _, text := value.(string); text && name == "KeyboardButton" {
		return nil // the specification allows a plain text in its place
	}
	if !ok {
		return []string{path + ": not " + name}
	}
	fields, listed := c.Types[name]
	if !listed {
		return nil
	}
	var found []string
	for key, inner := range object {
		if field, known := fields[key]; known {
			found = append(found, c.checkValue(path+"."+key, alternatives(field), inner)...)
		} else {
			found = append(found, path+"."+key+": no such field in "+name)
		}
	}
	for key, field := range fields {
		if _, sent := object[key]; required(field) && !sent {
			found = append(found, path+"."+key+": required in "+name)
		}
	}
	sort.Strings(found)
	return found
}

func required(field string) bool { return strings.HasSuffix(field, ", required") }

func alternatives(field string) []string {
	return strings.Split(strings.TrimSuffix(field, ", required"), " or ")
}
