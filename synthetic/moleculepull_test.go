package synthetic

import (
	"slices"
	"testing"

	"github.com/mtobench/mtobench/tasks"
)

// embedPlainly is embed with every pair looked at in every step.
func (b *bounds) embedPlainly(at [][3]float64) {
	v := make([][3]float64, b.n)
	for range 800 {
		g := make([][3]float64, b.n)
		for i := range at {
			for j := range i {
				d := apartBy(at[i], at[j])
				off := b.off(i, j, d)
				if off == 0 || d < 1e-6 {
					continue
				}
				for c := range 3 {
					f := off * (at[i][c] - at[j][c]) / d
					g[i][c] += f
					g[j][c] -= f
				}
			}
		}
		for i := range at {
			for c := range 3 {
				v[i][c] = 0.85*v[i][c] - 0.04*g[i][c]
				at[i][c] += v[i][c]
			}
		}
	}
}

// TestMoleculesEmbed holds places against those of the plain sum over all
// pairs, to the bit.
func TestMoleculesEmbed(t *testing.T) {
	for i := range uint64(100) {
		r := tasks.Rand(2, "embed", i)
		b := drawSkeleton(r).newBounds(r)
		want := b.start(tasks.Rand(3, "embed", i))
		b.embedPlainly(want)
		got, kept := b.embed(tasks.Rand(3, "embed", i))
		if !slices.Equal(got, want) || kept != b.kept(want) {
			t.Errorf("molecule %d: places %v, of all pairs %v", i, got, want)
		}
	}
}
