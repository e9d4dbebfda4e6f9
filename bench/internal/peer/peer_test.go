package peer

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/mtobench/mtobench/bench/internal/spread"
	"github.com/mtobench/mtobench/reports/record"
)

func TestWriteRequest(t *testing.T) {
	var b bytes.Buffer
	if err := writeRequest(&b, stepsRequest{Op: "steps", N: 3, Threads: 1}, []float32{1, -2}); err != nil {
		t.Fatal(err)
	}
	want := `{"op":"steps","n":3,"threads":1}` + "\n\x00\x00\x80\x3f\x00\x00\x00\xc0"
	if b.String() != want {
		t.Errorf("%q, want %q", b.String(), want)
	}
}

func TestReadAnswer(t *testing.T) {
	for text, want := range map[string]string{
		`{"seconds": 0.5, "values": [1, 2]}` + "\n": "",
		`{"error": "out of memory"}` + "\n":         "out of memory",
		"Illegal instruction\n":                     "Illegal instruction",
		"":                                          "without an answer",
		`{"seconds": 0.5`:                           "without an answer",
	} {
		a, err := readAnswer(bufio.NewReader(strings.NewReader(text)))
		if want == "" && (err != nil || a.Seconds != 0.5 || len(a.Values) != 2) {
			t.Errorf("%q: %+v, %v", text, a, err)
		}
		if want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("%q: error %v, want %q", text, err, want)
		}
	}
}

func TestFindWithout(t *testing.T) {
	_, err := Find(context.Background(), "/no/python", "/no/other")
	if !errors.Is(err, ErrAbsent) {
		t.Fatal(err)
	}
	for _, want := range []string{"/no/python", "/no/other", "`apt-get install python3-torch libopenblas0-pthread`"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%v does not name %s", err, want)
		}
	}
}

// pytorch is a peer with PyTorch; without one the test is skipped.
func pytorch(t *testing.T) *Process {
	t.Helper()
	p, err := Find(context.Background(), "python3", "/usr/bin/python3")
	if errors.Is(err, ErrAbsent) {
		t.Skip(err)
	} else if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.Close() })
	return p
}

// TestPyTorch trains in PyTorch where there is one.
func TestPyTorch(t *testing.T) {
	p := pytorch(t)
	for _, w := range small {
		ours, err := w.build()
		if err != nil {
			t.Fatal(err)
		}
		theirs, err := p.buildAs(w.Spec, ours)
		if err != nil {
			t.Fatalf("%s: %v", w.Name, err)
		}
		a, err := w.agreement(ours, theirs, p)
		if err != nil || !a.Agree() || a.Drift != 0 {
			t.Errorf("%s: %+v, %v", w.Name, a, err)
		}
	}
	if _, err := p.build(small[2].Spec, make([]float32, 3)); err == nil {
		t.Error("three numbers made an MLP")
	}
	idle, peak, err := TheirMemory(context.Background(), p, small[0])
	if err != nil || idle < 16<<20 || peak < idle {
		t.Errorf("memory %d before and %d after, %v", idle, peak, err)
	}
}

// TestOperations against counts by hand.
func TestOperations(t *testing.T) {
	for _, c := range []struct {
		s    Spec
		want float64
	}{
		{Spec{Kind: LeNet, Tasks: 2, Batch: 256}, 1_424_896_000},
		{Spec{Kind: MLP, Tasks: 1, Batch: 1}, 2 * (3*(5376+65536+256) - 5376)},
		{Spec{Kind: MLP, Tasks: 3, PerTask: true, Batch: 2}, 4 * (70912 + 3*3*256 + 3*(2*70912-5376))},
		{Spec{Kind: Conv, Channels: 64, Size: 64, Batch: 4}, 3_623_878_656},
		// 864 to and in the first layer; 3 x 576 in SegNet, 3 x 576 + 544 in the predictions
		{Spec{Kind: SegNet, Tasks: 3, Levels: []int{2}, Height: 4, Width: 4, Batch: 1}, 2 * (2*864 + 3*(1728+1728+544))},
		// and of each task 128 + 192 in the gates, 2 x 576 between them
		{Spec{Kind: MTAN, Tasks: 3, Levels: []int{2}, Height: 4, Width: 4, Batch: 1}, 2 * (2*864 + 3*(1728+1728+544+3*(320+1152)))},
		// 1728, then 288 + 576 in each of three stages, 2 x 64 + 8 behind them
		{Spec{Kind: CelebA, Tasks: 1, Channels: 1, Size: 8, Batch: 2}, 4 * (2*1728 + 3*(3*864+136))},
	} {
		if got := c.s.Operations(); got != c.want {
			t.Errorf("%+v: %.0f operations, want %.0f", c.s, got, c.want)
		}
	}
}

