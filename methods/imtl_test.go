package methods

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/mtobench/mtobench/tasks/golden"
)

// At s = 0 the scaled losses are the losses: the gradient balance is that of
// IMTL-G.
func TestGoldenIMTL(t *testing.T) {
	type input struct {
		Matrix string `json:"matrix_id"`
		Code   string `json:"code"`
	}
	type expect struct {
		goldenUpdate
		Weights golden.Floats `json:"weights"`
		Error   string        `json:"error"`
	}
	matrices := loadMatrices(t)
	for i, c := range loadCases[input, expect](t, "grad_imtlg.json") {
		rows := floatRows(matrices[c.Input.Matrix].Rows)
		if !strings.HasPrefix(c.Input.Code, "LibMTL") || !c.stable() || c.Expect.Error != "" || !finite(c.Expect.Weights) || len(rows) > len(rows[0]) {
			continue
		}
		t.Run(fmt.Sprintf("%d/%s", i, c.Input.Matrix), func(t *testing.T) {
			m := makeMethod(t, IMTL, len(rows), nil)
			s := stepOn(t, m, matrices[c.Input.Matrix].Losses, rows)
			c.Expect.check(t, "update", s.update, *c.Tolerance, rows)
			checkWeights(t, "weight", traceOf(m).Weights, c.Expect.Weights, c.WeightsTolerance)
		})
	}
}

// The loss balance is that of IMTL-L whatever the gradients; it alone weighs
// the heads.
func TestGoldenIMTLScales(t *testing.T) {
	var file lossFile[struct {
		Input struct {
			golden.Losses
			LR   float64 `json:"adam_lr"`
			Init float64 `json:"s_init"`
		} `json:"input"`
		Expect struct {
			lossExpect
			After []golden.Floats `json:"s_after"`
		} `json:"expect"`
	}]
	golden.Load(t, "loss_imtl_l.json", &file)
	for _, c := range file.Cases {
		losses := c.Input.Rows(t)
		m := makeMethod(t, IMTL, len(losses[0]), map[string]string{
			"lr": number(c.Input.LR), "init": number(c.Input.Init),
		}).(*imtl)
		for step, l := range losses {
			s := stepOn(t, m, l, randomRows(len(l), len(l)+3, uint64(step)))
			golden.Near(t, "heads", s.heads, c.Expect.Effective[step], file.Tolerance)
			golden.Near(t, "s after", m.learned.state.S, c.Expect.After[step], file.Tolerance)
		}
		stop(t, c.Input)
	}
}

// At any s the weights are IMTL-G's for the scaled gradients, times the scales.
func TestIMTLBalancesScaledGradients(t *testing.T) {
	rows := randomRows(3, 7, 1)
	m := makeMethod(t, IMTL, 3, nil).(*imtl)
	m.learned.state.S = []float64{-1, 0.5, 2}
	s := stepOn(t, m, nil, rows)
	scaled := make([][]float64, 3)
	for k, row := range rows {
		scaled[k] = slices.Clone(row)
		scaleBy(scaled[k], math.Exp([]float64{-1, 0.5, 2}[k]))
	}
	checkClose(t, "update", s.update, stepOn(t, makeMethod(t, IMTLG, 3, nil), nil, scaled).update, 1e-12)
}
