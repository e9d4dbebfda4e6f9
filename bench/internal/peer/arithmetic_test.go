package peer

import (
	"context"
	"errors"
	"math"
	"strings"
	"testing"

	"github.com/mtobench/mtobench/methods"
)

// TestArithmeticAgainstFake: the same rule on the other side of the pipe agrees,
// a rule that the peer lacks leaves a note, and a wrong peer shows.
func TestArithmeticAgainstFake(t *testing.T) {
	for _, how := range []string{honest, wrong} {
		p, err := fake(t, how)
		if err != nil {
			t.Fatal(err)
		}
		g := NewGradients(2, 50)
		if err := g.Send(p); err != nil {
			t.Fatal(err)
		}
		for _, in := range []methods.Info{methods.PCGrad, methods.MGDA, methods.UW, methods.GLS} {
			r, err := MeasureArithmetic(context.Background(), p, in, nil, g, 0)
			if err != nil {
				t.Fatal(err)
			}
			if r.Ours.N != fewBlocks || !(r.Ours.Median > 0) || r.Tasks != 2 {
				t.Errorf("%s: %+v", in.Name, r)
			}
			lacks := in.Name == "gls"
			if lacks != (r.Theirs.N == 0) || lacks != strings.Contains(r.Note, "no gls") || lacks != math.IsNaN(float64(r.Difference)) {
				t.Errorf("%s: %+v", in.Name, r)
			}
			if agrees := r.Difference < 1e-12; !lacks && agrees != (how == honest) {
				t.Errorf("%s, %s peer: difference %g", in.Name, how, r.Difference)
			}
			if loss := in.Kind == methods.LossOriented; loss != (r.Params == 0) {
				t.Errorf("%s: P = %d", in.Name, r.Params)
			}
		}
		r, err := MeasureArithmetic(context.Background(), p, methods.GO4Align, map[string]string{"groups": "1"}, g, 0)
		if err != nil || r.Theirs.N != 0 || r.Note == "" {
			t.Errorf("hyper-parameters that the peer does not have: %+v, error %v", r, err)
		}
	}
}

// rulesOfPyTorch is how many methods have their rule in scripts/peer. One that a
// user adds needs none.
const rulesOfPyTorch = 35

// TestArithmeticOfPyTorch: the methods have their rules there, which agree with
// ours wherever they are exact and nothing is drawn.
func TestArithmeticOfPyTorch(t *testing.T) {
	p, err := Find(context.Background(), "python3", "/usr/bin/python3")
	if errors.Is(err, ErrAbsent) {
		t.Skip(err)
	} else if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	g := NewGradients(5, 300)
	if err := g.Send(p); err != nil {
		t.Fatal(err)
	}
	lack := 0
	for _, in := range methods.All {
		if in.Kind == methods.Baseline {
			continue
		}
		r, err := MeasureArithmetic(context.Background(), p, in, nil, g, 0)
		switch {
		case err != nil:
			t.Error(err)
		case strings.Contains(r.Note, "no "+in.Name+" here"):
			lack++
			t.Logf("%s: %s", in.Name, r.Note)
		case r.Theirs.N == 0 && !strings.Contains(r.Note, "No module named"):
			t.Errorf("%s: %s", in.Name, r.Note)
		case r.Note == "" && !(r.Difference < 1e-3):
			t.Errorf("%s: difference %g", in.Name, r.Difference)
		}
	}
	if n := len(methods.All) - 1 - lack; n < rulesOfPyTorch {
		t.Errorf("%d methods have their rule in PyTorch, want %d", n, rulesOfPyTorch)
	}
}