// Of one graph of three nodes: the first layers take 3 x 11 x 64 + 6 x 5 x 128
// multiply-adds; the convolutions 3 (6 x 129 x 64 + 3 x 129 x 4096), or as
// published 6 x 128 x 4096 + 3 x 6 x 4096; the recurrent units 3 x 3 x 6 x 4096,
// the readout 3 (12 x 4096 + 2 x 3 x 64), the layers behind it 8192 + 11 x 64.
func TestMessageOperations(t *testing.T) {
	for form, want := range map[string]float64{Contracted: 31_720_320, Published: 21_612_672} {
		if got := messageOperations(1, 3, 6, form); got != want {
			t.Errorf("%s: %.0f operations, want %.0f", form, got, want)
		}
	}
	s := Spec{Kind: MPNN, Batch: 120, Form: Published}
	if ratio := s.TheirOperations() / s.Operations(); ratio < 4 || ratio > 9 {
		t.Errorf("the published form does %.1f times the operations", ratio)
	}
}

func TestLargestDifference(t *testing.T) {
	for _, c := range []struct {
		a, b []float64
		want float64
	}{
		{[]float64{1, 2}, []float64{1, 2}, 0},
		{[]float64{1.5, 2}, []float64{1, 4}, 0.5},
		{[]float64{0, 1}, []float64{0, 1}, 0},
		{[]float64{1}, []float64{0}, math.Inf(1)},
	} {
		if got := largestDifference(c.a, c.b); got != c.want {
			t.Errorf("%v and %v: %g, want %g", c.a, c.b, got, c.want)
		}
	}
	nan := Agreement{Difference: record.Float(largestDifference([]float64{math.NaN(), 1}, []float64{1, 1})), Drift: 1}
	if nan.Agree() {
		t.Error("NaN agrees with 1")
	}
}

// The two sides agree at Tolerance, or at three times the drift if they began at it.
func TestAgree(t *testing.T) {
	for _, c := range []struct {
		start, difference, drift record.Float
		want                     bool
	}{
		{1e-7, 9e-4, 0, true},
		{1e-7, 2e-3, 0, false},
		{1e-7, 2e-3, 0.7e-3, true},
		{1e-7, 2e-3, 0.6e-3, false},
		{2e-3, 2e-3, 1e-2, false},
		{record.Float(math.NaN()), 1e-4, 0, false},
	} {
		if a := (Agreement{Start: c.start, Difference: c.difference, Drift: c.drift}); a.Agree() != c.want {
			t.Errorf("%+v: %v", a, a.Agree())
		}
	}
	v := []float32{1, 1, 0, -2}
	nudge(v)
	if v[0] <= 1 || v[0] > 1+2e-7 || v[1] >= 1 || v[2] == 0 || v[2] > 1e-40 || v[3] >= -2 {
		t.Errorf("one rounding away: %v", v)
	}
}

// At a learning rate ten times the published one a small SegNet is so far from
// itself after 20 steps that only its own drift tells that both sides agree.
func TestDriftOfPyTorch(t *testing.T) {
	p := pytorch(t)
	w := Workload{Spec: Spec{Kind: SegNet, LR: 1e-3, Tasks: 3, Batch: 2, Levels: []int{3, 4, 5}, Height: 18, Width: 24}}
	ours, err := w.build()
	if err != nil {
		t.Fatal(err)
	}
	theirs, err := p.buildAs(w.Spec, ours)
	if err != nil {
		t.Fatal(err)
	}
	a, err := w.agreement(ours, theirs, p)
	if err != nil || a.Start > 1e-5 || a.Difference > Tolerance && a.Drift < Tolerance/driftFactor {
		t.Errorf("%+v, %v", a, err)
	}
}

