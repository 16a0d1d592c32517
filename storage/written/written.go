// Package written has what earlier commits wrote: a store, the key file that belongs to it, and a spool. Tests restore
// them to see that the present release reads everything that people have. A folder is named by its commit.
//
//	keys, err := written.Store("02b4408")
//	...
//	err = written.Restore(ctx, rdb, keys)
//
// Only tests import it.
package written

import (
	"bytes"
	"compress/gzip"
	"context"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/redis/go-redis/v9"
)

//go:embed 02b4408
var files embed.FS

// Key is a key of a store with what it holds: a text, or the fields of a hash, or the members of a set, or those of a
// sorted set by their scores, or a stream.
type Key struct {
	Key    string            `json:"key"`
	Text   []byte            `json:"text"`
	Hash   map[string][]byte `json:"hash"`
	Set    [][]byte          `json:"set"`
	Sorted map[string]int64  `json:"zset"`
	Stream []Entry           `json:"stream"`
}

// Entry is one entry of a stream.
type Entry struct {
	ID     string            `json:"id"`
	Fields map[string][]byte `json:"fields"`
}

// File gives a file of a commit: keys.json or spool.
func File(commit, name string) ([]byte, error) {
	data, err := files.ReadFile(commit + "/" + name)
	if err != nil {
		return nil, fmt.Errorf("read what %s wrote: %w", commit, err)
	}
	return data, nil
}

// Store gives the store of a commit.
func Store(commit string) ([]Key, error) {
	packed, err := File(commit, "store.jsonl.gz")
	if err != nil {
		return nil, err
	}
	plain, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, fmt.Errorf("unpack the store of %s: %w", commit, err)
	}
	var keys []Key
	for lines := json.NewDecoder(plain); ; {
		var k Key
		err := lines.Decode(&k)
		if errors.Is(err, io.EOF) {
			return keys, nil
		}
		if err != nil {
			return nil, fmt.Errorf("read the store of %s: %w", commit, err)
		}
		keys = append(keys, k)
	}
}

// Restore puts keys into an empty Redis, but for the leases, which ended long ago.
func Restore(ctx context.Context, rdb redis.UniversalClient, keys []Key) error {
	_, err := rdb.Pipelined(ctx, func(p redis.Pipeliner) error {
		for _, k := range keys {
			if !strings.HasSuffix(k.Key, ":lease") {
				k.restore(ctx, p)
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("restore a store: %w", err)
	}
	return nil
}

func (k Key) restore(ctx context.Context, p redis.Pipeliner) {
	if k.Text != nil {
		p.Set(ctx, k.Key, k.Text, 0)
	}
	for field, value := range k.Hash {
		p.HSet(ctx, k.Key, field, value)
	}
	for _, member := range k.Set {
		p.SAdd(ctx, k.Key, member)
	}
	for member, score := range k.Sorted {
		p.ZAdd(ctx, k.Key, redis.Z{Score: float64(score), Member: member})
	}
	for _, e := range k.Stream {
		var values []any
		for field, value := range e.Fields {
			values = append(values, field, value)
		}
		p.XAdd(ctx, &redis.XAddArgs{Stream: k.Key, ID: e.ID, Values: values})
	}
}
