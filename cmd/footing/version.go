package main

import (
	"fmt"
	"runtime"
	"runtime/debug"

	"footing/cmd/footing/internal/assembly"
)

// versionCmd prints the running version, for a report.
type versionCmd struct{}

// version is the release on top of CHANGELOG.md.
const version = "0.1.0"

// Run prints the release, its revision if that is known, and the Go version.
func (versionCmd) Run(s assembly.Surroundings) error {
	revision := ""
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, setting := range info.Settings {
			if setting.Key == "vcs.revision" && len(setting.Value) >= 12 {
				revision = " (" + setting.Value[:12] + ")"
			}
		}
	}
	_, err := fmt.Fprintf(s.Out, "footing %s%s %s %s/%s\n", version, revision, runtime.Version(), runtime.GOOS,
		runtime.GOARCH)
	if err != nil {
		return fmt.Errorf("print the version: %w", err)
	}
	return nil
}
