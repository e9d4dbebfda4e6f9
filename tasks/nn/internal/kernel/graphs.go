package kernel

import "fmt"

// Graphs is where the nodes and the ordered pairs of nodes of a mini-batch of
// graphs stand: one graph after another, without gaps. Pair (i, j), from i to j,
// of a graph of V nodes is row i V + j of its V^2, those of a node with itself
// included, so that a graph's pairs are a matrix.
type Graphs struct {
	node, pair []int // of each graph, and the end
}

// Set takes in the numbers of nodes, each a whole number from 0 to most.
func (g *Graphs) Set(sizes []float32, most int) {
	g.node, g.pair = append(g.node[:0], 0), append(g.pair[:0], 0)
	for i, size := range sizes {
		v := int(size)
		if float32(v) != size || v < 0 || v > most {
			panic(fmt.Sprintf("kernel: graph %d of %v nodes, not 0 to %d", i, size, most))
		}
		g.node, g.pair = append(g.node, g.node[i]+v), append(g.pair, g.pair[i]+v*v)
	}
}

// Len is the number of graphs.
func (g *Graphs) Len() int { return len(g.node) - 1 }

// Nodes is the number of nodes of all graphs.
func (g *Graphs) Nodes() int { return g.node[g.Len()] }

// Pairs is the number of ordered pairs of all graphs.
func (g *Graphs) Pairs() int { return g.pair[g.Len()] }

// size is the number of nodes of graph i.
func (g *Graphs) size(i int) int { return g.node[i+1] - g.node[i] }

// blocks calls f with runs of graphs of at least so many nodes; the last run
// may have fewer.
func (g *Graphs) blocks(nodes int, f func(lo, hi int)) {
	lo := 0
	for i := range g.Len() {
		if i+1 == g.Len() || g.node[i+1]-g.node[lo] >= nodes {
			f(lo, i+1)
			lo = i + 1
		}
	}
}

// rowsOf is the first rows rows of x, of cols columns; x may have more.
func rowsOf(what string, x []float32, rows, cols int) []float32 {
	need(what, len(x), rows*cols)
	return x[:rows*cols]
}
