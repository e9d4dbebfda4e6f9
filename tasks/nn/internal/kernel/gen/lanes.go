package main

import (
	"fmt"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// maskTable is 16 lanes of ones and then 16 of zeros: 4*(16-n) bytes into it
// stand the masks of the first n of 16 lanes.
var maskTable Mem

func makeMaskTable() {
	maskTable = GLOBL("maskTable", RODATA|NOPTR)
	for i := range 32 {
		bits := U32(0)
		if i < 16 {
			bits = 0xffffffff
		}
		DATA(4*i, bits)
	}
}

// loadMask loads the mask of the first n lanes, from lane first on.
func loadMask(n reg.Register, first int, mask reg.VecVirtual) {
	p, neg := GP64(), GP64()
	LEAQ(maskTable, p)
	MOVQ(n, neg)
	NEGQ(neg)
	VMOVUPS(Mem{Base: p, Index: neg, Scale: 4, Disp: 64 + 4*first}, mask)
}

var labels int

// fresh makes a label that no other use of the same helper has.
func fresh(name string) string {
	labels++
	return fmt.Sprintf("%s%d", name, labels)
}

// begin opens a function with the usual flags.
func begin(name, signature, doc string) {
	TEXT(name, NOSPLIT|NOFRAME, signature)
	Pragma("noescape")
	Doc(name + " " + doc)
}

// beginFramed is begin for a function with local variables.
func beginFramed(name, signature, doc string) {
	TEXT(name, NOSPLIT, signature)
	Pragma("noescape")
	Doc(name + " " + doc)
}

// end closes it.
func end() {
	VZEROUPPER()
	RET()
}

// load64 loads integer or pointer parameters.
func load64(names ...string) []reg.GPVirtual {
	r := make([]reg.GPVirtual, len(names))
	for i, n := range names {
		r[i] = Load(Param(n), GP64()).(reg.GPVirtual)
	}
	return r
}

// broadcast loads a float32 parameter into all lanes.
func broadcast(name string) reg.VecVirtual {
	v := YMM()
	p, err := Param(name).Resolve()
	if err != nil {
		panic(err)
	}
	VBROADCASTSS(p.Addr, v)
	return v
}

var constants = map[uint32]Mem{}

// all8 is a constant in memory, in all 8 lanes.
func all8(bits uint32) Mem {
	if m, ok := constants[bits]; ok {
		return m
	}
	m := GLOBL(fmt.Sprintf("const%08x", bits), RODATA|NOPTR)
	for i := range 8 {
		DATA(4*i, U32(bits))
	}
	constants[bits] = m
	return m
}

// lanes is one turn of a loop over floats: 8 of them, or what is left.
type lanes struct {
	n    reg.Register   // what is left
	mask reg.VecVirtual // nil in a full turn
}

// load reads the lanes of this turn; the others are zero.
func (l lanes) load(p reg.Register, v reg.VecVirtual) {
	if l.mask == nil {
		VMOVUPS(Mem{Base: p}, v)
	} else {
		VMASKMOVPS(Mem{Base: p}, l.mask, v)
	}
}

// store writes the lanes of this turn.
func (l lanes) store(v reg.VecVirtual, p reg.Register) {
	if l.mask == nil {
		VMOVUPS(v, Mem{Base: p})
	} else {
		storeTail(v, p, l.n)
	}
}

// storeTail writes the first n lanes, n < 8, in pieces of 4, 2 and 1: masked
// stores are slow on some processors.
func storeTail(v reg.VecVirtual, p, n reg.Register) {
	two, one, done := fresh("two"), fresh("one"), fresh("stored")
	q, x := GP64(), XMM()
	MOVQ(p, q)
	VMOVAPS(v.AsX(), x)
	TESTQ(U32(4), n)
	JZ(LabelRef(two))
	VMOVUPS(x, Mem{Base: q})
	VEXTRACTF128(Imm(1), v, x)
	ADDQ(Imm(16), q)
	Label(two)
	TESTQ(U32(2), n)
	JZ(LabelRef(one))
	VMOVLPS(x, Mem{Base: q})
	VPSRLDQ(Imm(8), x, x)
	ADDQ(Imm(8), q)
	Label(one)
	TESTQ(U32(1), n)
	JZ(LabelRef(done))
	VMOVSS(x, Mem{Base: q})
	Label(done)
}

// stream loops over n > 0 floats, 8 at a time and then over what is left, with
// the same body, so that a value does not depend on where it stands. It moves
// the pointers past what was done and leaves n undefined.
func stream(n reg.Register, pointers []reg.GPVirtual, body func(l lanes)) {
	loop, tail, done := fresh("loop"), fresh("tail"), fresh("done")
	SUBQ(Imm(8), n)
	JLT(LabelRef(tail))
	Label(loop)
	body(lanes{})
	for _, p := range pointers {
		ADDQ(Imm(32), p)
	}
	SUBQ(Imm(8), n)
	JGE(LabelRef(loop))
	Label(tail)
	ADDQ(Imm(8), n)
	JZ(LabelRef(done))
	mask := YMM()
	loadMask(n, 0, mask)
	body(lanes{n, mask})
	for _, p := range pointers {
		LEAQ(Mem{Base: p, Index: n, Scale: 4}, p)
	}
	Label(done)
}

// countDown loops over body as often as n > 0 says.
func countDown(n reg.Register, body func()) {
	loop := fresh("rows")
	Label(loop)
	body()
	DECQ(n)
	JNZ(LabelRef(loop))
}

// sum8 adds the 8 lanes of v into the first lane of the result.
func sum8(v reg.VecVirtual) reg.VecVirtual {
	h, s := XMM(), v.AsX().(reg.VecVirtual)
	VEXTRACTF128(Imm(1), v, h)
	VADDPS(h, s, s)
	VMOVHLPS(s, s, h)
	VADDPS(h, s, s)
	VMOVSHDUP(s, h)
	VADDSS(h, s, s)
	return s
}

// sum4 is sum8 for 4 lanes of float64.
func sum4(v reg.VecVirtual) reg.VecVirtual {
	h, s := XMM(), v.AsX().(reg.VecVirtual)
	VEXTRACTF128(Imm(1), v, h)
	VADDPD(h, s, s)
	VUNPCKHPD(s, s, h)
	VADDSD(h, s, s)
	return s
}

// zeroed makes n registers of zeros.
func zeroed(n int) []reg.VecVirtual {
	v := make([]reg.VecVirtual, n)
	for i := range v {
		v[i] = YMM()
		VXORPS(v[i], v[i], v[i])
	}
	return v
}
