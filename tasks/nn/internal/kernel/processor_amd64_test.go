package kernel

import "testing"

// What is for the other width of units runs in tests too, wherever it can.
func init() {
	if !hasAVX512() {
		return
	}
	other := avx512
	if halfWidth(processor()) {
		other = fullWidth(other)
	} else {
		other.skipping, other.pairTables, other.pairLookups, other.column = avx2.skipping, nil, nil, nil
	}
	other.name = "avx512 of the other width"
	unchosen = append(unchosen, &other)
}

// TestFamilyOf has signatures of Zen 4, Zen 5, Sapphire Rapids and Zen 3.
func TestFamilyOf(t *testing.T) {
	for signature, want := range map[uint32]uint32{0xa10f11: 0x19, 0xb00f21: 0x1a, 0x806f8: 6, 0xa20f10: 0x19} {
		if got := familyOf(signature); got != want {
			t.Errorf("%x is of family %x, not %x", signature, got, want)
		}
	}
}

// TestHalfWidth has Zen 4, Zen 5 and Sapphire Rapids.
func TestHalfWidth(t *testing.T) {
	for _, tt := range []struct {
		maker  string
		family uint32
		want   bool
	}{{"AuthenticAMD", 0x19, true}, {"AuthenticAMD", 0x1a, false}, {"GenuineIntel", 6, false}} {
		if got := halfWidth(tt.maker, tt.family); got != tt.want {
			t.Errorf("%s, family %x: units of half the width: %v", tt.maker, tt.family, got)
		}
	}
}

func TestProcessor(t *testing.T) {
	if maker, family := processor(); len(maker) != 12 || family == 0 {
		t.Errorf("processor is of %q, family %d", maker, family)
	}
}
