package parkinsons

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/mtobench/mtobench/tasks/golden"
	"github.com/mtobench/mtobench/tasks/suitetest"
)

func TestDescribe(t *testing.T) { suitetest.Describe(t, Suite) }

// table is a file of rows, whose columns stand in another order than the
// published one.
func table(rows ...string) string {
	return strings.Join(slices.Concat(columns[3:], columns[:3]), ",") + "\n" + strings.Join(rows, "\n")
}

// row is a row with this age, subject and scores.
func row(age, subject, motor, total string) string {
	return age + strings.Repeat(",0.5", len(columns)-4) + "," + subject + "," + motor + "," + total
}

func TestRead(t *testing.T) {
	path := filepath.Join(t.TempDir(), "table")
	good := table(row("70", "1", "20", "30"), row("60", "2", "21", "31"))
	for text, want := range map[string]string{
		good: "",
		"\ufeff" + strings.ReplaceAll(good, "\n", "\r\n"):                 "",
		strings.ReplaceAll(good, ",", "\t,"):                              "",
		strings.Replace(good, "motor_UPDRS", "Motor UPDRS", 1):            "",
		table(row("70", "1.2", "20", "30"), row("70", "1.9", "20", "30")): "row 1: subject# is 1.2, no whole number",
		table(row("70", "1e300", "20", "30")):                             "row 1: subject# is 1e+300, no whole number",
		strings.Replace(good, "total_UPDRS", "total", 1):                  "no column \"total_UPDRS\"",
		strings.Replace(good, "NHR", "subject#", 1):                       `line 1: column "subject#" stands twice, as number 15 and 20`,
		strings.Replace(good, "NHR", "total_UPDRS", 1):                    `line 1: column "total_UPDRS" stands twice, as number 15 and 22`,
		strings.Replace(good, "NHR", "total UPDRS", 1):                    `both "total UPDRS" and "total_UPDRS" could be the column "total_UPDRS"`,
		"index," + strings.ReplaceAll(good, "\n", "\n1,"):                 `column "index" is none of this set's; take it out`,
		table("1,70,20"):                   "line 2: 3 values, wanted 22",
		table(row("old", "1", "20", "30")): `line 2, column age: "old" is no finite number`,
	} {
		if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
		d, err := read(path)
		switch {
		case want != "":
			if err == nil || !strings.HasPrefix(err.Error(), "read "+path+": "+want) {
				t.Errorf("%q: %v, want %s", text, err, want)
			}
		case err != nil || len(d.Columns) != 19 || d.Columns[0].Values[1] != 60 || d.Group[1] != 2 || d.Targets[0][1] != 21 || d.Targets[1][0] != 30:
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
