#include "textflag.h"

DATA closest<>+0(SB)/8, $0x3eb0c6f7a0b5ed8d // 1e-6
GLOBL closest<>(SB), RODATA, $8

// func pullRows(at, force *place, rows *row, count int, list *near)
//
// An atom's four numbers are a register of four lanes. Y8 and Y9 are the place
// and the force of a row's first atom, Y2 a pair's difference and then its
// gradient.
TEXT ·pullRows(SB), NOSPLIT, $0-40
	MOVQ at+0(FP), SI
	MOVQ force+8(FP), DI
	MOVQ rows+16(FP), R8
	MOVQ count+24(FP), R9
	MOVQ list+32(FP), R10
row:
	MOVQ 0(R8), AX
	MOVQ 8(R8), CX
	SHLQ $5, AX
	VMOVUPD (SI)(AX*1), Y8
	VMOVUPD (DI)(AX*1), Y9
pair:
	MOVQ 0(R10), BX
	SHLQ $5, BX
	VSUBPD (SI)(BX*1), Y8, Y2
	VMULPD Y2, Y2, Y4
	VEXTRACTF128 $1, Y4, X5
	VUNPCKHPD X4, X4, X6
	VADDSD X6, X4, X4
	VADDSD X5, X4, X4          // the square of the distance
	VMOVSD 8(R10), X7          // the bound that is not kept: low
	VUCOMISD 24(R10), X4
	JCS off                    // less than least
	VMOVSD 16(R10), X7         // or high
	VUCOMISD 32(R10), X4
	JLS next                   // at most most
off:
	VSQRTSD X4, X4, X5
	VUCOMISD closest<>(SB), X5
	JCS next
	VSUBSD X7, X5, X6
	VBROADCASTSD X6, Y6
	VBROADCASTSD X5, Y5
	VMULPD Y6, Y2, Y2
	VDIVPD Y5, Y2, Y2
	VADDPD Y2, Y9, Y9
	VMOVUPD (DI)(BX*1), Y3
	VSUBPD Y2, Y3, Y3
	VMOVUPD Y3, (DI)(BX*1)
next:
	ADDQ $40, R10
	DECQ CX
	JNZ pair
	VMOVUPD Y9, (DI)(AX*1)
	ADDQ $16, R8
	DECQ R9
	JNZ row
	VZEROUPPER
	RET
