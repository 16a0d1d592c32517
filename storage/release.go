package storage

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"

	"github.com/redis/go-redis/v9"
)

// studyKeySize is that of HMAC-SHA-256's own keys.
const studyKeySize = 32

// StudyKey gives the key from which a study's pseudonyms are made. It is drawn when the study is first named, and
// never changed: the same person keeps the same pseudonym in every export of a study, and has another in every
// other study.
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

// studyKey reads the key, sealed, after making it if there is none.
func (s *Store) studyKey(ctx context.Context, study string) (string, error) {
	name := base64.RawURLEncoding.EncodeToString(s.keys.Hash("study", []byte(study))[:16])
	sealed, err := s.rdb.HGet(ctx, studiesKey, name).Result()
	if !errors.Is(err, redis.Nil) {
		return sealed, err //nolint:wrapcheck // by StudyKey
	}
	drawn := make([]byte, studyKeySize)
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

// AddRelease notes in the register, sealed, that something was given out. A second note of the same id changes
// nothing.
func (s *Store) AddRelease(ctx context.Context, id string, note []byte) error {
	return s.keepNamed(ctx, releasesKey, "release", id, note)
}

// Releases gives every note of the register by its id.
func (s *Store) Releases(ctx context.Context) (map[string][]byte, error) {
	return s.named(ctx, releasesKey, "release")
}
