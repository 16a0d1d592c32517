// Package state holds what the engine decides upon and what comes of it. A State is all that the bot must remember
// of one participant. An Event is one thing that happened to them; a turn of the engine makes of both a new State
// and Effects: messages to send, facts to keep, moments to be woken at, and Letters to other participants.
//
// A State has a side for each thing that a participant can be: Patient, Desk (a clinician) and Office (the clinic
// itself). Event, Effect and Letter are closed sets: every kind is a struct of this package.
//
// All of them are stored. EncodeState, EncodeEvent and EncodeEffect write their form, and the Decode functions read it,
// and the JSON of earlier releases. A form outlives the code that wrote it: kinds (tags.go) and fields have numbers,
// which never change, and testdata/stored holds every form. A field of a newer release is kept in State.Newer, and
// written again. State.Clone copies a state as a trip through its form would: times are whole seconds in UTC.
//
// Methods here read and tell; what changes a State is decided in the engine.
package state
