package kernel

import "encoding/binary"

// processor gives the maker's name for itself and the family, which is a
// generation or two.
func processor() (maker string, family uint32) {
	_, b, c, d := asmProcessor(0)
	var name []byte
	for _, part := range []uint32{b, d, c} {
		name = binary.LittleEndian.AppendUint32(name, part)
	}
	signature, _, _, _ := asmProcessor(1)
	return string(name), familyOf(signature)
}

// familyOf is the family in what CPUID tells of the model.
func familyOf(signature uint32) uint32 {
	family := signature >> 8 & 0xf
	if family == 0xf {
		family += signature >> 20 & 0xff
	}
	return family
}

// halfWidth tells whether registers of 16 floats go through units of 8, so that
// they load and multiply no more in a cycle than registers of 8: in AMD's Zen 4.
func halfWidth(maker string, family uint32) bool {
	return maker == "AuthenticAMD" && family == 0x19
}
