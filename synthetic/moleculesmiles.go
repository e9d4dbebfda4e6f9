package synthetic

import (
	"slices"
	"strconv"
	"strings"
)

// smiles is the molecule as a SMILES text, without hydrogens, double bonds of
// aromatic rings in their places.
func (s *skeleton) smiles() string {
	w := smilesWriter{s: s, seen: make([]bool, len(s.z)), used: make([]bool, len(s.bonds)), rings: make([]string, len(s.z))}
	w.findRings(0, -1)
	clear(w.seen)
	w.atom(0)
	return w.text.String()
}

// smilesWriter walks over a molecule twice: for the bonds that close rings,
// and to write.
type smilesWriter struct {
	s      *skeleton
	seen   []bool
	used   []bool   // bonds of the tree, and those that close a ring
	rings  []string // what to write behind an atom
	closed int
	text   strings.Builder
}

func (w *smilesWriter) findRings(a, by int) {
	w.seen[a] = true
	for _, i := range w.s.next[a] {
		switch to := w.s.other(i, a); {
		case i == by || w.used[i] || w.s.z[to] == 1:
		case w.seen[to]:
			w.used[i] = true
			w.closed++
			w.rings[a] += bondSign(w.s.bonds[i].order) + strconv.Itoa(w.closed)
			w.rings[to] += strconv.Itoa(w.closed)
		default:
			w.findRings(to, i)
		}
	}
}

func (w *smilesWriter) atom(a int) {
	w.seen[a] = true
	w.text.WriteString(elementsByNumber[w.s.z[a]].symbol + w.rings[a])
	next := slices.DeleteFunc(slices.Clone(w.s.next[a]), func(i int) bool {
		to := w.s.other(i, a)
		return w.used[i] || w.seen[to] || w.s.z[to] == 1
	})
	for at, i := range next {
		last := at == len(next)-1
		if !last {
			w.text.WriteByte('(')
		}
		w.text.WriteString(bondSign(w.s.bonds[i].order))
		w.atom(w.s.other(i, a))
		if !last {
			w.text.WriteByte(')')
		}
	}
}

func bondSign(order int) string { return [...]string{1: "", 2: "=", 3: "#"}[order] }
