package methods

import "testing"

// linearStep is a Step with gradients of its own for the representation.
type linearStep struct {
	*testStep // with respect to the parameters
	z         *testStep
}

func (s linearStep) Representation() (Jacobian, error) { return s.z, nil }

// The weights come from the representation's gradients, not from the
// parameters'.
func TestAlignedMTLUBLooksAtRepresentation(t *testing.T) {
	atZ, atA := randomRows(3, 6, 2), randomRows(3, 20, 3)
	s := linearStep{newStep(nil, atA), newStep(nil, atZ)}
	m := makeMethod(t, AlignedMTLUB, 3, nil)
	if err := m.Step(s); err != nil {
		t.Fatal(err)
	}
	want := stepOn(t, makeMethod(t, AlignedMTL, 3, nil), nil, atZ)
	checkClose(t, "update", s.z.update, want.update, 0)
	if s.testStep.done {
		t.Error("the parameters' own gradients were used too")
	}
}

// With one sample x and z = A x the gradient of A is that of z times x': all
// lengths grow by |x|, and the bound is Aligned-MTL itself.
func TestAlignedMTLUBIsExactForOneSample(t *testing.T) {
	x := []float64{2, -1, 0.5}
	atZ := randomRows(3, 4, 7)
	atA := make([][]float64, len(atZ))
	for k, row := range atZ {
		for _, g := range row {
			for _, v := range x {
				atA[k] = append(atA[k], g*v)
			}
		}
	}
	exact, bound := makeMethod(t, AlignedMTL, 3, nil), makeMethod(t, AlignedMTLUB, 3, nil)
	stepOn(t, exact, nil, atA)
	if err := bound.Step(linearStep{newStep(nil, atA), newStep(nil, atZ)}); err != nil {
		t.Fatal(err)
	}
	checkClose(t, "weights", traceOf(bound).Weights, traceOf(exact).Weights, 1e-12)
}
