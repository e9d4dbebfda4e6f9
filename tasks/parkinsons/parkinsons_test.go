package parkinsons

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/mtobench/mtobench/tasks/golden"
	"github.com/mtobench/mtobench/tasks/suitetest"
)

func TestDescribe(t *testing.T) { suitetest.Describe(t, Suite) }

func TestRead(t *testing.T) {
	path := filepath.Join(t.TempDir(), "table")
	for text, want := range map[string]string{
		"subject#,age,motor_UPDRS,total_UPDRS\n1,70,20,30\n2,60,21,31\n": "",
		"subject#,age,motor_UPDRS\n1,70,20\n":                            "no column total_UPDRS",
		"subject#,age,motor_UPDRS,total_UPDRS\n1,70,20\n":                "record on line 2: wrong number of fields",
		"subject#,age,motor_UPDRS,total_UPDRS\n1,old,20,30\n":            "",
	} {
		if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
		d, err := read(path)
		switch {
		case strings.Contains(text, "old"):
			if err == nil || !strings.Contains(err.Error(), "line 2") {
				t.Errorf("%q: %v", text, err)
			}
		case want != "":
			if err == nil || err.Error() != "read "+path+": "+want {
				t.Errorf("%q: %v, want %s", text, err, want)
			}
		case err != nil || len(d.Columns) != 1 || d.Group[1] != 2 || d.Targets[1][0] != 30:
			t.Errorf("%q: %+v, %v", text, d, err)
		}
	}
}

func TestPublished(t *testing.T) {
	data := golden.Data(t)
	suitetest.OpenAll(t, Suite, data)
	d, err := read(golden.Data(t, "parkinsons", "parkinsons_updrs.data"))
	if err != nil {
		t.Fatal(err)
	}
	if len(d.Group) != 5_875 || d.Group[5_874] != 42 || len(d.Columns) != 19 {
		t.Errorf("%d rows, last of subject %d, %d inputs", len(d.Group), d.Group[len(d.Group)-1], len(d.Columns))
	}
}
