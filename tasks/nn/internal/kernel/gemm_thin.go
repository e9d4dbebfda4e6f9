package kernel

// thin does the products that are a vector in disguise and reports whether
// this was one: a panel of 16 columns would waste most of its width on them.
func (j *gemmJob) thin() bool {
	switch {
	case j.k == 1 && j.b.cs == 1:
		j.outer()
	case j.n == 1 && j.a.cs == 1 && j.b.rs == 1:
		j.dots()
	case j.n == 1 && j.a.rs == 1 && j.c.ld == 1:
		j.columns()
	case j.m == 1 && j.b.cs == 1:
		j.rows()
	default:
		return false
	}
	return true
}

// outer is the outer product of two vectors.
func (j *gemmJob) outer() {
	b := j.b.v[:j.n]
	for i := range j.m {
		c := j.c.v[i*j.c.ld : i*j.c.ld+j.n]
		put(j.alpha*j.a.v[i*j.a.rs], b, c, j.add)
	}
}

// dots is A x for a row-major A.
func (j *gemmJob) dots() {
	x := j.b.v[:j.k]
	for i := range j.m {
		s := j.alpha * active.dot32(j.a.v[i*j.a.rs:i*j.a.rs+j.k], x)
		if j.add {
			s += j.c.v[i*j.c.ld]
		}
		j.c.v[i*j.c.ld] = s
	}
}

// columns is A'x for a row-major A: a weighted sum of its rows.
func (j *gemmJob) columns() {
	c := j.c.v[:j.m]
	for p := range j.k {
		put(j.alpha*j.b.v[p*j.b.rs], j.a.v[p*j.a.cs:p*j.a.cs+j.m], c, j.add || p > 0)
	}
}

// rows is x'B for a row-major B.
func (j *gemmJob) rows() {
	c := j.c.v[:j.n]
	for p := range j.k {
		put(j.alpha*j.a.v[p*j.a.cs], j.b.v[p*j.b.rs:p*j.b.rs+j.n], c, j.add || p > 0)
	}
}

// put writes a*x to y, or adds it.
func put(a float32, x, y []float32, add bool) {
	if add {
		active.axpy(a, x, y)
	} else {
		active.scale(a, x, y)
	}
}
