package align

import (
	"math"
	"math/rand/v2"
	"testing"
)

var criteria = map[string]Criterion{"silhouette": Silhouette, "elbow": Elbow, "gap": Gap, "bic": BIC}

// find is what the criterion makes of the values.
func find(values []float64, c Criterion) int {
	var km KMeans
	km.Fit(values, len(values))
	return (&Auto{Criterion: c}).Find(&km)
}

// planted has groups of normal numbers, 5 apart, of standard deviation 0.3.
func planted(rng *rand.Rand, tasks, groups int) []float64 {
	values := make([]float64, tasks)
	for i := range values {
		values[i] = 5*float64(i%groups) + 0.3*rng.NormFloat64()
	}
	return values
}

// The least shares of 100 draws in which a criterion finds the planted number.
// The weak ones are as its doc says: silhouette and elbow know no single
// group, elbow stops early, BIC goes on.
func TestAutoFindsPlantedGroups(t *testing.T) {
	tests := []struct {
		tasks, groups               int
		silhouette, elbow, gap, bic int
	}{
		{7, 1, 0, 0, 75, 40},
		{7, 2, 90, 95, 75, 40},
		{11, 3, 95, 95, 85, 50},
		{11, 5, 95, 0, 85, 50},
		{40, 1, 0, 0, 85, 90},
		{40, 2, 95, 95, 80, 90},
		{40, 5, 95, 95, 85, 80},
	}
	for _, tt := range tests {
		least := map[Criterion]int{Silhouette: tt.silhouette, Elbow: tt.elbow, Gap: tt.gap, BIC: tt.bic}
		for name, c := range criteria {
			rng := rand.New(rand.NewPCG(uint64(tt.tasks), uint64(tt.groups)))
			right := 0
			for range 100 {
				if find(planted(rng, tt.tasks, tt.groups), c) == tt.groups {
					right++
				}
			}
			if right < least[c] {
				t.Errorf("%s: %d groups of %d tasks found in %d of 100 draws, want %d", name, tt.groups, tt.tasks, right, least[c])
			}
		}
	}
}

func TestAutoCornerCases(t *testing.T) {
	tests := []struct {
		name   string
		values []float64
		want   int
	}{
		{"one task", []float64{3}, 1},
		{"two tasks", []float64{3, 9}, 1},
		{"equal values", []float64{2, 2, 2, 2, 2}, 1},
		{"two values", []float64{2, 2, 5, 2, 5, 5}, 2},
		{"two values of three tasks", []float64{2, 5, 2}, 2},
		{"three values", []float64{2, 2, 5, 2, 5, 5, 9, 9, 9}, 3},
	}
	for _, tt := range tests {
		for name, c := range criteria {
			if got := find(tt.values, c); got != tt.want {
				t.Errorf("%s, %s: %d groups, want %d", tt.name, name, got, tt.want)
			}
		}
	}
}

// No criterion depends on the unit, nor on the order of the tasks.
func TestAutoUnit(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	for range 50 {
		values := planted(rng, 12, 1+rng.IntN(4))
		scaled := make([]float64, len(values))
		for i, from := range rng.Perm(len(values)) {
			scaled[i] = 1024 * values[from]
		}
		for name, c := range criteria {
			if a, b := find(values, c), find(scaled, c); a != b {
				t.Errorf("%s: %d groups of %v, %d when scaled", name, a, values, b)
			}
		}
	}
}

// Two clumps are silhouettes by hand: a = 1, b = 10 or 11 and 9 or 10.
func TestSilhouetteByHand(t *testing.T) {
	var km KMeans
	km.Fit([]float64{0, 1, 10, 11}, 4)
	want := (2*(1-1/10.5) + 2*(1-1/9.5)) / 4
	if got := km.silhouette(make([]int, 2)); got-want > 1e-15 || want-got > 1e-15 {
		t.Errorf("silhouette %v, want %v", got, want)
	}
}

// By hand: {0, 1} and {10, 11} have W_2 = 1, all together W_1 = 101.
func TestElbowAndBICByHand(t *testing.T) {
	var km KMeans
	km.Fit([]float64{0, 1, 10, 11}, 4)
	likelihood := 4*math.Log(0.5) - 4.0/2*math.Log(2*math.Pi*1.0/2) - (4.0-2)/2
	for _, c := range []struct {
		name      string
		got, want float64
	}{
		{"below the chord", km.belowChord(2), 1 - 1.0/101 - 1.0/3},
		{"BIC", km.bic(make([]int, 2)), 2*likelihood - 4*math.Log(4)}, // two means, a share and a variance
	} {
		if math.Abs(c.got-c.want) > 1e-12 {
			t.Errorf("%s: %v, want %v", c.name, c.got, c.want)
		}
	}
}

// The gap's table is mean and deviation of log W_k over the draws, as of their
// definition, the deviation times sqrt(1 + 1/B).
func TestGapTable(t *testing.T) {
	const tasks = 6
	var g gap
	g.sample(tasks)
	rng := rand.New(rand.NewPCG(tasks, gapDraws))
	var logs [tasks - 1][]float64
	for range gapDraws {
		values := make([]float64, tasks)
		for i := range values {
			values[i] = rng.Float64()
		}
		var km KMeans
		km.Fit(values, tasks)
		for k := range logs {
			logs[k] = append(logs[k], math.Log(km.Inertia(k+1)))
		}
	}
	for k, of := range logs {
		mean := sumOf(of) / gapDraws
		var squares float64
		for _, v := range of {
			squares += (v - mean) * (v - mean)
		}
		want := math.Sqrt(squares/gapDraws) * math.Sqrt(1+1.0/gapDraws)
		if math.Abs(g.mean[k]-mean) > 1e-12 || math.Abs(g.error[k]-want) > 1e-12 {
			t.Errorf("%d groups: mean %v and error %v, want %v and %v", k+1, g.mean[k], g.error[k], mean, want)
		}
	}
}

func TestAutoHold(t *testing.T) {
	two, three := []float64{0, 0, 0, 5, 5, 5, 5}, []float64{0, 0, 5, 5, 9, 9, 9}
	steps := []struct {
		values []float64
		want   int
	}{
		{two, 2}, {three, 2}, {three, 2}, {two, 2}, {three, 2}, {three, 2}, {three, 3}, {two, 3}, {three, 3}, {two, 3}, {two, 3}, {two, 2},
	}
	a := Auto{Hold: 3}
	var km KMeans
	for i, s := range steps {
		km.Fit(s.values, len(s.values))
		if got := a.Choose(&km); got != s.want {
			t.Errorf("step %d: %d groups, want %d", i, got, s.want)
		}
	}
}
