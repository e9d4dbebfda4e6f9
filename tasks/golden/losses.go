package golden

import (
	"math"
	"testing"
)

// Losses is the part of a loss_*.json case's input that says which losses it
// runs on: the id of a sequence in loss_sequences.json, or the rows
// themselves. Embed it in the type of the input.
type Losses struct {
	ID     string   `json:"losses_id"`
	Inline []Floats `json:"losses"`
}

// Rows is the sequence, T steps by K tasks.
func (l Losses) Rows(t testing.TB) []Floats {
	t.Helper()
	if l.ID == "" {
		return l.Inline
	}
	var file struct {
		Cases []struct {
			ID     string   `json:"id"`
			Losses []Floats `json:"losses"`
		} `json:"cases"`
	}
	Load(t, "loss_sequences.json", &file)
	for _, c := range file.Cases {
		if c.ID == l.ID {
			return c.Losses
		}
	}
	t.Fatalf("no sequence %q in loss_sequences.json", l.ID)
	return nil
}

// Near reports, as test errors, the entries of got that are further from want
// than tol times its size, or 1e-12 where that is larger: the comparison of
// loss_*.json. NaN equals NaN.
func Near(t testing.TB, what string, got []float64, want Floats, tol float64) {
	t.Helper()
	if len(got) != len(want) {
		t.Errorf("%s: %d numbers, want %d", what, len(got), len(want))
		return
	}
	for i, w := range want {
		same := got[i] == w || math.IsNaN(got[i]) && math.IsNaN(w)
		if !same && !(math.Abs(got[i]-w) <= max(tol*math.Abs(w), 1e-12)) {
			t.Errorf("%s[%d] = %v, want %v", what, i, got[i], w)
		}
	}
}
