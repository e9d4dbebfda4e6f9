package kernel

import "testing"

func TestChoose(t *testing.T) {
	for _, a := range available() {
		if got, err := choose(a.name); err != nil || got != a {
			t.Errorf("choose(%q) = %v, %v", a.name, got, err)
		}
	}
	if got, err := choose(""); err != nil || got != available()[0] {
		t.Errorf("no choice gives %v, %v", got, err)
	}
	if _, err := choose("sse"); err == nil || err.Error() != `MTOBENCH_KERNEL="sse": want go, avx2 or avx512` {
		t.Errorf("wrong choice gives %v", err)
	}
}

func TestNameIsThatOfTheArithmeticInUse(t *testing.T) {
	eachTwin(t, func(t *testing.T) {
		if Name() != active.name {
			t.Errorf("Name() = %q with %q", Name(), active.name)
		}
	})
}