func TestTable(t *testing.T) {
	at := func(v float64) spread.Spread { return spread.Spread{Low: v * 0.99, Median: v, High: v * 1.01, N: 25} }
	results := []Result{
		{Workload: "one", Batch: 5, Target: 0.3, Ours: at(0.025), Theirs: at(0.1), Ratio: at(0.25), All: at(0.95), Rate: 5.5e10, Share: at(0.5), TheirShare: at(0.125), Agreement: Agreement{Difference: 2e-6, Steps: agreeSteps}},
		{Workload: "two", Target: 0.3, Ours: at(1), Theirs: at(1), Ratio: spread.Spread{Low: 0.1, Median: 0.31, High: 0.9, N: 9}, All: at(0.1), Share: at(0.1), TheirShare: at(0.1), Agreement: Agreement{Difference: 0.2, Drift: 0.05, Steps: slowSteps}},
		{Workload: "three", Target: 0.3, Ours: at(0.05), Theirs: at(0.1), Ratio: at(0.5), All: at(0.1), Agreement: Agreement{Difference: 0.02, Drift: 0.016, Steps: agreeSteps}, Memory: Memory{3 << 20, 5 << 20, 2 << 20}},
	}
	var b bytes.Buffer
	if err := Table(&b, results, Product{}); err != nil {
		t.Fatal(err)
	}
	cells := cellsOf(t, &b, 3)
	want := []string{"one", "25", "100", "0.250 (0.247 to 0.253)", "0.30", "reached", "0.950 (0.941 to 0.959)", "0.90", "missed", "55.0", "50 %", "12 %", "agree (2e-06)"}
	if strings.Join(cells[0], ";") != strings.Join(want, ";") {
		t.Errorf("%q, want %q", cells[0], want)
	}
	if cells[1][5] != spread.Unknown || cells[1][12] != "DIFFER (2e-01; PyTorch from itself 5e-02) after 5 steps" {
		t.Errorf("%q", cells[1])
	}
	if cells[2][5] != spread.Missed || cells[2][12] != "agree (2e-02; PyTorch from itself 2e-02)" {
		t.Errorf("%q", cells[2])
	}
	if err := Table(&b, results, Product{Slow: true}); err != nil {
		t.Fatal(err)
	}
	cells = cellsOf(t, &b, 3)
	want = []string{slowBLAS, spread.Missed, spread.Unknown, slowBLAS, spread.Missed, slowBLAS}
	if got := []string{cells[0][5], cells[0][8], cells[1][5], cells[1][8], cells[2][5], cells[2][8]}; !slices.Equal(got, want) {
		t.Errorf("verdicts %q against a slow BLAS, want %q", got, want)
	}
	if !strings.Contains(Legend, `"`+slowBLAS+`": `) {
		t.Errorf("no word about %s below the table", slowBLAS)
	}
	if err := MemoryTable(&b, results); err != nil {
		t.Fatal(err)
	}
	cells = cellsOf(t, &b, 3)
	if got, want := strings.Join(cells[0], ";"), "one;5;200;50;–;–;–"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	if got, want := strings.Join(cells[2][4:], ";"), "3;5;2"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

// cellsOf are the cells of a Markdown table below its head.
func cellsOf(t *testing.T, b *bytes.Buffer, rows int) [][]string {
	t.Helper()
	lines := strings.Split(strings.TrimSpace(b.String()), "\n")
	if len(lines) != rows+2 {
		t.Fatal(b.String())
	}
	b.Reset()
	var cells [][]string
	for _, l := range lines[2:] {
		var row []string
		for _, c := range strings.Split(strings.Trim(l, "|"), "|") {
			row = append(row, strings.TrimSpace(c))
		}
		cells = append(cells, row)
	}
	return cells
}

func TestChoose(t *testing.T) {
	for list, want := range map[string]string{
		"lenet":           "lenet2 lenet2-grads",
		"mlp*-grads":      "mlp11-grads mlp40-grads",
		"conv64, mlp7":    "mlp7 conv64",
		"mlp40,mlp40":     "mlp40",
		"mlp4?,mlp,conv*": "mlp7 mlp40 mlp11-grads mlp40-grads conv64 conv128",
	} {
		if got, err := Choose(list); err != nil || names(got) != want {
			t.Errorf("%s: %s, %v, want %s", list, names(got), err, want)
		}
	}
	all, _ := Choose("all")
	usual, _ := Choose("")
	quick := slices.DeleteFunc(slices.Clone(Workloads), func(w Workload) bool { return w.Slow })
	if len(all) != len(Workloads) || names(usual) != names(quick) {
		t.Errorf("all are %s, the usual ones %s", names(all), names(usual))
	}
	for list, want := range map[string]string{
		"mlp7,x": `unknown workload "x"; valid are lenet2, mlp7, `,
		"mlp[":   `workload pattern "mlp[": it is not well-formed`,
		"mlp7,":  `unknown workload ""; valid are `,
	} {
		if _, err := Choose(list); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%s: %v, want %s", list, err, want)
		}
	}
}

func names(list []Workload) string {
	var all []string
	for _, w := range list {
		all = append(all, w.Name)
	}
	return strings.Join(all, " ")
}

// Names differ, and none is a group's or one that has another meaning.
func TestNames(t *testing.T) {
	seen := map[string]bool{"all": true, "": true}
	for _, w := range Workloads {
		if seen[w.Name] {
			t.Errorf("two things are called %q", w.Name)
		}
		seen[w.Name] = true
		if !strings.Contains(List(), w.Name+" ") || !strings.Contains(List(), w.Title) {
			t.Errorf("%s is not in the list", w.Name)
		}
	}
	for _, w := range Workloads {
		if w.Group == "" || seen[w.Group] {
			t.Errorf("%s: a group called %q", w.Name, w.Group)
		}
	}
}
