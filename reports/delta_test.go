package reports

import (
	"encoding/csv"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
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

// TestPublishedTables recomputes delta-m and MR of the tables that GO4Align
// (NeurIPS 2024) prints. The printed metrics are rounded, and so delta-m must
// agree within what the rounding of methods and baseline allows.
func TestPublishedTables(t *testing.T) {
	// IMTL-G's -0.76 on NYUv2 has been reprinted since Nash-MTL, but no
	// rounding of the printed metrics gives it: they give -0.60.
	misprints := map[string]float64{"nyuv2 IMTL-G": -0.60}
	for _, name := range []string{"nyuv2", "cityscapes", "qm9"} {
		table := scoreFile(t, filepath.Join("testdata", "published", name+".csv"))
		base := table.Rows[0]
		for _, want := range readPrinted(t, filepath.Join("testdata", "published", name+"_printed.csv")) {
			for _, row := range table.Rows {
				if row.Method != want.method {
					continue
				}
				delta := want.delta
				if v, is := misprints[name+" "+row.Method]; is {
					delta = v
				}
				if d := math.Abs(row.DeltaMetrics - delta); d > rounding(row, base)+half(want.printed)+1e-9 {
					t.Errorf("%s %s: delta-m %.3f, printed %s", name, row.Method, row.DeltaMetrics, want.printed)
				}
			}
		}
	}
}

// TestPublishedRanks checks MR against the same tables. CityScapes is not
// among them: there the printed row of LS repeats the numbers of SI.
func TestPublishedRanks(t *testing.T) {
	for _, name := range []string{"nyuv2", "qm9"} {
		table := scoreFile(t, filepath.Join("testdata", "published", name+".csv"))
		tolerance := 0.00501
		if name == "qm9" {
			// GO4Align ranks two decimals of these. Its digits are not kept
			// here for every row, so one place in one of 11 metrics is allowed.
			table.roundTo2("mu", "alpha", "c_v")
			table.score()
			tolerance += 1.0 / 11
		}
		for _, want := range readPrinted(t, filepath.Join("testdata", "published", name+"_printed.csv")) {
			for _, row := range table.Rows {
				if row.Method == want.method && math.Abs(row.MR-want.mr) > tolerance {
					t.Errorf("%s %s: MR %.3f, printed %.2f", name, row.Method, row.MR, want.mr)
				}
			}
		}
	}
}

func (t *ScoreTable) roundTo2(names ...string) {
	for i, m := range t.Metrics {
		for _, name := range names {
			if m.Name == name {
				for _, r := range t.Rows {
					r.Values[i] = math.Round(r.Values[i]*100) / 100
				}
			}
		}
	}
}

// rounding bounds how far the rounding of its printed metrics can move a
// row's delta-m.
func rounding(row, base ScoreRow) float64 {
	var sum float64
	for i, b := range base.Values {
		sum += 100 * (half(row.printed[i])/b + math.Abs(row.Values[i])*half(base.printed[i])/(b*b))
	}
	return sum / float64(len(base.Values))
}

// half is half a unit of the last printed digit.
func half(printed string) float64 {
	_, decimals, _ := strings.Cut(printed, ".")
	return 0.5 * math.Pow(10, -float64(len(decimals)))
}

func scoreFile(t *testing.T, path string) *ScoreTable {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	table, err := Score(f, path, "STL")
	if err != nil {
		t.Fatal(err)
	}
	return table
}

type printedRow struct {
	method, printed string
	delta, mr       float64
}

func readPrinted(t *testing.T, path string) []printedRow {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	lines, err := csv.NewReader(strings.NewReader(string(b))).ReadAll()
	if err != nil || len(lines) < 2 {
		t.Fatalf("%s: %v", path, err)
	}
	var rows []printedRow
	for _, l := range lines[1:] {
		delta, err1 := strconv.ParseFloat(l[1], 64)
		mr, err2 := strconv.ParseFloat(l[2], 64)
		if err1 != nil || err2 != nil {
			t.Fatalf("%s: %v", path, l)
		}
		rows = append(rows, printedRow{l[0], l[1], delta, mr})
	}
	return rows
}

// TestDeltaDefinitions holds the two definitions apart: LS on NYUv2 loses
// over metrics, where normals count five times of nine, and gains per task.
func TestDeltaDefinitions(t *testing.T) {
	table := scoreFile(t, filepath.Join("testdata", "published", "nyuv2.csv"))
	for _, r := range table.Rows {
		if r.Method != "LS" {
			continue
		}
		if math.Abs(r.DeltaMetrics-5.589) > 0.001 || math.Abs(r.DeltaTasks-(-0.88)) > 0.005 {
			t.Errorf("LS: %.3f over metrics, %.3f per task; want 5.589 and -0.88", r.DeltaMetrics, r.DeltaTasks)
		}
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
