package store

import (
	"slices"

	"github.com/mtobench/mtobench/reports/record"
)

// Current leaves out the cells that newer ones have replaced, so that a
// report never mixes configurations: of each suite it keeps the protocol,
// data and kernels of the newest cell, and of each method, with its settings,
// the code of its newest cell among those. Cells that are wanted, if any,
// count as newer than others.
func Current(cells []record.Cell, wanted func(record.Key) bool) (current []record.Cell, left int) {
	suite := newest(cells, wanted, func(k record.Key) string { return k.Suite })
	var same []record.Cell
	for _, c := range cells {
		n := suite[c.Key.Suite].Key
		if c.Key.Protocol == n.Protocol && c.Key.Data == n.Data && c.Key.Kernel == n.Kernel {
			same = append(same, c)
		}
	}
	rows := newest(same, wanted, row)
	for _, c := range same {
		if c.Key.Code == rows[row(c.Key)].Key.Code {
			current = append(current, c)
		}
	}
	return current, len(cells) - len(current)
}

// CurrentCosts leaves out the costs that belong to no current cell.
func CurrentCosts(costs []record.Cost, cells []record.Cell) []record.Cost {
	have := map[string]bool{}
	for _, c := range cells {
		have[measured(c.Key)] = true
	}
	return slices.DeleteFunc(slices.Clone(costs), func(c record.Cost) bool { return !have[measured(c.Key)] })
}

// row is what forms one row of a suite's table.
func row(k record.Key) string {
	k = record.Key{Suite: k.Suite, Method: k.Method, Settings: k.Settings}
	return k.ID()
}

// measured is what a cost belongs to: the cell whatever its seed.
func measured(k record.Key) string {
	k.Seed = 0
	return k.ID()
}

// newest finds the cell of each group that finished last, among the wanted
// ones if it has any.
func newest(cells []record.Cell, wanted func(record.Key) bool, group func(record.Key) string) map[string]record.Cell {
	m := map[string]record.Cell{}
	for _, c := range cells {
		g := group(c.Key)
		n, ok := m[g]
		a, b := wanted(c.Key), wanted(n.Key)
		if !ok || a && !b || a == b && c.Finished.After(n.Finished) {
			m[g] = c
		}
	}
	return m
}
