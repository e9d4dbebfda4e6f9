package kernel

// wordBits is the number of elements of a row of a bitMatrix in a word.
const wordBits = 64

// bitMatrix is a matrix of zeros and ones: bit j of words[p*rows+i] is element
// (i, 64p+j), zero past the columns.
type bitMatrix struct {
	rows, cols int
	words      []uint64
}

func newBitMatrix(rows, cols int) bitMatrix {
	return bitMatrix{rows, cols, make([]uint64, rows*((cols+wordBits-1)/wordBits))}
}

// set makes a one of every element of y, row major, that is not zero.
func (m *bitMatrix) set(y []float32) {
	for p := 0; p < m.cols; p += wordBits {
		active.nonzeroBits(m.column(p), plane{y[p:], m.cols}, min(wordBits, m.cols-p))
	}
}

// column is the words of columns p to p+63, p a multiple of 64.
func (m *bitMatrix) column(p int) []uint64 {
	return m.words[p/wordBits*m.rows:][:m.rows]
}

// transpose makes m the transpose of t.
func (m *bitMatrix) transpose(t *bitMatrix) {
	var block [wordBits]uint64
	for p := 0; p < t.cols; p += wordBits {
		for i := 0; i < t.rows; i += wordBits {
			n := copy(block[:], t.column(p)[i:])
			clear(block[n:])
			transposeBits(&block)
			copy(m.column(i)[p:], block[:])
		}
	}
}

// transposeBits swaps the halves of ever smaller squares that do not lie on the
// diagonal: bit j of word i goes to bit i of word j.
func transposeBits(b *[wordBits]uint64) {
	low := ^uint64(0) // the lower half of each 2 size bits
	for size := wordBits / 2; size > 0; size /= 2 {
		low ^= low << size
		for i := range b {
			if i&size == 0 {
				swap := (b[i]>>size ^ b[i+size]) & low
				b[i] ^= swap << size
				b[i+size] ^= swap
			}
		}
	}
}

// nonzeroBitsGo makes a word of each row of at most 64 columns.
func nonzeroBitsGo(words []uint64, y plane, cols int) {
	for r := range words {
		word := uint64(0)
		for j, v := range y.v[r*y.ld:][:cols] {
			if v != 0 {
				word |= 1 << j
			}
		}
		words[r] = word
	}
}
