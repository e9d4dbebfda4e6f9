package nn

import (
	"cmp"
	"slices"
)

// arena is memory that the programs of a Problem share for outputs that nobody
// reads after the run: gradients on their way back, and all but the predictions
// and the representation in evaluation. Programs run one after another, and in
// each two outputs share a place when one is read for the last time before the
// other is made.
type arena struct {
	size   int
	places []placement
}

// placement is where the output of an operation lies in the arena.
type placement struct {
	op *op
	at int
}

// lifetime is the steps of a program from the one that makes an output to the
// last one that reads it.
type lifetime struct {
	op         *op
	size       int
	made, read int
}

// line is the number of floats that places are multiples of: a line of the
// cache.
const line = 16

// plan finds places for the outputs of a program, save those of the program
// that it repeats.
func (a *arena) plan(p program, again program) {
	lives := p.lifetimes(again)
	p.spend(lives)
	lives = slices.DeleteFunc(lives, func(l lifetime) bool { return l.op == nil })
	slices.SortStableFunc(lives, func(x, y lifetime) int { return cmp.Compare(y.size, x.size) })
	var placed []lifetime
	ends := make(map[*op][2]int) // of each placed one, in floats
	for _, l := range lives {
		at := a.gap(l, placed, ends)
		placed, ends[l.op] = append(placed, l), [2]int{at, at + l.size}
		a.places = append(a.places, placement{l.op, at})
		a.size = max(a.size, at+l.size)
	}
}

// gap is the first place that no output takes that lives at the same time.
func (a *arena) gap(l lifetime, placed []lifetime, ends map[*op][2]int) int {
	var taken [][2]int
	for _, o := range placed {
		if o.made <= l.read && l.made <= o.read {
			taken = append(taken, ends[o.op])
		}
	}
	slices.SortFunc(taken, func(x, y [2]int) int { return cmp.Compare(x[0], y[0]) })
	at := 0
	for _, t := range taken {
		if at+l.size <= t[0] {
			break
		}
		at = max(at, t[1])
	}
	return at
}

// spend tells layers' backward passes which gradients they are the last to read.
func (p program) spend(lives []lifetime) {
	for i, s := range p.steps {
		if b, ok := s.op.(*denseGrad); ok && s.in[3] != nil {
			dy := lives[slices.Index(p.steps, s.in[3])]
			b.spent = dy.op != nil && dy.read == i
		}
	}
}

// lifetimes lists the outputs of a program, with no operation where they may not
// be in an arena.
func (p program) lifetimes(again program) []lifetime {
	index := make(map[*step]int)
	outside := make(map[*op]bool)
	for _, s := range again.steps {
		if o, ok := s.op.(placer); ok {
			outside[o.base()] = true
		}
	}
	var lives []lifetime
	for i, s := range p.steps {
		l := lifetime{made: i, read: i}
		if o, ok := s.op.(placer); ok && !outside[o.base()] && !o.base().keep {
			l.op, l.size = o.base(), (o.base().shape.TotalSize()+line-1)/line*line
		}
		if _, ok := s.op.(*side); ok { // its operation fills it
			l.made = index[s.in[0]]
		}
		for _, in := range s.in {
			if in != nil {
				lives[index[in]].read = i
			}
		}
		index[s] = i
		lives = append(lives, l)
	}
	return lives
}

// allocate makes the memory.
func (a *arena) allocate() {
	memory := make([]float32, a.size)
	for _, p := range a.places {
		n := p.op.shape.TotalSize()
		p.op.place(newTensor(p.op.shape, memory[p.at:p.at+n:p.at+n]))
	}
	a.places = nil
}
