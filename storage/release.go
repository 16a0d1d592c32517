package storage

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"

	"github.com/redis/go-redis/v9"
)

// StudyKey gives the key that makes a study's pseudonyms. It is drawn when the study is first named and never changes.
// So a person has the same pseudonym in all exports of a study, and another one in every other study.
func (s *Store) StudyKey(ctx context.Context, study string) ([]byte, error) {
	sealed, err := s.studyKey(ctx, study)
	if err != nil {
		return nil, fmt.Errorf("key of study %q: %w", study, err)
	}
	key, err := s.keys.Open([]byte(sealed), namedContext("study", study))
	if err != nil {
		return nil, fmt.Errorf("key of study %q: %w", study, err)
	}
	return key, nil
}

// studyKey reads the sealed key. If there is none, one is made first.
func (s *Store) studyKey(ctx context.Context, study string) (string, error) {
	name := base64.RawURLEncoding.EncodeToString(s.keys.Hash("study", []byte(study))[:16])
	sealed, err := s.rdb.HGet(ctx, studiesKey, name).Result()
	if !errors.Is(err, redis.Nil) {
		return sealed, err //nolint:wrapcheck // by StudyKey
	}
	drawn := make([]byte, 32) // a key for HMAC-SHA-256
	if _, err := rand.Read(drawn); err != nil {
		return "", fmt.Errorf("draw it: %w", err)
	}
	made, err := s.keys.Seal(drawn, namedContext("study", study))
	if err != nil {
		return "", fmt.Errorf("seal it: %w", err)
	}
	// Two commands may name a study at the same time. The first one's key holds for both.
	if err := s.rdb.HSetNX(ctx, studiesKey, name, made).Err(); err != nil {
		return "", fmt.Errorf("keep it: %w", err)
	}
	return s.rdb.HGet(ctx, studiesKey, name).Result() //nolint:wrapcheck // by StudyKey
}

// AddRelease adds a note to the register of releases, sealed. A note whose id is there already is not changed.
func (s *Store) AddRelease(ctx context.Context, id string, note []byte) error {
	return s.keepNamed(ctx, releasesKey, "release", id, note)
}

// Releases reads all notes of the register, by id.
func (s *Store) Releases(ctx context.Context) (map[string][]byte, error) {
	return s.named(ctx, releasesKey, "release")
}
