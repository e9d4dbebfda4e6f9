package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// The transforms of Winograd's F(2x2, 3x3) go over tiles side by side, and over
// the channels of a tile 8 at a time. A square is 4 x 4 vectors that stand in
// memory: row i at a register of its own, and the columns step bytes apart.
type square struct {
	rows        [4]reg.GPVirtual
	step, step3 reg.GPVirtual
}

// newSquare has its first row at first and the others rowStep bytes apart.
func newSquare(first, rowStep, step reg.GPVirtual) square {
	s := square{step: step, step3: GP64().(reg.GPVirtual)}
	LEAQ(Mem{Base: step, Index: step, Scale: 2}, s.step3)
	s.rows[0] = first
	for i := 1; i < 4; i++ {
		s.rows[i] = GP64().(reg.GPVirtual)
		MOVQ(s.rows[i-1], s.rows[i])
		ADDQ(rowStep, s.rows[i])
	}
	return s
}

// spectrum is the square of the 16 products, which stand step bytes apart.
func spectrum(first, step reg.GPVirtual) square {
	four := GP64().(reg.GPVirtual)
	MOVQ(step, four)
	SHLQ(Imm(2), four)
	return newSquare(first, four, step)
}

// at is where the vector in row i and column j stands.
func (s square) at(i, j int) Mem {
	return []Mem{
		{Base: s.rows[i]}, {Base: s.rows[i], Index: s.step, Scale: 1},
		{Base: s.rows[i], Index: s.step, Scale: 2}, {Base: s.rows[i], Index: s.step3, Scale: 1},
	}[j]
}

// eachTile runs body for every group of 8 channels of every tile. It moves the
// pointers 32 bytes on after a group, and by the parameter named skip after the
// groups of a tile.
func eachTile(body func(), pointers []reg.GPVirtual, skips []string) {
	groups, tiles := GP64(), load64("tiles")[0]
	countDown(tiles, func() {
		Load(Param("groups"), groups)
		countDown(groups, func() {
			body()
			for _, p := range pointers {
				ADDQ(Imm(32), p)
			}
		})
		for i, p := range pointers {
			ADDQ(parameter(skips[i]), p)
		}
	})
}

// parameter is where a parameter stands in memory.
func parameter(name string) Mem {
	p, err := Param(name).Resolve()
	if err != nil {
		panic(err)
	}
	return p.Addr
}

// each repeats a name n times.
func each(n int, name string) (all []string) {
	for range n {
		all = append(all, name)
	}
	return all
}

// binary is dst = a op b, with b in a register or in memory.
type binary func(b Op, a, dst reg.VecVirtual)

func plus(b Op, a, dst reg.VecVirtual)  { VADDPS(b, a, dst) }
func minus(b Op, a, dst reg.VecVirtual) { VSUBPS(b, a, dst) }

// winogradImage is B'dB, B' = (1 0 -1 0; 0 1 1 0; 0 -1 1 0; 0 -1 0 1).
func winogradImage() {
	begin("asmWinogradImage", "func(tiles int, groups int, src *float32, row int, px int, srcSkip int, dst *float32, step int, dstSkip int)",
		"transforms squares of 4 x 4 pixels, 8*groups channels each; strides are in bytes, skips go from behind a tile to the next.")
	r := load64("src", "row", "px", "dst", "step")
	src, dst := newSquare(r[0], r[1], r[2]), spectrum(r[3], r[4])
	rows := []struct {
		a, b int
		op   binary
	}{{0, 2, minus}, {1, 2, plus}, {2, 1, minus}, {3, 1, minus}}
	t, v := zeroless(4), YMM()
	eachTile(func() {
		for i, r := range rows {
			for j := range t {
				VMOVUPS(src.at(r.a, j), t[j])
				r.op(src.at(r.b, j), t[j], t[j])
			}
			for j, c := range rows {
				c.op(t[c.b], t[c.a], v)
				VMOVUPS(v, dst.at(i, j))
			}
		}
	}, append(src.rows[:], dst.rows[:]...), append(each(4, "srcSkip"), each(4, "dstSkip")...))
	end()
}

