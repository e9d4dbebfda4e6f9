package synthetic

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"sync/atomic"
)

// inOrder makes n things on all processors, blocks of them at a time, and
// hands them on in order.
func inOrder[T any](ctx context.Context, n, block int, produce func(i int) T, take func(i int, v T) error) error {
	list := make([]T, min(block, n))
	for first := 0; first < n; first += block {
		if err := ctx.Err(); err != nil {
			return err
		}
		list := list[:min(block, n-first)]
		var wait sync.WaitGroup
		var next atomic.Int64
		for range min(len(list), runtime.GOMAXPROCS(0)) {
			wait.Go(func() { // takes the next when it is done with one: some take longer
				for i := int(next.Add(1)) - 1; i < len(list); i = int(next.Add(1)) - 1 {
					list[i] = produce(first + i)
				}
			})
		}
		wait.Wait()
		for i, v := range list {
			if err := take(first+i, v); err != nil {
				return err
			}
		}
	}
	return nil
}

// writeFolder makes a folder what write puts into it: all of it, or nothing.
// Where it is there already, the error wraps fs.ErrExist.
func writeFolder(dir string, write func(part string) error) (string, error) {
	if _, err := os.Lstat(dir); err == nil {
		return "", fmt.Errorf("%s: %w", dir, fs.ErrExist)
	}
	if err := os.MkdirAll(filepath.Dir(dir), 0o755); err != nil {
		return "", err
	}
	part, err := os.MkdirTemp(filepath.Dir(dir), ".unfinished-*")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(part)
	if err = write(part); err == nil {
		err = errors.Join(os.Chmod(part, 0o755), os.Rename(part, dir))
	}
	return dir, err
}
