package peer

import (
	"context"
	"maps"
	"math"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/mtobench/mtobench/methods"
	script "github.com/mtobench/mtobench/scripts/peer"
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

// needs begins the note about a package without which PyTorch has no rule.
const needs = "PyTorch's rule needs "

// TestArithmeticOfPyTorch: the methods have their rules there, which agree with
// ours wherever they are exact and nothing is drawn.
func TestArithmeticOfPyTorch(t *testing.T) {
	p := pytorch(t)
	g := NewGradients(5, 300)
	if err := g.Send(p); err != nil {
		t.Fatal(err)
	}
	lack := 0
	for _, in := range methods.All {
		if in.Kind == methods.Baseline {
			continue
		}
		t.Run(in.Name, func(t *testing.T) {
			r, err := MeasureArithmetic(context.Background(), p, in, nil, g, 0)
			switch {
			case err != nil:
				t.Error(err)
			case r.Note == "no "+in.Name+" here":
				lack++
				t.Skip(r.Note)
			case strings.HasPrefix(r.Note, needs):
				t.Skip(r.Note)
			case r.Theirs.N == 0:
				t.Error(r.Note)
			case r.Note == "" && !(r.Difference < 1e-3):
				t.Errorf("difference %g", r.Difference)
			}
		})
	}
	if n := len(methods.All) - 1 - lack; n < rulesOfPyTorch {
		t.Errorf("%d methods have their rule in PyTorch, want %d", n, rulesOfPyTorch)
	}
}

// hidden makes Python find neither SciPy nor scikit-learn.
const hidden = `
import sys
class Hide:
    def find_spec(name, *rest):
        if name in ("scipy", "sklearn"):
            raise ModuleNotFoundError(name=name)
sys.meta_path.insert(0, Hide)
`

// Without a package that a method's rule needs, that method has no time of
// PyTorch's, and says what to install; others have theirs.
func TestArithmeticWithoutPackages(t *testing.T) {
	found := pytorch(t)
	p, err := Start(exec.Command(found.cmd.Path, "-c", hidden+script.Script))
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	g := NewGradients(3, 20)
	if err := g.Send(p); err != nil {
		t.Fatal(err)
	}
	lacking := map[string]string{"go4align": "python3-sklearn"}
	for _, name := range []string{"cagrad", "logcagrad", "fairgrad", "upgrad", "dualproj"} {
		lacking[name] = "python3-scipy"
	}
	for _, name := range append(slices.Sorted(maps.Keys(lacking)), "ls", "pcgrad") {
		in, err := methods.Lookup(name)
		if err != nil {
			t.Fatal(err)
		}
		r, err := MeasureArithmetic(context.Background(), p, in, nil, g, 0)
		if err != nil {
			t.Fatal(err)
		}
		pkg := lacking[name]
		if told := strings.HasPrefix(r.Note, needs); told != (pkg != "") || told && (!strings.Contains(r.Note, "apt-get install "+pkg+",") || r.Theirs.N != 0) {
			t.Errorf("%s: %+v", in.Name, r)
		}
	}
}