// winogradGradient is A z A', A = (1 0; 1 1; 1 -1; 0 1).
func winogradGradient() {
	begin("asmWinogradGradient", "func(tiles int, groups int, src *float32, row int, px int, srcSkip int, dst *float32, step int, dstSkip int)",
		"is asmWinogradImage for the gradients of squares of 2 x 2 results.")
	r := load64("src", "row", "px", "dst", "step")
	px, dst := r[2], spectrum(r[3], r[4])
	low := GP64().(reg.GPVirtual)
	LEAQ(Mem{Base: r[0], Index: r[1], Scale: 1}, low)
	src := []reg.GPVirtual{r[0], low}
	eachTile(func() {
		z := zeroless(4)
		for i := range z {
			VMOVUPS([]Mem{{Base: src[i/2]}, {Base: src[i/2], Index: px, Scale: 1}}[i%2], z[i])
		}
		top, bottom := z[:2], z[2:]
		sum, difference := zeroless(2), zeroless(2)
		for j := range sum {
			VADDPS(bottom[j], top[j], sum[j])
			VSUBPS(bottom[j], top[j], difference[j])
		}
		for i, t := range [][]reg.VecVirtual{top, sum, difference, bottom} {
			u, w := YMM(), YMM()
			VADDPS(t[1], t[0], u)
			VSUBPS(t[1], t[0], w)
			for j, v := range []reg.VecVirtual{t[0], u, w, t[1]} {
				VMOVUPS(v, dst.at(i, j))
			}
		}
	}, append(src, dst.rows[:]...), append(each(2, "srcSkip"), each(4, "dstSkip")...))
	end()
}

// winogradResult is A'mA with bias and floor.
func winogradResult() {
	begin("asmWinogradResult", "func(tiles int, groups int, src *float32, step int, srcSkip int, bias *float32, biasSkip int, floor float32, dst *float32, row int, px int, dstSkip int)",
		"gives squares of 2 x 2 results, max(result + bias, floor), 8*groups channels each; strides are in bytes.")
	r := load64("src", "step", "bias", "dst", "row", "px")
	src, bias, px := spectrum(r[0], r[1]), r[2], r[5]
	ADDQ(r[3], r[4])
	dst := []reg.GPVirtual{r[3], r[4]}
	floor := broadcast("floor")
	eachTile(func() {
		s := [2][]reg.VecVirtual{zeroless(4), zeroless(4)}
		for j := range 4 {
			a, b := YMM(), YMM()
			VMOVUPS(src.at(1, j), a)
			VMOVUPS(src.at(2, j), b)
			winogradSums(src.at(0, j), a, b, src.at(3, j), s[0][j], s[1][j])
		}
		b := YMM()
		VMOVUPS(Mem{Base: bias}, b)
		for i := range s {
			y, z := YMM(), YMM()
			winogradSums(s[i][0], s[i][1], s[i][2], s[i][3], y, z)
			for j, v := range []reg.VecVirtual{y, z} {
				VADDPS(b, v, v)
				raise(v, floor)
				VMOVUPS(v, []Mem{{Base: dst[i]}, {Base: dst[i], Index: px, Scale: 1}}[j])
			}
		}
	}, append(append(src.rows[:], bias), dst...), append(append(each(4, "srcSkip"), "biasSkip"), each(2, "dstSkip")...))
	end()
}

// winogradSums is A'm: first = m0 + (m1 + m2), second = (m1 - m2) + m3.
func winogradSums(m0 Op, m1, m2 reg.VecVirtual, m3 Op, first, second reg.VecVirtual) {
	VADDPS(m2, m1, first)
	VADDPS(m0, first, first)
	VSUBPS(m2, m1, second)
	VADDPS(m3, second, second)
}

// zeroless makes n registers that hold nothing yet.
func zeroless(n int) []reg.VecVirtual {
	v := make([]reg.VecVirtual, n)
	for i := range v {
		v[i] = YMM()
	}
	return v
}
