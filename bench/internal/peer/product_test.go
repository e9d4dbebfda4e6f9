package peer

import (
	"context"
	"errors"
	"math"
	"strings"
	"testing"

	"github.com/mtobench/mtobench/tasks/nn"
)

// operations of a fake peer's product.
const operations = 2 * 256 * 256 * 256

// A slow product is told with what helps, a fast one without.
func TestProduct(t *testing.T) {
	const pkg = "`apt-get install libopenblas0-pthread`"
	t.Setenv(coreTypeVar, "Zen")
	for how, want := range map[string]Product{
		slow:   {Kernels: Kernels{Rate: operations}, Slow: true, BLAS: "/lib/blas/libblas.so.3"},
		honest: {Kernels: Kernels{operations * 1e9, "Zen", "Zen"}, BLAS: "/lib/openblas/libblas.so.3"},
	} {
		p, err := fake(t, how)
		if err != nil {
			t.Fatal(err)
		}
		got, err := p.Product()
		if err != nil {
			t.Fatal(err)
		}
		if !(got.Share > 0) || (got.Share < slowShare) != want.Slow || got.Rate < want.Rate*0.999 || got.Rate > want.Rate*1.001 {
			t.Errorf("%s: %+v", how, got)
		}
		got.Rate, got.Share = want.Rate, 0
		if got != want {
			t.Errorf("%s: %+v, want %+v", how, got, want)
		}
		if s := got.String(); strings.HasPrefix(s, "Slow BLAS: ") != want.Slow || strings.Contains(s, pkg) != want.Slow || !strings.Contains(s, want.BLAS) {
			t.Errorf("%s: %s", how, s)
		}
	}
	p, err := fake(t, refuses)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.Product(); err == nil || !strings.Contains(err.Error(), "ValueError: no") {
		t.Errorf("a peer that refuses: %v", err)
	}
}

// An OpenBLAS need not be installed but told which kernels to take.
func TestSlowOpenBLAS(t *testing.T) {
	remedy := map[string]string{"avx512": "or with SkylakeX", "avx2": "or with Haswell", "go": "a newer OpenBLAS"}[nn.Kernel()]
	got := Product{Kernels: Kernels{22e9, "Prescott", "Prescott"}, Share: 0.12, Slow: true, BLAS: "/lib/libopenblas.so.0"}.String()
	for _, want := range []string{"22 GFLOP/s", "12 %", "/lib/libopenblas.so.0, OpenBLAS's kernels for Prescott; OPENBLAS_CORETYPE=Prescott is set", remedy} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in: %s", want, got)
		}
	}
	if strings.Contains(got, "apt-get") {
		t.Errorf("it would have OpenBLAS installed: %s", got)
	}
}

// An OpenBLAS with old kernels is told to take others where that makes it faster
// and the user has not chosen any.
func TestFastKernels(t *testing.T) {
	const tried = "Haswell"
	own, faster := Kernels{operations, unknown, ""}, Kernels{operations * 1e9, tried, tried}
	users := Kernels{operations / 2., "Nehalem", "Nehalem"}
	const noFaster = "OPENBLAS_CORETYPE=Haswell was tried for PyTorch here and is no faster."
	for name, c := range map[string]struct {
		how, users, try string
		kernels, other  Kernels
		switched        bool
		says            string
	}{
		"faster":           {old, "", tried, faster, own, true, "took its kernels for Prescott (0.0336 GFLOP/s): OPENBLAS_CORETYPE=Haswell was set for PyTorch here."},
		"not faster":       {stuck, "", tried, own, Kernels{operations / 2., tried, tried}, false, noFaster},
		"does not have it": {deaf, "", tried, own, Kernels{operations / 0.9, unknown, tried}, false, noFaster},
		"fails with it":    {breaks, "", tried, own, Kernels{0, "", tried}, false, noFaster},
		"the user's":       {stuck, "Nehalem", tried, users, Kernels{}, false, "OPENBLAS_CORETYPE=Nehalem is set"},
		"no better here":   {old, "", "", own, Kernels{}, false, "kernels for Prescott)"},
		"fast by itself":   {honest, "", tried, Kernels{operations * 1e9, "Zen", ""}, Kernels{}, false, "kernels for Zen)."},
		"reference BLAS":   {slow, "", tried, Kernels{Rate: operations}, Kernels{}, false, "install libopenblas0-pthread"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Setenv(coreTypeVar, c.users)
			first, err := fake(t, c.how)
			if err != nil {
				t.Fatal(err)
			}
			p, got, err := first.withKernels(t.Context(), c.try)
			if err != nil {
				t.Fatal(err)
			}
			defer p.Close()
			if !near(got.Kernels, c.kernels) || !near(got.Other, c.other) || got.SetHere != c.switched || got.Slow != (got.Share < slowShare) {
				t.Errorf("%+v", got)
			}
			if s := got.String(); !strings.Contains(s, c.says) || strings.Contains(s, "tried") != (c.says == noFaster) || strings.Contains(s, "here") != (c.other != Kernels{}) {
				t.Errorf("it says: %s", s)
			}
			if ended := first.cmd.ProcessState != nil; ended != c.switched || c.switched == (p == first) {
				t.Errorf("the first process: ended %v, kept %v", ended, p == first)
			}
			// A workload's own process has the same kernels.
			fresh, err := p.another(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			defer fresh.Close()
			if its, err := fresh.Product(); err != nil || !near(its.Kernels, c.kernels) {
				t.Errorf("another process: %+v, %v", its, err)
			}
		})
	}
}

// near says that two are the same but for roundings of a rate.
func near(a, b Kernels) bool {
	close := math.Abs(a.Rate-b.Rate) <= 1e-6*b.Rate
	a.Rate = b.Rate
	return close && a == b
}

// A product that could not be measured is an error, and one interrupt as well.
func TestFastKernelsFail(t *testing.T) {
	t.Setenv(coreTypeVar, "")
	p, err := fake(t, refuses)
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := p.WithFastKernels(t.Context()); err == nil || !strings.Contains(err.Error(), "ValueError: no") {
		t.Errorf("a peer that refuses: %v", err)
	}
	if p, err = fake(t, old); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, _, err := p.withKernels(ctx, "Haswell"); !errors.Is(err, context.Canceled) {
		t.Errorf("interrupted: %v", err)
	}
}

func TestProductOfPyTorch(t *testing.T) {
	p, got, err := pytorch(t).WithFastKernels(t.Context())
	if err == nil {
		defer p.Close()
	}
	if err != nil || !(got.Rate > 0) || got.SetHere != (got.Other.Rate > 0 && got.Other.CoreType == "") || got.Slow != (got.Share < slowShare) || strings.Contains(got.BLAS, "openblas") != (got.Core != "") {
		t.Errorf("%+v, %v", got, err)
	}
	t.Log(got)
}
