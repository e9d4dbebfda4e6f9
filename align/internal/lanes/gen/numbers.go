package main

import (
	"fmt"
	"math"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// masks is block lanes of ones and then as many of zeros: 8*(block-n) bytes into
// it stands the mask of the first n of block lanes.
var masks Mem

// block is the most numbers that halve compares with another at a time.
const block = 16

func makeMasks() {
	masks = GLOBL("masks", RODATA|NOPTR)
	for i := range 2 * block {
		bits := U64(0)
		if i < block {
			bits = math.MaxUint64
		}
		DATA(8*i, bits)
	}
}

// maskAt is where the mask of the first n lanes stands, n above block counting
// as block; rest is lost.
func maskAt(n, rest reg.Register) reg.GPVirtual {
	p := GP64()
	MOVQ(U32(block), rest)
	CMPQ(n, rest)
	CMOVQLT(n, rest)
	NEGQ(rest)
	LEAQ(masks, p)
	LEAQ(Mem{Base: p, Index: rest, Scale: 8, Disp: 8 * block}, p)
	return p
}

// each loops over n > 0 numbers, 4 at a time, n times 8 bytes from at on, with
// one body for whole turns and the last: what does not fit is masked.
func each(n reg.Register, body func(at reg.Register, left reg.Register, mask reg.VecVirtual)) {
	loop := fresh("loop")
	at, left, rest, mask := GP64(), GP64(), GP64(), YMM()
	XORQ(at, at)
	MOVQ(n, left)
	Label(loop)
	VMOVUPD(Mem{Base: maskAt(left, rest)}, mask)
	body(at, left, mask)
	ADDQ(Imm(32), at)
	SUBQ(Imm(4), left)
	JG(LabelRef(loop))
}

// store writes the lanes of v that are left, in pieces: masked stores are slow
// on some processors.
func store(v reg.VecVirtual, p, at, left reg.Register) {
	some, one, done := fresh("some"), fresh("one"), fresh("stored")
	q, x := GP64(), XMM()
	LEAQ(Mem{Base: p, Index: at, Scale: 1}, q)
	CMPQ(left, Imm(4))
	JL(LabelRef(some))
	VMOVUPD(v, Mem{Base: q})
	JMP(LabelRef(done))
	Label(some)
	VMOVAPD(v.AsX(), x)
	TESTQ(U32(2), left)
	JZ(LabelRef(one))
	VMOVUPD(x, Mem{Base: q})
	VEXTRACTF128(Imm(1), v, x)
	ADDQ(Imm(16), q)
	Label(one)
	TESTQ(U32(1), left)
	JZ(LabelRef(done))
	VMOVSD(x, Mem{Base: q})
	Label(done)
}

// fold leaves in the first lane what op makes of all lanes.
func fold(v reg.VecVirtual, op func(a, b Op, dst Op)) reg.VecVirtual {
	h, s := XMM(), v.AsX().(reg.VecVirtual)
	VEXTRACTF128(Imm(1), v, h)
	op(h, s, s)
	VUNPCKHPD(s, s, h)
	op(h, s, s)
	return s
}

func add(a, b, dst Op)     { VADDPD(a, b, dst) }
func largest(a, b, dst Op) { VMAXPD(a, b, dst) }
func least(a, b, dst Op)   { VMINPD(a, b, dst) }

// zero is a register of zeros.
func zero() reg.VecVirtual {
	v := YMM()
	VXORPD(v, v, v)
	return v
}

// broadcast loads a parameter into all lanes.
func broadcast(name string) reg.VecVirtual {
	v := YMM()
	p, err := Param(name).Resolve()
	if err != nil {
		panic(err)
	}
	VBROADCASTSD(p.Addr, v)
	return v
}

// load64 loads integer or pointer parameters.
func load64(names ...string) []reg.GPVirtual {
	r := make([]reg.GPVirtual, len(names))
	for i, n := range names {
		r[i] = Load(Param(n), GP64()).(reg.GPVirtual)
	}
	return r
}

// begin opens a function with the usual flags.
func begin(name, signature, doc string) {
	TEXT(name, NOSPLIT, signature)
	Pragma("noescape")
	Doc(name + " " + doc)
}

// answer ends a function with a result of 1, or 0 from label no on.
func answer(no string) {
	result := func(v uint64) {
		r := GP64()
		MOVQ(U64(v), r)
		Store(r, ReturnIndex(0))
		VZEROUPPER()
		RET()
	}
	result(1)
	Label(no)
	result(0)
}

var labels int

// fresh makes a label that no other use of the same helper has.
func fresh(name string) string {
	labels++
	return fmt.Sprintf("%s%d", name, labels)
}
