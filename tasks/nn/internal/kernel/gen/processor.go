package main

import (
	. "github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/reg"
)

// processor asks the processor what it is.
func processor() {
	begin("asmProcessor", "func(leaf uint32) (a uint32, b uint32, c uint32, d uint32)", "is the instruction CPUID, with 0 in ECX.")
	Load(Param("leaf"), reg.EAX)
	XORL(reg.ECX, reg.ECX)
	CPUID()
	for i, r := range []reg.Register{reg.EAX, reg.EBX, reg.ECX, reg.EDX} {
		Store(r, ReturnIndex(i))
	}
	RET()
}
