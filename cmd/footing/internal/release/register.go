package release

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"footing/flows/export"
	"footing/flows/export/disclosure"
	"footing/storage"
)

// Release is the register's note of one export: enough to say later who has to be removed from it.
type Release struct {
	ID         string       `json:"id"`
	Study      string       `json:"study"`
	Level      export.Level `json:"level"`
	Until      time.Time    `json:"until"`
	At         time.Time    `json:"at"` // when it was written
	Coarsened  bool         `json:"coarsened"`
	Footing    string       `json:"footing"`
	Recipients []string     `json:"recipients"`
	For        []string     `json:"for,omitempty"` // whom it was made for, in the operator's words
	People     int          `json:"people"`
	Answers    int          `json:"answers"`
	Manifest   string       `json:"manifest_sha256"`
	Pseudonyms []string     `json:"pseudonyms,omitempty"`
	Private    []string     `json:"private,omitempty"` // of these, whose private answers are in it
	// Of all stored answers, those left out by reason: what recipients are not told.
	Stored int                   `json:"stored,omitempty"`
	Left   map[export.Reason]int `json:"left,omitempty"`
	// The counts of tables that no earlier release has, with the keys of the people in them.
	Cells []disclosure.Published `json:"cells,omitempty"`
}

// New describes an export. Each run is one Release: also where it wrote the same bytes as another, somebody else may
// hold them.
func New(o export.Options, sum export.Summary, recipients, whom []string, now time.Time) Release {
	marks := slices.Concat([]string{sum.Manifest, now.UTC().Format(time.RFC3339Nano)}, recipients, whom)
	mark := sha256.Sum256([]byte(strings.Join(marks, "\n")))
	return Release{
		ID: hex.EncodeToString(mark[:6]), Study: o.Study, Level: o.Level, Until: o.Until, At: now.UTC(), Coarsened: o.Coarsen,
		Footing: o.Release, Recipients: recipients, For: whom,
		People: sum.People, Answers: sum.Exported, Manifest: sum.Manifest,
		Pseudonyms: sum.Pseudonyms, Private: sum.Private,
		Stored: sum.Stored, Left: sum.Left, Cells: sum.Published,
	}
}

// Register notes a release.
func (r Release) Register(ctx context.Context, store *storage.Store) error {
	note, err := json.Marshal(r)
	if err != nil {
		return fmt.Errorf("note the release: %w", err)
	}
	return store.AddRelease(ctx, r.ID, note)
}

// All gives the releases, oldest first.
func All(ctx context.Context, store *storage.Store) ([]Release, error) {
	notes, err := store.Releases(ctx)
	if err != nil {
		return nil, err
	}
	releases := make([]Release, 0, len(notes))
	for id, note := range notes {
		var r Release
		if err := json.Unmarshal(note, &r); err != nil {
			return nil, fmt.Errorf("read the note of release %s: %w", id, err)
		}
		releases = append(releases, r)
	}
	slices.SortFunc(releases, func(a, b Release) int { return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.ID, b.ID)) })
	return releases, nil
}

// Published gives all counts of tables that were given away, in any study, oldest first.
func Published(ctx context.Context, store *storage.Store) ([]disclosure.Published, error) {
	releases, err := All(ctx, store)
	if err != nil {
		return nil, err
	}
	var all []disclosure.Published
	for _, r := range releases {
		all = append(all, r.Cells...)
	}
	return all, nil
}
