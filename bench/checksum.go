package main

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"io"
	"os"
	"path/filepath"
)

// largeData is the size from which on the checksum of files is kept in the
// user's cache folder: to read them all at each start takes long.
const largeData = 256 << 20

// checksum is the SHA-256 of files, names included; empty for no files.
func checksum(files []string) (string, error) {
	if len(files) == 0 {
		return "", nil
	}
	stamp, size, err := stampOf(files)
	if err != nil {
		return "", err
	}
	if size < largeData {
		return contentSum(files)
	}
	return keptSum(stamp, files)
}

// stampOf is a SHA-256 of paths, sizes and times of change, and the size of all.
func stampOf(files []string) (stamp string, size int64, err error) {
	h := sha256.New()
	for _, name := range files {
		info, err := os.Stat(name)
		if err != nil {
			return "", 0, err
		}
		full, err := filepath.Abs(name)
		if err != nil {
			return "", 0, err
		}
		fmt.Fprintf(h, "%s\x00%d\x00%d\x00", full, info.Size(), info.ModTime().UnixNano())
		size += info.Size()
	}
	return sum(h), size, nil
}

// keptSum is the contentSum of files of this stamp, worked out once. Without a
// cache folder all goes on, only slower.
func keptSum(stamp string, files []string) (string, error) {
	dir, noCache := os.UserCacheDir()
	kept := filepath.Join(dir, "mtobench", "checksum-"+stamp)
	if b, err := os.ReadFile(kept); err == nil && noCache == nil && len(b) == hex.EncodedLen(sha256.Size) {
		return string(b), nil
	}
	s, err := contentSum(files)
	if err == nil && noCache == nil {
		_ = os.MkdirAll(filepath.Dir(kept), 0o755)
		_ = os.WriteFile(kept, []byte(s), 0o644)
	}
	return s, err
}

// contentSum is the SHA-256 of the names and contents of files.
func contentSum(files []string) (string, error) {
	h := sha256.New()
	for _, name := range files {
		f, err := os.Open(name)
		if err != nil {
			return "", err
		}
		fmt.Fprintf(h, "%s\x00", filepath.Base(name))
		_, err = io.Copy(h, f)
		f.Close()
		if err != nil {
			return "", err // names the file
		}
	}
	return sum(h), nil
}

func sum(h hash.Hash) string { return hex.EncodeToString(h.Sum(nil)) }
