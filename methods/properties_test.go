package methods

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
)

// What papers claim of a method's update, over random and awkward gradients.

// jacobians are random gradients of several shapes, and the awkward ones of
// more than one task.
func jacobians() map[string][][]float64 {
	all := awkwardRows()
	delete(all, "one task")
	for i, shape := range [][2]int{{2, 3}, {3, 40}, {5, 9}, {7, 7}, {12, 5}, {20, 60}} {
		for seed := range uint64(4) {
			name := fmt.Sprintf("%d tasks, %d columns, %d", shape[0], shape[1], seed)
			all[name] = randomRows(shape[0], shape[1], 10*uint64(i)+seed)
			if seed%2 == 1 { // norms from 1e-3 to 1e3
				for k, row := range all[name] {
					scaleBy(row, math.Pow(10, -3+6*float64(k)/float64(shape[0])))
				}
			}
		}
	}
	return all
}

// variant is a method with settings, "name parameter=value ...".
func variant(t *testing.T, words string, tasks int) Method {
	t.Helper()
	fields := strings.Fields(words)
	in, err := Lookup(fields[0])
	if err != nil {
		t.Fatal(err)
	}
	set := map[string]string{}
	for _, f := range fields[1:] {
		name, value, _ := strings.Cut(f, "=")
		set[name] = value
	}
	return makeMethod(t, in, tasks, set)
}

// scaleTasks multiplies each task's loss, and so its gradient, by a number.
func scaleTasks(rows [][]float64, losses, by []float64) (scaledRows [][]float64, scaledLosses []float64) {
	for k, row := range rows {
		scaled := slices.Clone(row)
		scaleBy(scaled, by[k])
		scaledRows, scaledLosses = append(scaledRows, scaled), append(scaledLosses, by[k]*losses[k])
	}
	return scaledRows, scaledLosses
}

// unit is v over its norm.
func unit(v []float64) []float64 {
	u := slices.Clone(v)
	scaleBy(u, 1/math.Sqrt(dot(v, v)))
	return u
}

// Tasks measured in other units leave the update alone, or its direction.
func TestScaleOfOneTask(t *testing.T) {
	tests := []struct {
		method    string
		direction bool // only that stays
		tolerance float64
	}{
		{"si", false, 1e-12},
		{"gls", true, 1e-12},
		{"nashmtl max_norm=0", false, 1e-8},
		{"fairgrad", false, 1e-8},
		{"mgda normalisation=l2", false, 1e-7},
		{"imtlg", true, 1e-8},
		{"config", true, 1e-8},
		{"dbmtl", false, 1e-5}, // 1e-8 in the denominators
		{"logmgda", true, 1e-5},
		{"logcagrad", false, 1e-5},
		{"logimtlg", false, 1e-5},
	}
	for _, tt := range tests {
		for seed := range uint64(5) {
			rows, losses := randomRows(4, 9, seed), []float64{0.5, 2, 1, 3}
			want := stepOn(t, variant(t, tt.method, 4), losses, rows).update
			scaledRows, scaledLosses := scaleTasks(rows, losses, []float64{100, 0.01, 7, 1})
			got := stepOn(t, variant(t, tt.method, 4), scaledLosses, scaledRows).update
			if tt.direction {
				got, want = unit(got), unit(want)
			}
			checkClose(t, tt.method, got, want, tt.tolerance*maxAbs(want))
		}
	}
}

