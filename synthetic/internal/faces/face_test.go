package faces

import (
	"math"
	"slices"
	"testing"

	"github.com/mtobench/mtobench/tasks"
	"github.com/mtobench/mtobench/tasks/celeba"
)

// frequency is how many of CelebA's 202,599 faces have each attribute, in per
// cent (Liu et al. 2015, list_attr_celeba.txt).
var frequency = [celeba.Attributes]float64{
	11.1, 26.7, 51.3, 20.5, 2.2, 15.2, 24.1, 23.5, 23.9, 14.8, 5.1, 20.5, 14.2, 5.8, 4.7, 6.5, 6.3, 4.2, 38.7, 45.5,
	41.7, 48.3, 4.2, 11.5, 83.5, 28.4, 4.3, 27.7, 8.0, 6.6, 5.7, 48.2, 20.8, 32.0, 18.9, 4.8, 47.2, 12.3, 7.3, 77.4,
}

// TestFrequencies holds each attribute's share against CelebA's.
func TestFrequencies(t *testing.T) {
	const n = 20_000
	var count [celeba.Attributes]int
	for i := range n {
		for k, v := range pick(tasks.Rand(1, "pick", uint64(i))) {
			if v {
				count[k]++
			}
		}
	}
	for k, c := range count {
		got, want := 100*float64(c)/n, frequency[k]
		if math.Abs(got-want) > 1+0.06*want {
			t.Errorf("%s: %.1f %%, CelebA has %.1f %%", celeba.Names[k], got, want)
		}
	}
}

// TestCorrelations checks the signs and about the sizes of what goes together.
func TestCorrelations(t *testing.T) {
	const n = 20_000
	faces := make([]Attributes, n)
	for i := range faces {
		faces[i] = pick(tasks.Rand(2, "pick", uint64(i)))
	}
	for _, c := range []struct {
		a, b     Attribute
		low, top float64
	}{
		{Male, NoBeard, -0.65, -0.4},
		{Male, WearingLipstick, -0.9, -0.7},
		{Male, HeavyMakeup, -0.75, -0.55},
		{Male, Young, -0.4, -0.2},
		{Male, Bald, 0.1, 0.25},
		{Male, WearingNecktie, 0.2, 0.45},
		{HeavyMakeup, WearingLipstick, 0.7, 0.9},
		{Young, GrayHair, -0.5, -0.25},
		{Young, Attractive, 0.25, 0.5},
		{Smiling, HighCheekbones, 0.55, 0.8},
		{Smiling, MouthSlightlyOpen, 0.4, 0.65},
		{NoBeard, Goatee, -0.75, -0.45},
		{Chubby, DoubleChin, 0.4, 0.65},
		{StraightHair, WavyHair, -0.45, -0.25},
		{BlackHair, BlondHair, -0.35, -0.15},
	} {
		if got := correlation(faces, c.a, c.b); got < c.low || got > c.top {
			t.Errorf("%s and %s: correlation %.2f, want %v to %v", celeba.Names[c.a], celeba.Names[c.b], got, c.low, c.top)
		}
	}
	for i, f := range faces {
		hair := 0
		for _, k := range []Attribute{BlackHair, BlondHair, BrownHair, GrayHair} {
			if f[k] {
				hair++
			}
		}
		if hair > 1 || f[Bald] && (hair > 0 || f[Bangs]) || f[StraightHair] && f[WavyHair] || f[NoBeard] && (f[Goatee] || f[Mustache] || f[FiveOClockShadow]) {
			t.Fatalf("face %d cannot be: %v", i, f)
		}
	}
}

func correlation(faces []Attributes, a, b Attribute) float64 {
	var pa, pb, both float64
	for _, f := range faces {
		if f[a] {
			pa++
		}
		if f[b] {
			pb++
		}
		if f[a] && f[b] {
			both++
		}
	}
	n := float64(len(faces))
	pa, pb, both = pa/n, pb/n, both/n
	return (both - pa*pb) / math.Sqrt(pa*(1-pa)*pb*(1-pb))
}

// TestVisible draws faces with and without each attribute, all else being
// equal: somewhere in the picture the mean of a few pixels changes by what an
// eye would see.
func TestVisible(t *testing.T) {
	const side, n = 64, 16
	with, without := make([]float32, 3*side*side), make([]float32, 3*side*side)
	for k := range Attribute(celeba.Attributes) {
		mean := make([]float64, len(with))
		for i := range uint64(n) {
			a := plain(pick(tasks.Rand(3, "pick", i)), k)
			b := a
			a[k], b[k] = true, false
			render(tasks.Rand(3, "render", i), a, side, side, with)
			render(tasks.Rand(3, "render", i), b, side, side, without)
			for p := range with {
				mean[p] += math.Abs(float64(with[p]-without[p])) / n
			}
		}
		slices.Sort(mean)
		if seen := mean[len(mean)-30]; seen < 0.04 { // of thirty numbers, ten pixels or so
			t.Errorf("%s changes ten pixels by %.3f", celeba.Names[k], seen)
		}
	}
}

// plain are attributes without what would hide or contradict one.
func plain(a Attributes, k Attribute) Attributes {
	for _, other := range []Attribute{WearingHat, Bald, Blurry, Eyeglasses} {
		a[other] = false
	}
	hair := []Attribute{BlackHair, BlondHair, BrownHair, GrayHair}
	switch {
	case slices.Contains(hair, k):
		for _, c := range hair {
			a[c] = false
		}
	case k == StraightHair:
		a[WavyHair] = false
	case k == WavyHair:
		a[StraightHair] = false
	case k == FiveOClockShadow, k == Goatee, k == Mustache, k == Sideburns, k == NoBeard:
		a[NoBeard] = false
	}
	return a
}

func BenchmarkFace(b *testing.B) {
	pix := make([]float32, 3*64*64)
	for i := 0; b.Loop(); i++ {
		Draw(tasks.Rand(1, "faces", uint64(i)), 64, 64, pix)
	}
}
