package frame

import (
	"path/filepath"
	"testing"

	"github.com/mtobench/mtobench/tasks"
)

// BenchmarkRead reads and augments frames of NYUv2's size.
func BenchmarkRead(b *testing.B) {
	dir := b.TempDir()
	for _, s := range []string{"train", "val"} {
		if err := Write(filepath.Join(dir, s), 0, made(288, 384, 0, rooms), "label"); err != nil {
			b.Fatal(err)
		}
	}
	f, err := Open(dir, rooms)
	if err != nil {
		b.Fatal(err)
	}
	var whole, part Frame
	b.Run("read", func(b *testing.B) {
		for b.Loop() {
			if err := f.Read(tasks.Train, 0, &whole); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("augment", func(b *testing.B) {
		for i := uint64(0); b.Loop(); i++ {
			Augment(tasks.Rand(1, "augment", i), &whole, &part)
		}
	})
}
