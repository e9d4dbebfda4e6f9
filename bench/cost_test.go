package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/mtobench/mtobench/bench/internal/peer"
	"github.com/mtobench/mtobench/bench/internal/spread"
)

func TestCost(t *testing.T) {
	t.Setenv(asProgram, "1")
	args := []string{"cost", "-suite", "mlp3,toy", "-method", "ls,famo,nashmtl", "-budget", "1ms", "-out", t.TempDir()}
	var r costReport
	out := bench(t, append(args, "-json")...).want(t, exitOK).stdout
	if err := json.Unmarshal([]byte(out), &r); err != nil {
		t.Fatal(err)
	}
	if len(r.Steps) != 6 || len(r.Starts) != 2 {
		t.Fatalf("%d steps and %d starts", len(r.Steps), len(r.Starts))
	}
	for _, c := range r.Steps {
		if !(c.Step > 0 && c.Ratio > 0) || c.Pairs < 7 || c.PeakRSS < 1<<20 {
			t.Errorf("%s on %s: %+v", c.Key.Method, c.Key.Suite, c)
		}
		want := map[string][2]float64{"ls": {1, 1}, "famo": {2, 1}, "nashmtl": {1, float64(len(c.Suite.Tasks))}}[c.Key.Method]
		if got := [2]float64{c.Forwards, c.Backwards}; got != want {
			t.Errorf("%s on %s: %v passes a step, want %v", c.Key.Method, c.Key.Suite, got, want)
		}
	}
	for _, s := range r.Starts {
		if !(0 < s.Least && s.Least <= s.First && s.First <= s.Longest) || s.PeakRSS < 1<<20 {
			t.Errorf("%+v", s)
		}
	}
	text := bench(t, args...).want(t, exitOK).stdout
	for _, want := range []string{"MLP 21-256-256, K = 3", "Nash-MTL", "to the first step, ms", "| toy"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
}

// Two numbers of tasks give a figure; it and the costs behind it are on disk.
func TestCostFigure(t *testing.T) {
	dir := t.TempDir()
	r := bench(t, "cost", "-suite", "mlp2,mlp5", "-method", "ls,pcgrad", "-budget", "1ms", "-out", dir, "-json").want(t, exitOK)
	var report costReport
	if err := json.Unmarshal([]byte(r.stdout), &report); err != nil || len(report.Steps) != 4 {
		t.Fatalf("%v, %d steps", err, len(report.Steps))
	}
	for _, name := range []string{"cost_tasks.svg", "cost_tasks.png", "cost_tasks.json"} {
		if b, err := os.ReadFile(filepath.Join(dir, "cost", name)); err != nil || len(b) == 0 {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestCostWithoutPyTorch(t *testing.T) {
	defer func(old []string) { pythons = old }(pythons)
	pythons = []string{"/no/python"}
	r := bench(t, "cost", "-peer", "-workload", "mlp7").want(t, exitOK)
	if r.stdout != "" || strings.Count(r.stderr, "\n") != 1 || !strings.Contains(r.stderr, "skipped: no PyTorch") {
		t.Errorf("stdout %q, stderr %q", r.stdout, r.stderr)
	}
	r = bench(t, "cost", "-peer", "-python", "/no/other").want(t, exitUsage)
	if !strings.Contains(r.stderr, "/no/other") || !strings.Contains(r.stderr, "apt-get install python3-torch libopenblas0-pthread") {
		t.Error(r.stderr)
	}
}

func TestCostBadInput(t *testing.T) {
	for _, args := range [][]string{
		{"-suite", "mlp"}, {"-suite", "mlp0"}, {"-suite", "nothing"}, {"-method", "nothing"}, {"-start", "nothing"}, {"rest"},
		{"-peer", "-workload", "nothing"}, {"-workload", "mlp7"}, {"-peer", "-start", "nothing"},
		{"-tasks", "3"}, {"-params", "100", "-peer"}, {"-budget", "4"}, {"-budget", "-1s"},
	} {
		r := bench(t, append([]string{"cost"}, args...)...).want(t, exitUsage)
		if r.stdout != "" || strings.Count(r.stderr, "\n") != 1 {
			t.Errorf("%v: stdout %q, stderr %q", args, r.stdout, r.stderr)
		}
	}
}

// A workload starts alone and tells its memory; -h lists all.
func TestCostWorkload(t *testing.T) {
	r := bench(t, "cost", "-peer", "-start", "mlp7").want(t, exitOK)
	var s started
	told, ok := strings.CutPrefix(r.stdout, "first step\n")
	if err := json.Unmarshal([]byte(told), &s); !ok || err != nil || s.PeakRSS < 1<<20 {
		t.Errorf("%q: %v", r.stdout, err)
	}
	help := bench(t, "cost", "-h").want(t, exitOK).stdout
	for _, w := range peer.Workloads {
		if !strings.Contains(help, "\n  "+w.Name+" ") {
			t.Errorf("-h does not name %s", w.Name)
		}
	}
}

func TestCostArithmetic(t *testing.T) {
	r := bench(t, "cost", "-arithmetic", "-method", "ls,pcgrad,go4align", "-tasks", "2,3", "-params", "10,20", "-budget", "0s").want(t, exitOK)
	for _, want := range []string{"| LS       | 3 | any", "| PCGrad   | 3 | 2e+01", "| GO4Align | 2 | any"} {
		if !strings.Contains(r.stdout, want) {
			t.Errorf("no %q in\n%s", want, r.stdout)
		}
	}
	if n := strings.Count(r.stdout, "| PCGrad"); n != 4 {
		t.Errorf("PCGrad stands %d times, not for each K and P", n)
	}
	for _, bad := range [][]string{{"-tasks", "1"}, {"-tasks", "x"}, {"-params", "1.5"}, {"-params", ""}} {
		r := bench(t, append([]string{"cost", "-arithmetic", "-method", "ls"}, bad...)...).want(t, exitUsage)
		if !strings.Contains(r.stderr, bad[0]) {
			t.Errorf("%v: %s", bad, r.stderr)
		}
	}
}

// cancels ends what runs when text is written to it.
type cancels struct {
	bytes.Buffer
	text   string
	cancel func()
}

func (c *cancels) Write(p []byte) (int, error) {
	if strings.Contains(string(p), c.text) {
		c.cancel()
	}
	return c.Buffer.Write(p)
}

// What was measured before an interrupt is shown.
func TestCostInterrupted(t *testing.T) {
	for _, asJSON := range []bool{false, true} {
		var stdout bytes.Buffer
		ctx, cancel := context.WithCancel(t.Context())
		stderr := &cancels{text: "step of uw", cancel: cancel}
		args := []string{"cost", "-suite", "toy", "-method", "ls,uw,dwa", "-budget", "1ms", "-out", t.TempDir()}
		if asJSON {
			args = append(args, "-json")
		}
		env := &environment{ctx: ctx, stdout: &stdout, stderr: stderr, catalogue: defaultCatalogue()}
		if status := runIn(env, args); status != exitInterrupted {
			t.Errorf("exit status %d", status)
		}
		if out := stdout.String(); !strings.Contains(out, "LS") || strings.Contains(out, "UW") || strings.Contains(out, "to the first step") {
			t.Errorf("it shows\n%s", out)
		}
		if !strings.Contains(stderr.String(), "interrupted") {
			t.Errorf("it says\n%s", stderr.String())
		}
	}
}

// A slow BLAS under PyTorch is told above the tables and in the JSON, and so are
// kernels that were set for it.
func TestCostSlowBLAS(t *testing.T) {
	product := peer.Product{
		Kernels: peer.Kernels{Rate: 1.5e9, Core: "Haswell", CoreType: "Haswell"}, Share: 0.02, Slow: true, BLAS: "/lib/openblas/libblas.so.3",
		SetHere: true, Other: peer.Kernels{Rate: 1.4e9, Core: "Prescott"},
	}
	result := peer.Result{Workload: "one", Target: 0.3, Ratio: spread.Of([]float64{0.03}), All: spread.Of([]float64{0.03})}
	rule := peer.Arithmetic{Method: "one", Tasks: 2}
	for name, print := range map[string]func(env *environment, asJSON bool) error{
		"peer":       peerReport{PyTorch: "1.13", Product: product, Results: []peer.Result{result}}.print,
		"arithmetic": arithmeticReport{PyTorch: "1.13", Product: &product, Results: []peer.Arithmetic{rule}}.print,
	} {
		var text, asJSON bytes.Buffer
		if err := errors.Join(print(&environment{stdout: &text}, false), print(&environment{stdout: &asJSON}, true)); err != nil {
			t.Fatal(err)
		}
		above, table, _ := strings.Cut(text.String(), "\n|")
		if !strings.Contains(above, "\n"+product.String()+"\n") || strings.Contains(table, "| reached") {
			t.Errorf("%s:\n%s", name, text.String())
		}
		if name == "peer" && strings.Count(table, "| slow BLAS |") != 2 {
			t.Errorf("%s:\n%s", name, text.String())
		}
		var told struct {
			Product peer.Product `json:"pytorch_product"`
		}
		if err := json.Unmarshal(asJSON.Bytes(), &told); err != nil || told.Product != product {
			t.Errorf("%s: %v in\n%s", name, err, asJSON.String())
		}
	}
}
