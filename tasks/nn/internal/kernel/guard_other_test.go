//go:build !linux

package kernel

import "testing"

// guarded gives n floats and others right behind or before them.
func guarded(t *testing.T, n int, atEnd bool) (x, spare []float32) {
	v := make([]float32, n+64)
	if atEnd {
		return v[64:], v[:64]
	}
	return v[:n:n], v[n:]
}
