package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// moveRows copies or adds rows of w floats.
func moveRows(name string, add bool) {
	doc := "copies rows of w floats; strides are in bytes."
	if add {
		doc = "adds rows of w floats; strides are in bytes."
	}
	begin(name, "func(dst *float32, ds int, src *float32, ss int, w int, rows int)", doc)
	r := load64("dst", "src", "w", "rows")
	v, u := YMM(), YMM()
	planes(r[2], r[3], r[:2], []string{"ds", "ss"}, func(l lanes, p []reg.GPVirtual) {
		l.load(p[1], v)
		if add {
			l.load(p[0], u)
			VADDPS(u, v, v)
		}
		l.store(v, p[0])
	})
	end()
}

func im2row() {
	begin("asmIm2row", "func(dst *float32, ds int, src *float32, step int, pixels int, cs int, channels int, rs int, kh int, kw int)",
		"writes one row of channels*kh*kw floats a pixel, kw <= 8; strides are in bytes. The last row needs slack for 8 floats.")
	r := load64("dst", "src", "pixels", "cs", "rs", "kh", "kw")
	dst, src, pixels, cs, rs, kh, kw := r[0], r[1], r[2], r[3], r[4], r[5], r[6]
	mask, v := YMM(), YMM()
	loadMask(kw, 0, mask)
	SHLQ(Imm(2), kw)
	d, channel, row, c, y := GP64(), GP64(), GP64(), GP64(), GP64()
	countDown(pixels, func() {
		MOVQ(dst, d)
		MOVQ(src, channel)
		Load(Param("channels"), c)
		countDown(c, func() {
			MOVQ(channel, row)
			MOVQ(kh, y)
			countDown(y, func() {
				VMASKMOVPS(Mem{Base: row}, mask, v)
				VMOVUPS(v, Mem{Base: d}) // what is too much is overwritten next
				ADDQ(kw, d)
				ADDQ(rs, row)
			})
			ADDQ(cs, channel)
		})
		ADDQ(Load(Param("ds"), GP64()), dst)
		ADDQ(Load(Param("step"), GP64()), src)
	})
	end()
}
