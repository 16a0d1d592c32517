package demo

// chapters are all chapters, in the order of the page.
func chapters() []chapter {
	return []chapter{firstWeek(), badMonday(), nobodyAnswers(), fourWeeksLater(), beforeTheSession()}
}

// invited links the two people.
func invited() []act {
	return []act{
		says(Clinician, "/start"), presses(Clinician, "Yes", "Yes", "09:00"), says(Clinician, "/invite A-17"),
		opensLink, presses(Patient, "Yes"), readsOut,
	}
}

// weeks are lived without captions: everybody answers by themselves until nine on a Monday.
func weeks(n int) []act {
	setUp := presses(Patient, "Yes", "No", "Go on", "Yes", "Yes", "OK", ClinicianName, "Yes", "No", "Yes", "Done", "14:00")
	return append(invited(), setUp, joinsIn(1, 1, 2, 2, 3), until(7*n, 8, 59), leaves)
}

func firstWeek() chapter {
	return chapter{name: "first-week", title: "The first week", steps: []step{
		{
			Clinician, "Your weekly summary comes",
			"The clinic has invited Dr Lind. They are asked two things: their local time, and when the summary shall come.",
			[]act{says(Clinician, "/start"), presses(Clinician, "Yes", "Yes", "09:00")},
		},
		{
			Clinician, "Invitation for A-17", "Patients are codes here, never names. The link works once.",
			[]act{says(Clinician, "/invite A-17")},
		},
		{
			Patient, "read these four digits",
			"Four digits, read out in person or on the phone: a link that went astray connects nobody.",
			[]act{opensLink, presses(Patient, "Yes")},
		},
		{
			Patient, "May I ask them?",
			"One consent at a time. The safety questions can be refused alone, and what an answer can lead to is said first.",
			[]act{readsOut, presses(Patient, "Yes", "No", "Go on", "Yes")},
		},
		{
			Clinician, "has finished setting up", "Days and hour are the patient's choice. The clinician reads that it is done.",
			[]act{presses(Patient, "Yes", "OK", ClinicianName, "Yes", "No", "Yes", "Done", "14:00")},
		},
		{
			Patient, "thoughts of ending your life",
			"The first check-in begins with two safety questions, and with who sees the answers. Each can be skipped.",
			[]act{until(0, 14, 0)},
		},
		{
			Patient, "That's all for today",
			"One message, edited in place. “Very hard” brought one more question: what was in the way.",
			[]act{presses(Patient, "No", "No", "Partly", "Very hard", "Waiting")},
		},
		{
			Patient, "There won't be another reminder", "Wednesday, no answer yet: one reminder, which says that it is the last.",
			[]act{until(2, 15, 30)},
		},
		{
			Patient, "It stays with you",
			"Answers about the therapy itself stay with the patient unless they share them. These were kept.",
			[]act{presses(Patient, "One", "Too much going on", "A little", "Partly", "Mostly", "Keep it to myself")},
		},
		{
			Clinician, "Weekly summary",
			"Monday at nine: what was answered and shared, and what is too little to say yet. A “no” rules nothing out.",
			[]act{until(4, 14, 0), presses(Patient, "No", "No", "A tiny bit", "Mostly", "Share my answers"), until(7, 9, 0)},
		},
	}}
}

// inDanger is an answer that calls for somebody.
func inDanger() []step {
	return []step{
		{
			Patient, "thoughts of ending your life", "The second Monday. The question is worded as always.",
			[]act{until(7, 14, 0)},
		},
		{
			Patient, "Might you act on", "“More than usual” brings one further question, in plain words. Methods are never asked about.",
			[]act{presses(Patient, "More than usual, or new")},
		},
		{
			Patient, "The questions stop here",
			"The numbers come at once, with what is true: it was sent, and nobody has opened it yet. Nothing is promised.",
			[]act{presses(Patient, "Yes")},
		},
		{Clinician, "Safety alert", "The alert shows a code and a time. The answers come after [Open]: others may see this phone.", nil},
	}
}