// All tasks in one other unit, c times as large, scale the update by c to a
// power.
func TestScaleOfAllTasks(t *testing.T) {
	tests := []struct {
		method    string
		power     float64
		tolerance float64
	}{
		{"ls", 1, 0},
		{"rlw", 1, 0},
		{"gls", 1, 1e-12},
		{"si", 0, 1e-12},
		{"mgda", 1, 1e-9},
		{"pcgrad", 1, 1e-12},
		{"graddrop max_norm=0", 1, 1e-7},
		{"cagrad", 1, 1e-4}, // 1e-8 under the roots
		{"imtlg", 1, 1e-9},
		{"gradvac", 1, 1e-6},
		{"alignedmtl", 1, 1e-9},
		{"upgrad", 1, 1e-9},
		{"dualproj", 1, 1e-9},
		{"config", 1, 1e-9},
		{"nashmtl max_norm=0", 0, 1e-9},
		{"fairgrad alpha=2", -1. / 3, 1e-9},
		{"fairgrad alpha=0.5", 1. / 3, 1e-9},
		{"moco gamma=0", 1, 1e-6},
		{"modo gamma=0", 1, 0},
		{"sdmgrad", 1, 1e-5},
		{"excessmtl", 1, 0},
		{"dbmtl", 0, 1e-5},
		{"logmgda", 1, 1e-6},
		{"logcagrad", 0, 1e-9},
		{"logimtlg", 0, 1e-6},
	}
	const c = 8
	for _, tt := range tests {
		for seed := range uint64(5) {
			rows, losses := randomRows(4, 9, seed), []float64{0.5, 2, 1, 3}
			want := stepOn(t, variant(t, tt.method, 4), losses, rows).update
			scaleBy(want, math.Pow(c, tt.power))
			scaledRows, scaledLosses := scaleTasks(rows, losses, []float64{c, c, c, c})
			got := stepOn(t, variant(t, tt.method, 4), scaledLosses, scaledRows).update
			checkClose(t, tt.method, got, want, tt.tolerance*maxAbs(want))
		}
	}
}

// For two tasks the bargaining point, its fair form, the impartial direction
// and the equal cosines are the bisector of the gradients.
func TestTwoTasksBisector(t *testing.T) {
	for seed := range uint64(30) {
		rows := randomRows(2, 5, seed)
		scaleBy(rows[0], math.Pow(10, float64(seed%7)-3))
		bisector := unit(rows[0])
		for p, v := range unit(rows[1]) {
			bisector[p] += v
		}
		for _, method := range []string{"nashmtl", "fairgrad", "imtlg", "imtlg variant=torchjd", "config", "imtl", "logimtlg"} {
			s := stepOn(t, variant(t, method, 2), []float64{0.3, 4}, rows)
			checkClose(t, fmt.Sprintf("%s, seed %d", method, seed), unit(s.update), unit(bisector), 1e-7)
		}
	}
}

// IMTL-G and ConFIG are one direction for any number of independent gradients,
// up to the sign, which ConFIG fixes.
func TestImpartialIsEqualCosines(t *testing.T) {
	for seed := range uint64(10) {
		rows := randomRows(5, 9, seed)
		a, b := stepOn(t, variant(t, "imtlg", 5), nil, rows).update, stepOn(t, variant(t, "config", 5), nil, rows).update
		if cosine := dot(unit(a), unit(b)); math.Abs(math.Abs(cosine)-1) > 1e-9 {
			t.Errorf("seed %d: cosine %g", seed, cosine)
		}
	}
}

// The order of the tasks makes no difference to the update of a method that is
// defined for dependent gradients, either. Aligned-MTL hangs on the least
// eigenvalue of the Gram matrix, which is known to eps times the largest only.
func TestOrderOfAwkwardTasks(t *testing.T) {
	for _, method := range []string{"mgda", "cagrad", "nashmtl", "fairgrad", "alignedmtl", "upgrad", "dualproj", "config", "logmgda", "logcagrad", "moco", "dbmtl", "sdmgrad", "modo"} {
		for name, rows := range jacobians() {
			reversed := slices.Clone(rows)
			slices.Reverse(reversed)
			m := variant(t, method, len(rows))
			want, got := stepOn(t, m, nil, rows).update, stepOn(t, variant(t, method, len(rows)), nil, reversed).update
			var term float64
			for k, row := range rows {
				w := 1.0
				if weights := traceOf(m).Weights; weights != nil {
					w = weights[k]
				}
				term = math.Max(term, math.Abs(w)*math.Sqrt(dot(row, row)))
			}
			tolerance := 1e-6
			if method == "alignedmtl" {
				tolerance = 1e-3
			}
			checkClose(t, method+", "+name, got, want, tolerance*term+1e-12*maxAbsOf(rows))
		}
	}
}
