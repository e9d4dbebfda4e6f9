package main

import (
	"encoding/json"
	"strings"
	"testing"
)

func TestCost(t *testing.T) {
	t.Setenv(asProgram, "1")
	args := []string{"cost", "-suite", "mlp3,toy", "-method", "ls,famo,nashmtl", "-budget", "1ms"}
	var r costReport
	out := bench(t, append(args, "-json")...).want(t, exitOK).stdout
	if err := json.Unmarshal([]byte(out), &r); err != nil {
		t.Fatal(err)
	}
	if len(r.Steps) != 6 || len(r.Starts) != 2 {
		t.Fatalf("%d steps and %d starts", len(r.Steps), len(r.Starts))
	}
	for _, c := range r.Steps {
		if !(c.Step > 0 && c.Ratio > 0) || c.Pairs < 7 {
			t.Errorf("%s on %s: %+v", c.Key.Method, c.Key.Suite, c)
		}
	}
	for _, s := range r.Starts {
		if s.First <= 0 || s.PeakRSS < 1<<20 {
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

func TestCostWithoutPyTorch(t *testing.T) {
	defer func(old []string) { pythons = old }(pythons)
	pythons = []string{"/no/python"}
	r := bench(t, "cost", "-peer").want(t, exitOK)
	if r.stdout != "" || strings.Count(r.stderr, "\n") != 1 || !strings.Contains(r.stderr, "skipped: no PyTorch") {
		t.Errorf("stdout %q, stderr %q", r.stdout, r.stderr)
	}
	r = bench(t, "cost", "-peer", "-python", "/no/other").want(t, exitUsage)
	if !strings.Contains(r.stderr, "/no/other") || !strings.Contains(r.stderr, "apt-get install python3-torch") {
		t.Error(r.stderr)
	}
}

func TestCostBadInput(t *testing.T) {
	for _, args := range [][]string{
		{"-suite", "mlp"}, {"-suite", "mlp0"}, {"-suite", "nothing"}, {"-method", "nothing"}, {"-start", "nothing"}, {"rest"},
	} {
		r := bench(t, append([]string{"cost"}, args...)...).want(t, exitUsage)
		if r.stdout != "" || strings.Count(r.stderr, "\n") != 1 {
			t.Errorf("%v: stdout %q, stderr %q", args, r.stdout, r.stderr)
		}
	}
}
