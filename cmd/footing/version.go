package main

import (
	"fmt"
	"regexp"
	"runtime"
	"runtime/debug"

	"footing/cmd/footing/internal/assembly"
)

// versionCmd prints the running version, for a report.
type versionCmd struct{}

// version is the latest release in CHANGELOG.md, for a build that does not know its own.
const version = "0.1.0"

// released is the version of a build from a tag, as Go stamps it, without what it calls the commits between tags.
var released = regexp.MustCompile(`^v([0-9]+\.[0-9]+\.[0-9]+)$`)

// Run prints the release, its revision if that is known, and the Go version.
func (versionCmd) Run(s assembly.Surroundings) error {
	version, revision := version, ""
	if info, ok := debug.ReadBuildInfo(); ok {
		if tag := released.FindStringSubmatch(info.Main.Version); tag != nil {
			version = tag[1]
		}
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
