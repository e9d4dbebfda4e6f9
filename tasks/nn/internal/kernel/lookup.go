package kernel

// A matrix of zeros and ones times B is sums of rows of B. Four rows have 16
// sums: made once, in a table, each is looked up by four bits of a row of the
// matrix and costs one addition where a product has four multiply-adds. (The
// method of the Four Russians: Arlazarov, Dinic, Kronrod, Faradžev, 1970.)
// Tables of 64 rows and a panel of columns are half of the level 1 cache, of two
// panels two thirds of one that such machines have.
const (
	tableRows = 4
	tableSize = panel << tableRows
	// tableStep is the number of rows that lookups go on by: four tables.
	tableStep = 4 * tableRows
)

// lookupJob is C = diag(left) M diag(right) B, in panels of columns or two at a
// time.
type lookupJob struct {
	m       *bitMatrix
	left    []float32
	right   []float32 // with zeros up to a multiple of wordBits
	n       int       // columns of B
	unit    int       // that are done at a time
	b, c    plane
	scratch []lookupScratch // of each worker
}

// lookupScratch is the memory of one worker.
type lookupScratch struct {
	tables []float32 // sum 0 of each stays 0
	pairs  []float32 // tables for two panels
	block  []float32 // of B, whose rows or columns do not fill a table
	panel  []float32 // of C, of fewer columns than a panel
}

// newLookupJob makes room for matrices of up to so many rows and columns.
func newLookupJob(size int) lookupJob {
	return lookupJob{right: make([]float32, (size+wordBits-1)/wordBits*wordBits)}
}

// multiply computes the product. C has the rows of M, B its columns.
func (j *lookupJob) multiply(m *bitMatrix, left, right []float32, n int, b, c plane) {
	j.m, j.left, j.n, j.b, j.c, j.unit = m, left, n, b, c, panel
	if active.pairTables != nil {
		j.unit = 2 * panel
	}
	clear(j.right[copy(j.right, right):])
	j.reserve()
	parallel((n+j.unit-1)/j.unit, j)
	j.left, j.b.v, j.c.v = nil, nil, nil
}

// column computes C = diag(left) M right; ones are as many as right.
func (j *lookupJob) column(m *bitMatrix, left, right, ones, c []float32) {
	if active.column == nil {
		j.multiply(m, left, right, 1, plane{ones, 1}, plane{c, 1})
		return
	}
	clear(j.right[copy(j.right, right):])
	for p := 0; p < m.cols; p += wordBits {
		active.column(m.column(p), j.right[p:p+wordBits], left, c, p > 0)
	}
}

// reserve makes the memory of workers, when they first work.
func (j *lookupJob) reserve() {
	for len(j.scratch) < Workers {
		j.scratch = append(j.scratch, lookupScratch{
			tables: make([]float32, wordBits/tableRows*tableSize),
			pairs:  make([]float32, 2*wordBits/tableRows*tableSize),
			block:  make([]float32, 2*wordBits*panel),
			panel:  make([]float32, len(j.right)*panel),
		})
	}
}

// run does one unit of C.
func (j *lookupJob) run(chunk, worker int) {
	lo := chunk * j.unit
	w, b, c := min(j.unit, j.n-lo), j.b.from(lo), j.c.from(lo)
	if s := &j.scratch[worker]; w > panel {
		j.pair(s, w, b, c)
	} else {
		j.single(s, w, b, c)
	}
}

// pair does two panels of C, of w columns.
func (j *lookupJob) pair(s *lookupScratch, w int, b, c plane) {
	for p := 0; p < j.m.cols; p += wordBits {
		k := min(wordBits, j.m.cols-p)
		whole, rows := wholeTables(k), b.from(p*b.ld)
		if k < whole {
			rows = plane{s.block, 2 * panel}
			active.copyRows(rows, b.from(p*b.ld), w, k)
			clear(s.block[k*rows.ld : whole*rows.ld])
		}
		tables := s.pairs[:whole/tableRows*2*tableSize]
		active.pairTables(j.right[p:p+whole], rows, w, tables)
		active.pairLookups(j.m.column(p), tables, j.left, c, w, p > 0)
	}
}

// single does a panel of C, of w columns.
func (j *lookupJob) single(s *lookupScratch, w int, b, c plane) {
	dst := c
	if w < panel {
		c = plane{s.panel, panel}
	}
	for p := 0; p < j.m.cols; p += wordBits {
		k := min(wordBits, j.m.cols-p)
		whole := wholeTables(k)
		tables := s.tables[:whole/tableRows*tableSize]
		active.tables(j.right[p:p+whole], s.whole(b.from(p*b.ld), k, w), tables)
		active.lookups(j.m.column(p), tables, j.left, c, p > 0)
	}
	if w < panel {
		active.copyRows(dst, c, w, j.m.rows)
	}
}

// wholeTables is k rounded up to as many rows as lookups go on by.
func wholeTables(k int) int { return (k + tableStep - 1) / tableStep * tableStep }

// whole is k rows of w columns of B, with zeros to fill tables and a panel.
func (s *lookupScratch) whole(b plane, k, w int) plane {
	if w == panel && k%tableStep == 0 {
		return b
	}
	active.packRows(s.block, b, k, w)
	clear(s.block[k*panel : wholeTables(k)*panel])
	return plane{s.block, panel}
}

// tablesGo makes a table of each four rows of B times their scales.
func tablesGo(scale []float32, b plane, tables []float32) {
	for r, f := range scale {
		t := tables[r/tableRows*tableSize:][:tableSize]
		alone := t[panel<<(r%tableRows):]
		for i, v := range b.v[r*b.ld:][:panel] {
			alone[i] = f * v
		}
		for i := panel; i < len(t)-len(alone); i++ {
			alone[i] = t[i] + alone[i%panel]
		}
	}
}

// lookupsGo writes or adds a row of C for each word.
func lookupsGo(words []uint64, tables, scale []float32, c plane, add bool) {
	for r, word := range words {
		var sum [panel]float32
		for t := tables; len(t) > 0; t = t[tableSize:] {
			for i, v := range t[word%(1<<tableRows)*panel:][:panel] {
				sum[i] += v
			}
			word >>= tableRows
		}
		row := c.v[r*c.ld:][:panel]
		for i, v := range sum {
			if v *= scale[r]; add {
				v += row[i]
			}
			row[i] = v
		}
	}
}
