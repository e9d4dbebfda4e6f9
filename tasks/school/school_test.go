package school

import (
	"testing"

	"github.com/mtobench/mtobench/tasks/golden"
	"github.com/mtobench/mtobench/tasks/suitetest"
)

func TestDescribe(t *testing.T) { suitetest.Describe(t, Suite) }

// The suite opens at every profile, all tasks and each alone, and learns.
func TestPublished(t *testing.T) {
	data := golden.Data(t)
	suitetest.OpenAll(t, Suite, data)
	if mean := suitetest.Learn(t, Suite, data, 3); mean > 1.1 {
		t.Errorf("mean nRMSE %.3f; the mean predictor has about 1", mean)
	}
}
