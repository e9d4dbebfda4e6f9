package main

import (
	"slices"

	"github.com/mtobench/mtobench/reports"
	"github.com/mtobench/mtobench/reports/record"
	"github.com/mtobench/mtobench/synthetic"
)

// toyLandscape is what the report draws the toy's trajectories over.
func toyLandscape() reports.Landscape {
	front := synthetic.ToyFront()
	return reports.Landscape{
		Losses: func(x, y float64) []float64 {
			l := synthetic.ToyLosses([2]float64{x, y})
			return l[:]
		},
		Front: front[:],
		X:     [2]float64{-11, 11},
		Y:     [2]float64{-11, 11},
	}
}

// withoutCells drops the suites that have records all the same.
func withoutCells(absent []reports.Missing, cells []record.Cell) []reports.Missing {
	return slices.DeleteFunc(slices.Clone(absent), func(m reports.Missing) bool {
		return slices.ContainsFunc(cells, func(c record.Cell) bool { return c.Key.Suite == m.Name })
	})
}
