package assembly

import (
	"bytes"
	"cmp"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"slices"
	"time"

	"footing/flows"
	"footing/flows/interchange"
	"footing/flows/load"
	"footing/storage"
)

// keptPlan is a protocol in the store: its files, and the time of its first use.
type keptPlan struct {
	At    time.Time         `json:"at"`
	Files map[string][]byte `json:"files"`
}

// KeepPlan stores the protocol, unless the store has one with the same questionnaires in the same versions.
func (a *Assembly) KeepPlan(ctx context.Context, now time.Time) error {
	library, err := Sources{Dir: a.Config.ProtocolDir}.library()
	if err != nil {
		return err
	}
	plan, err := a.SamplePlan()
	if err != nil {
		return err
	}
	kept := keptPlan{At: now.UTC().Truncate(time.Second), Files: map[string][]byte{}}
	files, err := load.Files(library)
	if err != nil {
		return fmt.Errorf("list the protocol's files: %w", err)
	}
	for _, file := range append(files, load.File{Path: "protocol.yaml"}) {
		// Stored flat, without their folders, so that every release can read them.
		if kept.Files[path.Base(file.Path)], err = fs.ReadFile(library, file.Path); err != nil {
			return fmt.Errorf("read the protocol: %w", err)
		}
	}
	packed, err := packPlan(kept)
	if err != nil {
		return fmt.Errorf("pack the protocol: %w", err)
	}
	return a.Store.KeepPlan(ctx, markOf(plan), packed)
}

// markOf identifies a plan's questionnaires and their versions.
func markOf(plan *flows.Protocol) string {
	sum := sha256.New()
	for _, id := range slices.Sorted(maps.Keys(plan.Questionnaires)) {
		_, _ = fmt.Fprintf(sum, "%s %d\n", id, plan.Questionnaires[id].Version)
	}
	return hex.EncodeToString(sum.Sum(nil)[:16])
}

// KeptPlans are the protocols in the store, oldest first. One that this release can't read is reported and left out;
// its answers are exported all the same.
func KeptPlans(s Surroundings, store *storage.Store) ([]*flows.Protocol, error) {
	packed, err := store.Plans(s.Ctx)
	if err != nil {
		return nil, err
	}
	var kept []keptPlan
	for name, data := range packed {
		one, err := unpackPlan(data)
		if err != nil {
			return nil, fmt.Errorf("unpack plan %s: %w", name, err)
		}
		kept = append(kept, one)
	}
	slices.SortFunc(kept, func(a, b keptPlan) int {
		return cmp.Or(a.At.Compare(b.At), bytes.Compare(a.Files["protocol.yaml"], b.Files["protocol.yaml"]))
	})
	var plans []*flows.Protocol
	for _, one := range kept {
		plan, err := inItsLanguages(interchange.Folder(one.Files))
		if err != nil {
			_, err = fmt.Fprintf(s.ErrOut,
				"The protocol that was first used on %s cannot be read any more; mend a copy of it and give it with "+
					"--earlier.\n", one.At.Format(time.DateOnly))
			if err != nil {
				return nil, fmt.Errorf("print a warning: %w", err)
			}
			continue
		}
		plans = append(plans, plan)
	}
	return plans, nil
}

// EarlierPlan loads a protocol from a folder for its wording, in whatever languages it has.
func EarlierPlan(folder string) (*flows.Protocol, error) {
	if _, err := (Sources{Dir: folder}).library(); err != nil {
		return nil, err
	}
	return inItsLanguages(os.DirFS(folder))
}

func packPlan(kept keptPlan) ([]byte, error) {
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	err := json.NewEncoder(w).Encode(kept)
	err = errors.Join(err, w.Close())
	return packed.Bytes(), err
}

func unpackPlan(data []byte) (keptPlan, error) {
	var kept keptPlan
	r, err := gzip.NewReader(bytes.NewReader(data))
	if err == nil {
		err = json.NewDecoder(r).Decode(&kept)
	}
	return kept, err
}

// inItsLanguages loads a protocol for its wording, in whatever languages it has.
func inItsLanguages(files fs.FS) (*flows.Protocol, error) {
	named, err := load.Files(files)
	if err != nil {
		return nil, err
	}
	var languages []string
	for _, file := range named {
		if file.Locale != "" && !slices.Contains(languages, file.Locale) {
			languages = append(languages, file.Locale)
		}
	}
	return load.Earlier(files, interchange.Clinic(languages), sampleClinic)
}
