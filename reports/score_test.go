package reports

import (
	"encoding/json"
	"strings"
	"testing"
)

const scores = `method,seg:mIoU+,seg:pix|acc+,depth:abs_err-
STL,38.3,63.76,0.6754
LS,39.29,65.33,0.5493
GO4Align, 40.42 ,65.37,0.5492
`

func TestScoreMarkdown(t *testing.T) {
	table, err := Score(strings.NewReader(scores), "t.csv", "STL")
	if err != nil {
		t.Fatal(err)
	}
	var md, text strings.Builder
	if err := table.Markdown(&md); err != nil {
		t.Fatal(err)
	}
	if err := table.Text(&text); err != nil {
		t.Fatal(err)
	}
	compare(t, "score.md", md.String())
	compare(t, "score.txt", text.String())
}

func TestScoreWithoutTasks(t *testing.T) {
	table, err := Score(strings.NewReader("m,a+,b-\nLS,1,2\nUW,2,1\n"), "t.csv", "LS")
	if err != nil {
		t.Fatal(err)
	}
	if got := table.Rows[1]; got.DeltaMetrics != -75 || got.MR != 1 || got.DeltaTasks == got.DeltaTasks {
		t.Errorf("got %+v", got)
	}
}

// Spreadsheets put a byte order mark before the first, quoted, heading, end
// lines in their own ways, and write UTF-16.
func TestScoreForms(t *testing.T) {
	for _, in := range []string{
		"\ufeff\"m\",\"a+\"\r\nSTL,1\r\nLS,2\r\n", "m,a+\rSTL,1\rLS,2", "m,\ta+\nSTL,\t1\t\nLS ,\t2 \n",
		"\xff\xfem\x00,\x00a\x00+\x00\n\x00S\x00T\x00L\x00,\x001\x00\n\x00L\x00S\x00,\x002\x00",
	} {
		table, err := Score(strings.NewReader(in), "t.csv", "STL")
		if err != nil || len(table.Rows) != 2 || table.Rows[1].Method != "LS" || table.Rows[1].DeltaMetrics != -100 {
			t.Errorf("%q: %+v, error %v", in, table, err)
		}
	}
}

func TestScoreJSON(t *testing.T) {
	table, err := Score(strings.NewReader("m,t:a+,u:b-\nLS,1,2\nUW,2,1\n"), "t.csv", "LS")
	if err != nil {
		t.Fatal(err)
	}
	b, err := json.Marshal(table)
	if err != nil {
		t.Fatal(err)
	}
	want := `{"baseline":"LS","metrics":[{"name":"a","task":"t","higher_is_better":true},{"name":"b","task":"u","higher_is_better":false}],` +
		`"rows":[{"method":"LS","values":[1,2],"mr":null,"delta_m_metrics":null,"delta_m_tasks":null},` +
		`{"method":"UW","values":[2,1],"mr":1,"delta_m_metrics":-75,"delta_m_tasks":-75}]}`
	if string(b) != want {
		t.Errorf("got  %s\nwant %s", b, want)
	}
}

func TestScoreErrors(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"empty", "", "f.csv: the table is empty"},
		{"no metrics", "method\n", "f.csv: line 1 names no metrics; it takes the word method and then a metric a column, such as acc+ or depth:error-"},
		{"direction", "m,acc\nSTL,1\n", `f.csv: line 1, column 2: metric "acc" ends in neither + (higher is better) nor - (lower is better)`},
		{"no name", "m,acc+, -\nSTL,1,2\n", `f.csv: line 1, column 3: "-" names no metric`},
		{"metric twice", "m,x+,x-\nSTL,1,2\n", `f.csv: line 1, column 3: metric "x-" stands twice`},
		{"half named", "m,a:x+,y+\nSTL,1,2\n", `f.csv: line 1, column 3: metric "y" has no task, but others have; name a task for all or for none`},
		{"not a number", "m,x+,y-\nSTL,1,2\nLS,3,n/a\n", `f.csv: line 3 (LS), column 3 (y): "n/a" is no finite number`},
		{"nan", "m,x+\nSTL,nan\n", `f.csv: line 2 (STL), column 2 (x): "nan" is no finite number`},
		{"short", "m,x+,y-\nSTL,1,2\n\nLS,3\n", "f.csv: line 4 (LS) has 1 values for 2 metrics"},
		{"twice", "m,x+\nSTL,1\nSTL,2\n", `f.csv: line 3: method "STL" is there twice`},
		{"no method", "m,x+\n,1\n", "f.csv: line 2: the first column names no method"},
		{"no baseline", "m,x+\nLS,1\nUW,2\n", `f.csv: no row "STL" to be the baseline; the rows are LS, UW`},
		{"no rows", "m,x+\n", "f.csv: the table has no rows"},
		{"zero baseline", "m,x+\nSTL,0.0\n", "f.csv: baseline STL has x = 0.0: no relative change against that"},
		{"tiny baseline", "m,x-\nLS,1\nSTL,5e-324\n", "f.csv: the change of 1 (x of LS) against 5e-324 of STL is too large for a number"},
		{"huge values", "m,x-,y-\nSTL,1,1\nLS,1.2e306,1.2e306\n", "f.csv: the changes of LS against STL add up to more than a number can be"},
		{"Go's numbers", "m,x+\nSTL,1_0\n", `f.csv: line 2 (STL), column 2 (x): "1_0" is no finite number`},
		{"hexadecimal", "m,x+\nSTL,0x1p-2\n", `f.csv: line 2 (STL), column 2 (x): "0x1p-2" is no finite number`},
		{"Latin-1", "m,x+\nSTL,1\nm\xe9thode,2\n", "f.csv: line 3: byte 0xe9 is not UTF-8; save the file as UTF-8"},
		{"quotes", "m,x+\nSTL,\"1\n", `f.csv: parse error on line 2, column 8: extraneous or missing " in quoted-field`},
	} {
		_, err := Score(strings.NewReader(c.text), "f.csv", "STL")
		if err == nil || err.Error() != c.want {
			t.Errorf("%s: got %v, want %s", c.name, err, c.want)
		}
	}
}
