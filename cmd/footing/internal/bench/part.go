package bench

import (
	"context"
	"fmt"
	"io"

	"footing/bot"
)

// Part is one process of a measurement, by its name: the phones, or a floor. It is asked on in and answers on out.
func Part(ctx context.Context, name string, in io.Reader, out io.Writer, clock bot.Clock) error {
	switch name {
	case "phones":
		return playPhones(ctx, in, out, clock)
	case "bare":
		return playFloor(ctx, in, runBare)
	case "library":
		return playFloor(ctx, in, runLibrary)
	}
	return fmt.Errorf("there is no part %q of a measurement", name)
}
