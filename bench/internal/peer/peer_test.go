package peer

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"math"
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
	for _, want := range []string{"/no/python", "/no/other", "apt-get install python3-torch"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%v does not name %s", err, want)
		}
	}
}

// TestPyTorch trains in PyTorch where there is one.
func TestPyTorch(t *testing.T) {
	p, err := Find(context.Background(), "python3", "/usr/bin/python3")
	if err != nil {
		t.Skip(err)
	}
	defer p.Close()
	for _, w := range small {
		ours, numbers, err := w.build()
		if err != nil {
			t.Fatal(err)
		}
		theirs, err := p.build(w, numbers)
		if err != nil {
			t.Fatal(err)
		}
		d, err := difference(ours, theirs)
		if err != nil || !(d <= Tolerance) {
			t.Errorf("%s: difference %g, %v", w.Name, d, err)
		}
	}
	if _, err := p.build(small[2], make([]float32, 3)); err == nil {
		t.Error("three numbers made an MLP")
	}
}

// TestOperations against counts by hand.
func TestOperations(t *testing.T) {
	for _, c := range []struct {
		w    Workload
		want float64
	}{
		{Workload{Kind: LeNet, Tasks: 2, Batch: 256}, 1_424_896_000},
		{Workload{Kind: MLP, Tasks: 1, Batch: 1}, 2 * (3*(5376+65536+256) - 5376)},
		{Workload{Kind: MLP, Tasks: 3, PerTask: true, Batch: 2}, 4 * (70912 + 3*3*256 + 3*(2*70912-5376))},
		{Workload{Kind: Conv, Channels: 64, Size: 64, Batch: 4}, 3_623_878_656},
	} {
		if got := c.w.Operations(); got != c.want {
			t.Errorf("%+v: %.0f operations, want %.0f", c.w, got, c.want)
		}
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
	nan := Result{Difference: record.Float(largestDifference([]float64{math.NaN(), 1}, []float64{1, 1}))}
	if nan.Agree() {
		t.Error("NaN agrees with 1")
	}
}

func TestTable(t *testing.T) {
	at := func(v float64) spread.Spread { return spread.Spread{Low: v * 0.99, Median: v, High: v * 1.01, N: 25} }
	var b bytes.Buffer
	err := Table(&b, []Result{
		{Workload: "one", Target: 0.3, Ours: at(0.025), Theirs: at(0.1), Ratio: at(0.25), All: at(0.95), Rate: 5.5e10, Share: at(0.5), TheirShare: at(0.125), Difference: 2e-6},
		{Workload: "two", Target: 0.3, Ours: at(1), Theirs: at(1), Ratio: spread.Spread{Low: 0.1, Median: 0.31, High: 0.9, N: 9}, All: at(0.1), Share: at(0.1), TheirShare: at(0.1), Difference: 0.2},
	})
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(b.String()), "\n")
	if len(lines) != 4 {
		t.Fatal(b.String())
	}
	var cells [][]string
	for _, l := range lines[2:] {
		var row []string
		for _, c := range strings.Split(strings.Trim(l, "|"), "|") {
			row = append(row, strings.TrimSpace(c))
		}
		cells = append(cells, row)
	}
	want := []string{"one", "25", "100", "0.250 (0.247 to 0.253)", "0.30", "reached", "0.950 (0.941 to 0.959)", "0.90", "missed", "55.0", "50 %", "12 %", "agree (2e-06)"}
	if strings.Join(cells[0], ";") != strings.Join(want, ";") {
		t.Errorf("%q, want %q", cells[0], want)
	}
	if cells[1][5] != spread.Unknown || cells[1][12] != "DIFFER (2e-01)" {
		t.Errorf("%q", cells[1])
	}
}