func badMonday() chapter {
	return chapter{name: "bad-monday", title: "The bad Monday", before: weeks(1), steps: append(inDanger(), []step{
		{
			Patient, "Whoever opens the alert reads first", "The patient says how they may be reached. Without an answer: here in this chat.",
			[]act{presses(Patient, "Write here")},
		},
		{
			Clinician, "opening is not seeing", "Opening shows the answers. The alert still counts as unseen, and repeats.",
			[]act{presses(Clinician, "Open")},
		},
		{
			Clinician, "You have seen this", "One press says so. The alert stays open until somebody says that contact was made.",
			[]act{presses(Clinician, "I have seen this")},
		},
		{Patient, "opened it at", "The patient is told who and when, and that this does not mean someone is on the way.", nil},
		{
			Patient, "you two were in contact", "Contact was made. The alert is not called out again, and the patient reads what was noted.",
			[]act{until(7, 14, 25), presses(Clinician, "Contact made")},
		},
	}...)}
}

func nobodyAnswers() chapter {
	return chapter{name: "nobody-answers", title: "Nobody answers", before: weeks(1), steps: append(inDanger(), []step{
		{
			Clinician, "Nobody has seen it yet", "After five minutes the alert comes again, as a new message: an edited one makes no sound.",
			[]act{until(7, 14, 8)},
		},
		{
			Patient, "Nobody has opened it",
			"Half an hour without anybody: the patient is told so, with the numbers. A clinic's backup and lead would be called by now.",
			[]act{until(7, 14, 40)},
		},
		{
			Patient, "Opening this tells nobody", "Help is below at any time, in every state of the conversation.",
			[]act{says(Patient, "Help")},
		},
		{
			Clinician, "You have seen this", "Dr Lind comes back from a session and presses. Until then it would have gone on repeating.",
			[]act{until(7, 14, 50), presses(Clinician, "I have seen this")},
		},
		{Patient, "opened it at", "Only now does the patient's phone say that somebody opened it.", nil},
	}...)}
}

func fourWeeksLater() chapter {
	return chapter{name: "four-weeks", title: "Four weeks later", before: weeks(4), steps: []step{
		{
			Clinician, "Weekly summary",
			"Three patients, a line each: taking part, what is most in the way, and whether they chose to share something.",
			[]act{until(28, 9, 0)},
		},
		{
			Clinician, "Where a talk could start",
			"One patient opened: what carries, what is low and because of which answers, and one thing to try. An idea, no diagnosis.",
			[]act{presses(Clinician, "A-17")},
		},
		{Clinician, "12 weeks to", "Three themes over time. No mark means that there was nothing to show, and the caption says it in words.", nil},
		{Patient, "opened your summary", "Whoever opens a summary is named to the patient.", nil},
	}}
}

func beforeTheSession() chapter {
	return chapter{name: "before-the-session", title: "Before the session", before: weeks(3), steps: []step{
		{
			Clinician, "Weekly session: Tuesday", "Dr Lind notes when the two meet, with five presses.",
			[]act{
				until(21, 9, 5), says(Clinician, "/patient A-17"),
				presses(Clinician, "Set the weekly session", "Tue", "14:..", "14:30"),
			},
		},
		{Patient, "has noted when you two meet", "The patient is told, and can say that it does not fit.", nil},
		{
			Clinician, "14:30 · A-17", "Half an hour before: a few lines, so that they can be read on the way to the room.",
			[]act{until(22, 14, 0)},
		},
		{
			Clinician, "Where a talk could start", "The whole summary is one press away.", []act{presses(Clinician, "Summary")},
		},
		{
			Patient, "Your answer to this stays with you",
			"After the session the patient is asked about it. Nobody who treats them sees these answers unless they are shared.",
			[]act{until(22, 17, 30)},
		},
	}}
}
