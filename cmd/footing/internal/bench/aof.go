package bench

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// appendOnly is the file to which the scene's redis-server appends.
func (s *scene) appendOnly() (string, error) {
	files, err := filepath.Glob(filepath.Join(s.dir, "redis", "appendonlydir", "*.incr.aof"))
	if err != nil || len(files) != 1 {
		return "", fmt.Errorf("look for the append-only file: there are %q", files)
	}
	return files[0], nil
}

// written tells what stands in an append-only file from an offset on: bytes by command and the last word of its key.
func written(path string, offset int64) (map[string]int64, error) {
	f, err := os.Open(path) //nolint:gosec // in our own folder
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	sum := map[string]int64{}
	for in, at := bufio.NewReader(f), int64(0); ; {
		words, size, err := command(in)
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) { // the last one is being written
			return sum, nil
		}
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", path, err)
		}
		if at >= offset {
			sum[words] += size
		}
		at += size
	}
}

// command reads one command: its name and the last word of its key, and its length in bytes. Numbers are no words:
// they tell one key from another of the same kind.
func command(in *bufio.Reader) (words string, size int64, err error) {
	count, size, err := length(in, '*')
	if err != nil {
		return "", 0, err
	}
	var parts []string
	for n := range count {
		long, took, err := length(in, '$')
		if err != nil {
			return "", 0, err
		}
		if size += took + int64(long) + 2; n >= 2 {
			if _, err := in.Discard(long + 2); err != nil {
				return "", 0, err
			}
			continue
		}
		text := make([]byte, long+2)
		if _, err := io.ReadFull(in, text); err != nil {
			return "", 0, err
		}
		parts = append(parts, string(text[:long]))
	}
	words = strings.ToLower(parts[0])
	if len(parts) > 1 {
		path := strings.Split(parts[1], ":")
		last := path[len(path)-1]
		if _, err := strconv.Atoi(last); err == nil && len(path) > 1 {
			last = path[len(path)-2]
		}
		words += " " + last
	}
	return words, size, nil
}

// length reads a line such as *3 or $12: the number, and how many bytes the line has.
func length(in *bufio.Reader, mark byte) (n int, size int64, err error) {
	line, err := in.ReadString('\n')
	if err != nil {
		return 0, 0, err
	}
	if line[0] != mark {
		return 0, 0, fmt.Errorf("a line begins with %q, want %q", line[0], mark)
	}
	n, err = strconv.Atoi(strings.TrimSpace(line[1:]))
	if err == nil && (n < 0 || mark == '*' && n == 0) {
		err = fmt.Errorf("a length of %d", n)
	}
	return n, int64(len(line)), err
}
