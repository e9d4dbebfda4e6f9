package reports

import (
	"maps"
	"math"
	"slices"
	"testing"

	"github.com/mtobench/mtobench/tasks"
	"github.com/mtobench/mtobench/tasks/golden"
)

func TestGoldenDeltaM(t *testing.T) {
	var file struct {
		Tolerance float64
		Constants map[string]struct {
			Stats []string
			Base  golden.Floats
			Sign  []int `json:"sign_higher_is_better"`
		}
		Cases []struct {
			Input struct {
				Suite  string
				Values golden.Floats
			}
			Expect struct {
				Delta golden.Float `json:"delta_m_percent"`
			}
			Tolerance *float64
		}
	}
	golden.Load(t, "delta_m_constants.json", &file)
	if len(file.Cases) == 0 {
		t.Fatal("the file has no cases")
	}
	for i, c := range file.Cases {
		k := file.Constants[c.Input.Suite]
		metrics := make([]tasks.Metric, len(k.Base))
		for m := range metrics {
			metrics[m] = tasks.Metric{Name: k.Stats[m], Higher: k.Sign[m] == 1}
		}
		tolerance := file.Tolerance
		if c.Tolerance != nil {
			tolerance = *c.Tolerance
		}
		got := DeltaMetrics(c.Input.Values, k.Base, metrics)
		if !(math.Abs(got-float64(c.Expect.Delta)) <= tolerance) {
			t.Errorf("case %d (%s): got %v, want %v", i, c.Input.Suite, got, c.Expect.Delta)
		}
	}
}

// TestGoldenLibMTL holds delta-m per task against LibMTL's count_improvement,
// a fraction that is positive where ours, a percentage, is negative.
func TestGoldenLibMTL(t *testing.T) {
	var file struct {
		Tolerance float64
		Cases     []struct {
			Input struct {
				Base, New map[string]golden.Floats
				Higher    map[string][]int `json:"weight_higher_is_better"`
			}
			Expect struct {
				Improvement golden.Float `json:"count_improvement"`
			}
		}
	}
	golden.Load(t, "metrics_libmtl.json", &file)
	checked := 0
	for i, c := range file.Cases {
		if c.Input.Base == nil {
			continue
		}
		checked++
		var metrics []tasks.Metric
		var values, base []float64
		for _, task := range slices.Sorted(maps.Keys(c.Input.Base)) {
			for m, b := range c.Input.Base[task] {
				metrics = append(metrics, tasks.Metric{Task: task, Higher: c.Input.Higher[task][m] == 1})
				values, base = append(values, c.Input.New[task][m]), append(base, b)
			}
		}
		got := -DeltaTasks(values, base, metrics) / 100
		if !(math.Abs(got-float64(c.Expect.Improvement)) <= file.Tolerance) {
			t.Errorf("case %d: got %v, want %v", i, got, c.Expect.Improvement)
		}
	}
	if checked == 0 {
		t.Error("no case of count_improvement")
	}
}

// TestDeltaDefinitions holds the two definitions apart: LS on NYUv2 loses
// over metrics, where normals count five times of nine, and gains per task.
func TestDeltaDefinitions(t *testing.T) {
	p := publishedTables(t, "nyuv2")
	ls, stl := numbers(p.row("LS").Values), numbers(p.row("STL").Values)
	over, per := DeltaMetrics(ls, stl, p.metrics()), DeltaTasks(ls, stl, p.metrics())
	if math.Abs(over-5.589) > 0.001 || math.Abs(per-(-0.88)) > 0.005 {
		t.Errorf("LS: %.3f over metrics, %.3f per task; want 5.589 and -0.88", over, per)
	}
}

func TestChange(t *testing.T) {
	for _, c := range []struct {
		value, base float64
		higher      bool
		want        float64
	}{
		{110, 100, false, 10},
		{110, 100, true, -10},
		{-0.5, -1, true, -50},
		{-0.5, -1, false, 50},
		{1, 0, true, math.NaN()},
		{1, math.Inf(1), true, math.NaN()},
		{1, math.NaN(), false, math.NaN()},
		{math.NaN(), 1, false, math.NaN()},
	} {
		got := Change(c.value, c.base, c.higher)
		if got != c.want && !(math.IsNaN(got) && math.IsNaN(c.want)) {
			t.Errorf("Change(%v, %v, %v) = %v, want %v", c.value, c.base, c.higher, got, c.want)
		}
	}
}

func TestDeltaLeavesOutUnusableBaselines(t *testing.T) {
	metrics := []tasks.Metric{{Task: "a"}, {Task: "a"}, {Task: "b"}, {}}
	values := []float64{1.1, 5, 2.4, 3}
	base := []float64{1, 0, 2, 1}
	if got, want := DeltaMetrics(values, base, metrics), (10+20+200)/3.0; math.Abs(got-want) > 1e-9 {
		t.Errorf("over metrics: got %v, want %v", got, want)
	}
	if got, want := DeltaTasks(values, base, metrics), 15.0; math.Abs(got-want) > 1e-9 {
		t.Errorf("per task: got %v, want %v", got, want)
	}
	if got := DeltaMetrics(values, make([]float64, 4), metrics); !math.IsNaN(got) {
		t.Errorf("without a usable baseline: got %v, want NaN", got)
	}
}
