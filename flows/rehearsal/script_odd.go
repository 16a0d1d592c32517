package rehearsal

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"footing/flows/record"
	"footing/flows/state"
)

// circumstance carries out a line that changes the setting: the clinic, the store, or what is printed. It reports
// whether the line is one.
func (s *Script) circumstance(line string) (bool, error) {
	if b := s.Rehearsal.storeless; b != nil {
		if played, err := b.line(line); played {
			return true, err
		}
	}
	reads, reworded := strings.CutPrefix(line, "the text ")
	damaged, unreadable := strings.CutSuffix(line, " cannot be read")
	mended, readable := strings.CutSuffix(line, " can be read again")
	var err error
	switch {
	case strings.HasPrefix(line, "the store is away"):
		err = s.leave(line)
	case strings.HasPrefix(line, "the clinic "), line == nightPost:
		err = s.clinic(line)
	case reworded:
		err = s.reworded(reads)
	case unreadable:
		err = s.unreadable(damaged, true)
	case readable:
		err = s.unreadable(mended, false)
	case line == hasShared:
		err = s.shared()
	case line == "routes are shown":
		s.routes = true
	default:
		return false, nil
	}
	return true, err
}

const hasShared = "patient has shared something"

// shared lets the patient have shared the private answers of a check-in now, without showing how.
func (s *Script) shared() error {
	role := s.Role("patient")
	if role == nil || role.State.Patient == nil {
		return fmt.Errorf("there is no patient")
	}
	p := role.State.Patient
	p.Kept = append(p.Kept, state.Kept{Occasion: "before", Choice: record.ShareAnswers, At: s.Rehearsal.Now})
	return nil
}

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

const morePatients = " more patients are linked to clinician"

// more links so many patients, without showing how: B-1, B-2 and so on.
func (s *Script) more(number string) error {
	n, err := strconv.Atoi(number)
	if err != nil {
		return fmt.Errorf("read how many more patients there are: %w", err)
	}
	return s.silently(func() error {
		for i := range n {
			name := fmt.Sprint("patient", i+1)
			for _, line := range []string{
				fmt.Sprint("clinician: /invite B-", i+1), name + ": /start {link}", name + " taps data=o:yes", "clinician taps {digits}",
			} {
				if err := s.Line(line); err != nil {
					return err
				}
			}
		}
		return nil
	})
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

// cameBack lets the bot find somebody in an older copy of the store who had everything removed at that time.
func (s *Script) cameBack(id, removed string) error {
	at, err := s.timeOf(removed)
	if err != nil {
		return err
	}
	s.Rehearsal.Post(id, state.Due{
		Header: s.Head("again"), Kind: state.WakeErase, Key: state.EraseAgain, Nominal: at,
		Facts: slices.Clone(s.Rehearsal.cast[id].Facts),
	})
	return nil
}
