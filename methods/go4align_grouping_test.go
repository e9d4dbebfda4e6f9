package methods

import (
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// variants are settings of every grouping and criterion.
func variants() []map[string]string {
	var all []map[string]string
	for _, name := range groupingNames {
		all = append(all, map[string]string{"grouping": name, "groups": "3"}, map[string]string{"grouping": name, "groups": "auto", "hold": "2"})
	}
	for _, name := range criterionNames {
		all = append(all, map[string]string{"groups": "auto", "criterion": name, "hold": "3"})
	}
	return append(all,
		map[string]string{"grouping": "lloyd", "lloyd": "kmeans_pytorch", "groups": "2"},
		map[string]string{"grouping": "fixed", "assign": "4,0,0,1,4"})
}

// A run that stops and goes on from its state, in a method made with another
// random stream, is the same bit by bit, and groups have ascending weights.
func TestGO4AlignGroupings(t *testing.T) {
	const cut, steps = 9, 25
	batches := randomSteps(conformTasks)
	for _, set := range variants() {
		second := goesOn(t, GO4Align, set, batches, cut, steps)
		checkGroups(t, set, second.(*go4align))
	}
}

// checkGroups wants one weight a group, the mean of its indicators.
func checkGroups(t *testing.T, set map[string]string, m *go4align) {
	t.Helper()
	tr := m.Trace()
	for k := range slices.Max(tr.Groups) + 1 {
		var sum, n, weight float64
		for j, of := range tr.Groups {
			if of == k {
				sum, n, weight = sum+m.indicator.Gamma[j], n+1, tr.Weights[j]
			}
		}
		if n == 0 || math.Abs(sum/n-weight) > 1e-12*weight {
			t.Errorf("%v: group %d of %v has weight %v, mean indicator %v", set, k, tr.Groups, weight, sum/n)
		}
	}
	if !slices.IsSorted(m.agrm.Centres) {
		t.Errorf("%v: centres %v", set, m.agrm.Centres)
	}
}

func TestGO4AlignNoAllocation(t *testing.T) {
	for _, set := range variants() {
		if name := set["grouping"]; name == "sdp" || strings.HasPrefix(name, "spectral") {
			continue
		}
		m := makeMethod(t, GO4Align, conformTasks, set)
		s := newStep([]float64{1, 2, 3, 4, 9}, nil)
		if n := testing.AllocsPerRun(20, func() {
			if err := m.Step(s.again()); err != nil {
				t.Fatal(err)
			}
		}); n != 0 {
			t.Errorf("%v: %v allocations a step", set, n)
		}
	}
}

func TestGO4AlignFixedAssignment(t *testing.T) {
	m := makeMethod(t, GO4Align, 4, map[string]string{"grouping": "fixed", "assign": "3,0,3,0", "beta": "0"})
	if err := m.Step(newStep([]float64{1, 2, 4, 8}, nil)); err != nil {
		t.Fatal(err)
	}
	if got := m.(*go4align).Trace().Groups; !slices.Equal(got, []int{1, 0, 1, 0}) {
		t.Errorf("groups %v", got)
	}
}

// Another number of groups is taken once it was found in hold steps in a row.
func TestGO4AlignHold(t *testing.T) {
	two, three := []float64{1, 1, 1, 4, 4, 4, 4}, []float64{1, 1, 2, 2, 9, 9, 9}
	m := makeMethod(t, GO4Align, 7, map[string]string{"groups": "auto", "criterion": "silhouette", "hold": "3", "beta": "0"})
	for step, c := range []struct {
		losses []float64
		want   int
	}{{two, 2}, {three, 2}, {three, 2}, {three, 3}, {two, 3}} {
		if err := m.Step(newStep(c.losses, nil)); err != nil {
			t.Fatal(err)
		}
		if got := slices.Max(traceOf(m).Groups) + 1; got != c.want {
			t.Errorf("step %d: %d groups, want %d", step, got, c.want)
		}
	}
}

// With decay D a loss counts (1-D)^age of its own: of two tasks whose losses
// differ by 2, Q has the ratio exp(-beta 2 (1 - (1-D)^t) / D) after t steps.
func TestGO4AlignDecay(t *testing.T) {
	m := makeMethod(t, GO4Align, 2, map[string]string{"beta": "0.1", "decay": "0.25"})
	for step := 1; step <= 20; step++ {
		if err := m.Step(newStep([]float64{1, 3}, nil)); err != nil {
			t.Fatal(err)
		}
		w, want := traceOf(m).Weights, math.Exp(-0.2*(1-math.Pow(0.75, float64(step)))/0.25)/3
		if got := w[1] / w[0]; math.Abs(got-want) > 1e-12*want {
			t.Errorf("step %d: ratio of weights %v, want %v", step, got, want)
		}
	}
}

// Lloyd's K-means runs as often as asked for, and so draws the more.
func TestGO4AlignRestarts(t *testing.T) {
	var left []uint64 // the next number of the stream after a step
	for _, restarts := range []string{"1", "2", "10"} {
		values, err := GO4Align.Resolve(map[string]string{"grouping": "lloyd", "restarts": restarts})
		if err != nil {
			t.Fatal(err)
		}
		source := rand.NewPCG(1, 2)
		m, err := GO4Align.New(Config{Tasks: 5, Rand: source, Values: values})
		if err != nil {
			t.Fatal(err)
		}
		if err := m.Step(newStep([]float64{1, 2, 3, 4, 9}, nil)); err != nil {
			t.Fatal(err)
		}
		left = append(left, source.Uint64())
	}
	if left[0] == left[1] || left[1] == left[2] || left[0] == left[2] {
		t.Errorf("different numbers of runs draw as often: %v", left)
	}
}

func TestGO4AlignBadGrouping(t *testing.T) {
	for _, tt := range []struct{ name, value, want string }{
		{"grouping", "kmeans", `one of exact, lloyd, spectral-qr, `},
		{"groups", "none", "a whole number from 1 to 1000 or one of auto"},
		{"criterion", "aic", "one of silhouette, elbow, gap, bic"},
		{"hold", "0", "from 1 to"},
		{"assign", "0,1", "parameter assign has 2 numbers for 3 tasks"},
		{"assign", "0,1,3", "puts task 2 into group 3; groups of 3 tasks are 0 to 2"},
		{"assign", "0,1,0.5", "a whole number"},
	} {
		set := map[string]string{"grouping": "fixed", tt.name: tt.value}
		values, err := GO4Align.Resolve(set)
		if err == nil {
			_, err = GO4Align.New(Config{Tasks: 3, Rand: rand.NewPCG(1, 2), Values: values})
		}
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s=%s: error %v, want %q", tt.name, tt.value, err, tt.want)
		}
	}
}
