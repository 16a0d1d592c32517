package redisserver

import (
	"context"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
)

const (
	socketFile = "redis.sock"
	recordFile = "redis.socket" // the path of a socket that is elsewhere
)

// findSocket returns where the server of a folder listens, if there is one.
func findSocket(dir string) string {
	record, err := os.ReadFile(filepath.Join(dir, recordFile)) //nolint:gosec // in our own folder
	if err != nil {
		return filepath.Join(dir, socketFile)
	}
	return strings.TrimSpace(string(record))
}

// placeSocket chooses where a new server will listen. A socket's path may have about 100 bytes, and some mounted
// folders take no sockets: if trying fails, the socket goes into a new private folder for temporary files, and the
// record in the data folder says where. A port on loopback would be open to every user of the machine. The folder's
// locks are held.
func placeSocket(ctx context.Context, dir string) (string, error) {
	removeSocket(dir, findSocket(dir)) // an owner that was killed may have left it
	here := filepath.Join(dir, socketFile)
	if canListen(ctx, here) {
		return here, nil
	}
	private, err := os.MkdirTemp("", "footing-redis-") // made with mode 0700
	if err != nil {
		return "", fmt.Errorf("make a folder for the socket: %w", err)
	}
	there := filepath.Join(private, socketFile)
	if err := os.WriteFile(filepath.Join(dir, recordFile), []byte(there+"\n"), 0o600); err != nil {
		return "", fmt.Errorf("record where the socket is: %w", err)
	}
	return there, nil
}

func canListen(ctx context.Context, path string) bool {
	var config net.ListenConfig
	listener, err := config.Listen(ctx, "unix", path)
	return err == nil && listener.Close() == nil // closing removes it
}

// removeSocket removes a socket that no server uses any more. It does no harm if that fails.
func removeSocket(dir, socket string) {
	_ = os.Remove(socket)
	if folder := filepath.Dir(socket); folder != dir {
		_ = os.Remove(folder) // only if empty: the record is a file, not a proof
	}
	_ = os.Remove(filepath.Join(dir, recordFile))
}
