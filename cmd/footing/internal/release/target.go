// Package release serves footing export: Target is the place of an export's files, Crowd the people in the order of
// their pseudonyms, and Release an entry in the register of exports. The register later says who has to be removed from
// which export.
//
// Begin with NewTarget. Its Begin and Create make the files, Seal encrypts them, Place moves all of them to their place
// at once, and Clear removes what is left of the work.
package release

import (
	"archive/tar"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"footing/storage/disk"

	"filippo.io/age"
)

// Target is the place of an export: a folder, or one encrypted file. The export is made beside it and appears there
// whole or not at all.
type Target struct {
	Final      string // its path
	recipients []age.Recipient
	work       string // the folder under work
	archive    string // the encrypted file under work
}

// NewTarget checks that the place is free and the recipients' keys are readable.
func NewTarget(name string, recipients []string) (*Target, error) {
	t := &Target{Final: filepath.Clean(name)}
	for _, text := range recipients {
		r, err := age.ParseX25519Recipient(strings.TrimSpace(text))
		if err != nil {
			return nil, fmt.Errorf("--recipient %s: not a recipient as age-keygen prints it, which begins with age1", text)
		}
		t.recipients = append(t.recipients, r)
	}
	if len(recipients) > 0 && filepath.Ext(t.Final) != ".age" {
		t.Final += ".tar.age"
	}
	if err := t.free(); err != nil {
		return nil, err
	}
	if _, err := os.Lstat(filepath.Join(filepath.Dir(t.Final), "manifest.json")); err == nil {
		return nil, fmt.Errorf("%s would lie in another export, whose files are counted: choose another place with --out",
			t.Final)
	}
	return t, nil
}

// free reports an error if something is already in the export's place.
func (t *Target) free() error {
	if _, err := os.Lstat(t.Final); !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%s is there already: choose another place with --out", t.Final)
	}
	return nil
}

// Begin makes an empty work folder, and removes an earlier one.
func (t *Target) Begin() error {
	if err := t.Clear(); err != nil {
		return err
	}
	parent := filepath.Dir(t.Final)
	if err := disk.MakeDir(parent); err != nil {
		return fmt.Errorf("make the export's folder: %w", err)
	}
	work, err := os.MkdirTemp(parent, ".footing-export-*")
	if err != nil {
		return fmt.Errorf("make a folder to work in: %w", err)
	}
	t.work = work
	return nil
}

// synced is a file that is on disk when it is closed.
type synced struct{ *os.File }

func (f synced) Close() error {
	return errors.Join(f.Sync(), f.File.Close())
}

// Create makes one file of the export.
func (t *Target) Create(name string) (io.WriteCloser, error) {
	path := filepath.Join(t.work, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, err
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600) //nolint:gosec // the operator's own path
	if err != nil {
		return nil, err
	}
	return synced{f}, nil
}

// Seal encrypts the folder for the recipients, if there are any.
func (t *Target) Seal() (err error) {
	if len(t.recipients) == 0 {
		return filepath.WalkDir(t.work, func(path string, entry fs.DirEntry, err error) error {
			if err != nil || !entry.IsDir() {
				return err
			}
			return disk.SyncDir(path)
		})
	}
	t.archive = t.work + ".age"
	f, err := os.OpenFile(t.archive, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return fmt.Errorf("make the archive: %w", err)
	}
	defer func() { err = errors.Join(err, synced{f}.Close()) }()
	encrypted, err := age.Encrypt(f, t.recipients...)
	if err != nil {
		return fmt.Errorf("encrypt the archive: %w", err)
	}
	archive := tar.NewWriter(encrypted)
	if err := t.pack(archive); err != nil {
		return fmt.Errorf("fill the archive: %w", err)
	}
	if err := archive.Close(); err != nil {
		return fmt.Errorf("fill the archive: %w", err)
	}
	if err := encrypted.Close(); err != nil {
		return fmt.Errorf("encrypt the archive: %w", err)
	}
	return nil
}

// pack adds all files in the order of their names, without times, so the same files make the same archive.
func (t *Target) pack(archive *tar.Writer) error {
	folder := strings.TrimSuffix(strings.TrimSuffix(filepath.Base(t.Final), ".age"), ".tar")
	return filepath.WalkDir(t.work, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		name, err := filepath.Rel(t.work, path)
		if err != nil {
			return err
		}
		header := &tar.Header{
			Typeflag: tar.TypeReg, Name: folder + "/" + filepath.ToSlash(name), Size: info.Size(), Mode: 0o600,
			ModTime: time.Unix(0, 0), Format: tar.FormatPAX,
		}
		if err := archive.WriteHeader(header); err != nil {
			return err
		}
		f, err := os.Open(path) //nolint:gosec // the operator's own path
		if err != nil {
			return err
		}
		_, err = io.Copy(archive, f)
		return errors.Join(err, f.Close())
	})
}

// Deliver moves the export to where it was asked for.
func (t *Target) Deliver() error {
	from := t.work
	if t.archive != "" {
		from = t.archive
	}
	if err := t.free(); err != nil { // it may have taken long to get here
		return err
	}
	if err := os.Rename(from, t.Final); err != nil {
		return fmt.Errorf("put the export in its place: %w", err)
	}
	return disk.SyncDir(filepath.Dir(t.Final))
}

// Clear removes the work folder. An export in its place stays.
func (t *Target) Clear() error {
	var problems []error
	for _, path := range []string{t.work, t.archive} {
		if path != "" {
			problems = append(problems, os.RemoveAll(path))
		}
	}
	t.work, t.archive = "", ""
	return errors.Join(problems...)
}
