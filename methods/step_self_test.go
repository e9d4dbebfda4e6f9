package methods

import (
	"errors"
	"slices"
	"testing"
)

func TestStepHelperRefusesSecondGradient(t *testing.T) {
	s := newStep([]float64{1, 2}, [][]float64{{1, 0}, {0, 2}})
	if err := s.Combine([]float64{1, 3}, nil); err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(s.update, []float64{1, 6}) || !slices.Equal(s.heads, []float64{1, 1}) {
		t.Errorf("update %v, heads %v", s.update, s.heads)
	}
	if err := s.Backward([]float64{1, 1}); !errors.Is(err, errSecondGradient) {
		t.Errorf("second gradient: %v", err)
	}
	if err := s.again().Backward([]float64{1, 1}); err != nil {
		t.Fatal(err)
	}
}

func TestLSSums(t *testing.T) {
	s := newStep([]float64{1, 2}, [][]float64{{1, 0}, {0, 2}})
	if err := makeMethod(t, LS, 2, nil).Step(s); err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(s.backward, []float64{1, 1}) || !slices.Equal(s.update, []float64{1, 2}) {
		t.Errorf("weights %v, update %v", s.backward, s.update)
	}
}
