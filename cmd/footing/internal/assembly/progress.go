package assembly

import (
	"io"
	"os"
	"time"

	"github.com/schollz/progressbar/v3"
)

// Progress shows on a terminal how many patients are done; elsewhere it prints nothing.
func Progress(w io.Writer, patients int) *progressbar.ProgressBar {
	return progressbar.NewOptions(patients,
		progressbar.OptionSetWriter(w), progressbar.OptionSetVisibility(IsTerminal(w)),
		progressbar.OptionSetDescription("patients"), progressbar.OptionShowCount(), progressbar.OptionSetWidth(30),
		progressbar.OptionThrottle(100*time.Millisecond), progressbar.OptionClearOnFinish())
}

// IsTerminal tells whether a file is a terminal, where progress may be drawn.
func IsTerminal(w any) bool {
	f, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
