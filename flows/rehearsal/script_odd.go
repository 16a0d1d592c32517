package rehearsal

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// unreadable lets a part of what is stored of somebody be unreadable for a while: "facts of patient", or "state of
// colleague". Letters that are set aside meanwhile are lost.
func (s *Script) unreadable(what string, so bool) error {
	part, name, _ := strings.Cut(what, " of ")
	id := s.Rehearsal.Who(s.Chat(name))
	switch {
	case id == "":
		return fmt.Errorf("%s is nobody", name)
	case part == "facts":
		s.Rehearsal.unread[id] = so
	case part == "state":
		s.Rehearsal.aside[id] = so
	default:
		return fmt.Errorf("what of %s cannot be read: facts or state?", name)
	}
	return nil
}

// phone is what the phone of somebody calls them.
func (s *Script) phone(name string) string {
	if named, ok := s.phones[name]; ok {
		return named
	}
	return name + "'s phone"
}

var letters = regexp.MustCompile(`\{(\d+) letters\}`)

// written is what somebody writes: {link} is the last invitation's, and {3000 letters} is so long a text.
func (s *Script) written(text string) string {
	text = strings.ReplaceAll(text, "{link}", s.link)
	return letters.ReplaceAllStringFunc(text, func(found string) string {
		n, err := strconv.Atoi(letters.FindStringSubmatch(found)[1])
		if err != nil {
			return found
		}
		return strings.Repeat("x", n)
	})
}

var longRun = regexp.MustCompile(`x{40,}`)

// counted is a text in which such letters are counted.
func counted(text string) string {
	return longRun.ReplaceAllStringFunc(text, func(run string) string { return fmt.Sprintf("{%d letters}", len(run)) })
}
