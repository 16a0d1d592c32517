package assembly

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
)

// others are the permissions of everybody who is neither the owner nor in the file's group.
const others = fs.FileMode(0o007)

// checkSecrets refuses files with secrets that everybody on the machine can read or change. A container platform mounts
// a secret with a mode that its settings choose. More files are those that only one command reads.
func (a *Assembly) checkSecrets(more ...string) {
	files := slices.Concat(a.Config.SecretFiles(), more)
	if a.Config.KeysetFile != "" {
		files = append(files, a.Config.KeysetFile)
	}
	for _, file := range files {
		if mode, open := openToOthers(file); open {
			a.report("secrets", failed, fmt.Sprintf("everybody on this machine can get at %s (mode %04o)", file, mode),
				"Run chmod o-rwx "+file+". Of a secret that a container platform mounts, set the mode in its settings to 0400, "+
					"for the user as whom footing runs. Who may have read it meanwhile has the secret.")
		}
	}
}

// openToOthers tells whether others have any right to a file and can reach it through the folders above it. A file that
// is not there is nobody's. Windows has no such modes.
func openToOthers(file string) (mode fs.FileMode, open bool) {
	if runtime.GOOS == "windows" {
		return 0, false
	}
	path, err := filepath.EvalSymlinks(file)
	if err == nil {
		path, err = filepath.Abs(path)
	}
	if err != nil {
		return 0, false // whoever reads it says what is wrong
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode()&others == 0 {
		return 0, false
	}
	for dir := filepath.Dir(path); ; dir = filepath.Dir(dir) {
		above, err := os.Stat(dir)
		if err != nil || above.Mode()&1 == 0 { // others may not go into it
			return 0, false
		}
		if dir == filepath.Dir(dir) {
			return info.Mode().Perm(), true
		}
	}
}
