package storage

import (
	"context"

	"footing/storage/keyspace"
	"footing/storage/reseal"
)

// StudyKey gives the key that makes a study's pseudonyms. It is drawn when the study is first named and never changes.
// So a person has the same pseudonym in all exports of a study, and another one in every other study.
func (s *Store) StudyKey(ctx context.Context, study string) ([]byte, error) {
	return s.named.Study(ctx, keyspace.Studies, study) //nolint:wrapcheck // it says what it did
}

// AddRelease adds a note to the register of releases, sealed. A note whose id is there already is not changed.
func (s *Store) AddRelease(ctx context.Context, id string, note []byte) error {
	return s.named.Keep(ctx, keyspace.Releases, reseal.Releases, id, note) //nolint:wrapcheck // it says what it did
}

// Releases reads all notes of the register, by id.
func (s *Store) Releases(ctx context.Context) (map[string][]byte, error) {
	return s.named.All(ctx, keyspace.Releases, reseal.Releases) //nolint:wrapcheck // it says what it did
}
