package metric

import (
	"math"
	"math/rand/v2"
	"testing"
)

func close(t *testing.T, what string, got, want float64) {
	t.Helper()
	if math.IsNaN(want) != math.IsNaN(got) || math.Abs(got-want) > 1e-14 {
		t.Errorf("%s: %v, want %v", what, got, want)
	}
}

// Values of scikit-learn 1.2 (roc_auc_score, average_precision_score,
// accuracy_score, f1_score), with ties of one class and of both.
func TestClassification(t *testing.T) {
	scores := []float64{0.3, -1.2, 0.3, 2.5, 0, -0.7, 1.1, 0.3, -1.2, 0.9}
	labels := []bool{true, false, false, true, true, false, false, true, true, false}
	close(t, "AUC", AUC(scores, labels), 0.5)
	close(t, "average precision", AveragePrecision(scores, labels), 0.6142857142857143)
	close(t, "accuracy", Accuracy(scores, labels), 0.5)
	close(t, "F1", F1(scores, labels), 0.5454545454545454)
	nan := math.NaN()
	close(t, "AUC of one class", AUC([]float64{1, 2}, []bool{true, true}), nan)
	close(t, "AUC of NaN", AUC([]float64{1, nan}, []bool{true, false}), nan)
	close(t, "average precision without positives", AveragePrecision([]float64{1}, []bool{false}), nan)
	close(t, "F1 of nothing found", F1([]float64{-1, -1}, []bool{true, false}), 0)
	close(t, "F1 of nothing there", F1([]float64{-1}, []bool{false}), nan)
	close(t, "accuracy of NaN", Accuracy([]float64{nan, nan}, []bool{true, false}), 0)
}

// The definition of AUC, pair by pair.
func TestAUCPairs(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 50 {
		n := 2 + r.IntN(60)
		scores, labels := make([]float64, n), make([]bool, n)
		for i := range scores {
			scores[i], labels[i] = float64(r.IntN(12)), r.IntN(3) == 0
		}
		labels[0], labels[1] = true, false
		var won, pairs float64
		for i, a := range scores {
			for j, b := range scores {
				if labels[i] && !labels[j] {
					pairs++
					if a > b {
						won++
					} else if a == b {
						won += 0.5
					}
				}
			}
		}
		close(t, "AUC", AUC(scores, labels), won/pairs)
	}
}

// Values of scikit-learn 1.2 (mean_squared_error, mean_absolute_error,
// r2_score).
func TestRegression(t *testing.T) {
	pred, target := []float64{1, 2.5, -0.5, 4, 3}, []float64{1.5, 2, 0, 5, 2}
	close(t, "RMSE", RMSE(pred, target), 0.7416198487095663)
	close(t, "MAE", MAE(pred, target), 0.7)
	close(t, "R2", R2(pred, target), 0.7916666666666667)
	close(t, "R2 of a constant", R2([]float64{1, 2}, []float64{3, 3}), math.NaN())
	close(t, "RMSE of nothing", RMSE(nil, nil), math.NaN())
}
