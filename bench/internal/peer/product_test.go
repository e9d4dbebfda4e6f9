package peer

import (
	"strings"
	"testing"

	"github.com/mtobench/mtobench/tasks/nn"
)

// A slow product is told with what helps, a fast one without.
func TestProduct(t *testing.T) {
	const pkg = "`apt-get install libopenblas0-pthread`"
	for how, want := range map[string]Product{
		slow:   {Rate: 2 * 256 * 256 * 256, Slow: true, BLAS: "/lib/blas/libblas.so.3"},
		honest: {Rate: 2 * 256 * 256 * 256 * 1e9, BLAS: "/lib/openblas/libblas.so.3", Core: "Zen", CoreType: "Zen"},
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
	remedy := map[string]string{"avx512": "OPENBLAS_CORETYPE=SkylakeX in", "avx2": "OPENBLAS_CORETYPE=Haswell in", "go": "a newer OpenBLAS"}[nn.Kernel()]
	got := Product{Rate: 22e9, Share: 0.12, Slow: true, BLAS: "/lib/libopenblas.so.0", Core: "Prescott", CoreType: "Prescott"}.String()
	for _, want := range []string{"22 GFLOP/s", "12 %", "/lib/libopenblas.so.0, OpenBLAS's kernels for Prescott; OPENBLAS_CORETYPE=Prescott is set", remedy} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in: %s", want, got)
		}
	}
	if strings.Contains(got, "apt-get") {
		t.Errorf("it would have OpenBLAS installed: %s", got)
	}
}

func TestProductOfPyTorch(t *testing.T) {
	p := pytorch(t)
	got, err := p.Product()
	if err != nil || !(got.Rate > 0) || got.Slow != (got.Share < slowShare) || strings.Contains(got.BLAS, "openblas") != (got.Core != "") {
		t.Errorf("%+v, %v", got, err)
	}
	t.Log(got)
}
