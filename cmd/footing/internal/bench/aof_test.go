package bench

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestWritten: what stands behind the offset is counted, whole commands only, a kind of key together.
func TestWritten(t *testing.T) {
	select0 := "*2\r\n$6\r\nSELECT\r\n$1\r\n0\r\n"
	whole := "*3\r\n$4\r\nSADD\r\n$11\r\n{s01}:seen:7\r\n$2\r\n\r\n\r\n"
	first := "*3\r\n$4\r\nSADD\r\n$12\r\n{s01}:seen:7\r\n$2\r\n\r\n\r\n"
	second := "*3\r\n$4\r\nSADD\r\n$12\r\n{s02}:seen:8\r\n$2\r\nab\r\n"
	state := "*4\r\n$4\r\nHSET\r\n$15\r\n{s01}:p:x:state\r\n$5\r\nstate\r\n$3\r\nabc\r\n"
	alone := "*1\r\n$4\r\nEXEC\r\n"
	path := filepath.Join(t.TempDir(), "x.aof")
	write := func(text string) {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write(select0 + first + second + state + alone + state[:20])
	got, err := written(path, int64(len(select0)))
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]int64{
		"sadd seen": int64(len(first) + len(second)), "hset state": int64(len(state)), "exec": int64(len(alone)),
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	write(whole + state)
	if _, err := written(path, 0); err == nil {
		t.Error("a wrong length was read")
	}
}
