package reports

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func publishedTables(t *testing.T, suite string) *Published {
	t.Helper()
	p, err := PublishedTables(suite)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// TestAuditAgainstIndependentValues holds the recomputed delta-m, its range
// and MR against testdata/published.json, computed by another program in
// another language from the same tables.
func TestAuditAgainstIndependentValues(t *testing.T) {
	b, err := os.ReadFile(filepath.Join("testdata", "published.json"))
	if err != nil {
		t.Fatal(err)
	}
	var suites map[string][]struct {
		Method    string
		Delta     float64 `json:"delta_m"`
		Low, High float64
		MR        map[string]float64
	}
	if err := json.Unmarshal(b, &suites); err != nil {
		t.Fatal(err)
	}
	checked := 0
	for _, suite := range PublishedSuites {
		p := publishedTables(t, suite)
		delta, ranks := p.auditDelta(), p.auditRanks()
		for _, want := range suites[suite] {
			i := slices.IndexFunc(delta, func(a deltaAudit) bool { return a.row.Method == want.Method })
			if i < 0 {
				t.Fatalf("%s: no row %s", suite, want.Method)
			}
			a := delta[i]
			if math.Abs(a.over-want.Delta) > 0.00051 || math.Abs(a.low-want.Low) > 0.01 || math.Abs(a.high-want.High) > 0.01 {
				t.Errorf("%s %s: %.4f (%.4f to %.4f), want %.3f (%.3f to %.3f)", suite, want.Method, a.over, a.low, a.high, want.Delta, want.Low, want.High)
			}
			checked++
			for _, table := range ranks {
				tolerance := 0.0051
				if table.table.Digits != nil {
					// The table ranks digits of its own, cut from ones that are
					// not printed: one place in one of the metrics is allowed.
					tolerance += 1 / float64(len(p.Metrics))
				}
				for _, r := range table.rows {
					wantMR, has := want.MR[table.table.Name]
					if table.table.From0 {
						wantMR--
					}
					if r.method == want.Method && has && math.Abs(r.recomputed-wantMR) > tolerance {
						t.Errorf("%s %s: MR in %s %.3f, want %.2f", suite, want.Method, table.table.Name, r.recomputed, wantMR)
					}
				}
			}
		}
	}
	if checked < 70 {
		t.Errorf("only %d rows were checked", checked)
	}
}

// TestAuditDisagreements names everything that disagrees in print.
func TestAuditDisagreements(t *testing.T) {
	var got []string
	for _, suite := range PublishedSuites {
		p := publishedTables(t, suite)
		for _, a := range p.auditDelta() {
			if a.verdict == disagrees {
				got = append(got, fmt.Sprintf("%s %s Δm %s, recomputed %.2f", suite, a.row.Method, a.row.Delta.text, a.over))
			}
		}
		for _, table := range p.auditRanks() {
			for _, r := range table.rows {
				if r.mendedVerdict != r.verdict {
					got = append(got, fmt.Sprintf("%s %s MR of %s %s, recomputed %.2f %s, from the true rows %.2f %s",
						suite, r.method, table.table.Name, r.printed.text, r.recomputed, r.verdict, r.mended, r.mendedVerdict))
				} else if r.verdict == disagrees {
					got = append(got, fmt.Sprintf("%s %s MR of %s %s, recomputed %.2f", suite, r.method, table.table.Name, r.printed.text, r.recomputed))
				}
			}
		}
		for _, e := range p.Extras {
			for i, r := range e.Rows {
				if v, verdict := e.recompute(i); verdict == disagrees {
					got = append(got, fmt.Sprintf("%s %s time %s, recomputed %.2f", suite, r.Name, r.Values[len(r.Values)-1].text, v))
				}
			}
		}
	}
	want := []string{
		"nyuv2 IMTL-G Δm -0.76, recomputed -0.60",
		"nyuv2 GradVac Δm 5.44, recomputed 5.76",
		"nyuv2 PCGrad MR of Nash-MTL 6.88, recomputed 7.00",
		"nyuv2 GradDrop MR of Nash-MTL 6.44, recomputed 6.33",
		"nyuv2 RLW MR of Nash-MTL 10.11, recomputed 10.22",
		"nyuv2 UW MR of Nash-MTL 6.44, recomputed 6.56",
		"nyuv2 SI MR of NTKMTL 16.11, recomputed 16.22",
		"nyuv2 DWA MR of NTKMTL 16.33, recomputed 16.22",
		"nyuv2 Nash-MTL time 2.34, recomputed 2.33",
		"cityscapes LS MR of GO4Align 8.50, recomputed 8.50 =, from the true rows 6.25 ≠",
		"cityscapes SI MR of GO4Align 8.50, recomputed 8.50 =, from the true rows 9.25 ≠",
		"cityscapes RLW MR of GO4Align 7.75, recomputed 7.75 =, from the true rows 8.50 ≠",
		"cityscapes UW MR of GO4Align 5.75, recomputed 5.75 =, from the true rows 6.25 ≠",
		"cityscapes PCGrad MR of GO4Align 6.25, recomputed 6.25 =, from the true rows 6.50 ≈",
		"cityscapes CAGrad MR of GO4Align 5.00, recomputed 5.00 =, from the true rows 5.25 ≈",
		"cityscapes IMTL-G MR of GO4Align 4.00, recomputed 4.00 =, from the true rows 3.75 ≈",
		"cityscapes Nash-MTL MR of GO4Align 2.50, recomputed 2.50 =, from the true rows 2.25 ≠",
		"cityscapes FAMO MR of GO4Align 5.50, recomputed 5.50 =, from the true rows 6.00 ≠",
		"cityscapes GO4Align MR of GO4Align 7.00, recomputed 7.00 =, from the true rows 7.50 ≠",
		"cityscapes RLW MR of Nash-MTL 9.25, recomputed 8.75",
		"cityscapes UW MR of Nash-MTL 5.25, recomputed 5.50",
		"cityscapes LS MR of FAMO 6.50, recomputed 8.50 ≠, from the true rows 6.50 =",
		"cityscapes SI MR of FAMO 9.25, recomputed 8.50 ≈, from the true rows 9.25 =",
		"cityscapes RLW MR of FAMO 9.25, recomputed 8.50 ≠, from the true rows 9.25 =",
		"cityscapes UW MR of FAMO 6.00, recomputed 5.50 ≠, from the true rows 6.00 =",
		"cityscapes PCGrad MR of FAMO 6.75, recomputed 6.50 ≈, from the true rows 6.75 =",
		"cityscapes GradDrop MR of FAMO 6.00, recomputed 5.75 ≈, from the true rows 6.00 =",
		"cityscapes CAGrad MR of FAMO 5.75, recomputed 5.25 ≠, from the true rows 5.50 ≈",
		"cityscapes IMTL-G MR of FAMO 4.00, recomputed 4.00 =, from the true rows 3.75 ≈",
		"cityscapes Nash-MTL MR of FAMO 2.00, recomputed 2.25 ≠, from the true rows 2.00 =",
		"cityscapes FAMO MR of FAMO 6.25, recomputed 5.75 ≠, from the true rows 6.25 =",
	}
	if g, w := strings.Join(got, "\n"), strings.Join(want, "\n"); g != w {
		t.Errorf("got\n%s\nwant\n%s", g, w)
	}
}

// TestAuditSums checks the claim that two columns count ranks from 0: a
// column of n ranks, ties shared by halves, sums to n(n+1)/2 from 1 and to
// n(n-1)/2 from 0.
func TestAuditSums(t *testing.T) {
	for _, suite := range PublishedSuites {
		for _, a := range publishedTables(t, suite).auditRanks() {
			n := float64(len(a.rows))
			want := n * (n + 1) / 2
			if a.table.From0 {
				want = n * (n - 1) / 2
			}
			if math.Abs(a.sum-want) > 0.15*n { // ties that share the best rank sum to less
				t.Errorf("%s %s: MR sums to %.2f, want about %.1f", suite, a.table.Name, a.sum, want)
			}
		}
	}
}

func TestAuditText(t *testing.T) {
	var text, md strings.Builder
	p := publishedTables(t, "cityscapes")
	if err := p.Text(&text); err != nil {
		t.Fatal(err)
	}
	compare(t, "published.txt", text.String())
	if err := p.Markdown(&md); err != nil {
		t.Fatal(err)
	}
	compare(t, "published.md", md.String())
}

func TestPublishedUnknown(t *testing.T) {
	_, err := PublishedTables("toy")
	if want := `no published tables of "toy"; there are those of nyuv2, cityscapes, qm9, celeba`; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

// TestJudge takes every way that a printed number can stand.
func TestJudge(t *testing.T) {
	nan := math.NaN()
	for _, c := range []struct {
		printed        *printed
		got, low, high float64
		want           verdict
	}{
		{&printed{"1.50", 1.5}, 1.504, 1.4, 1.6, agrees},
		{&printed{"1.50", 1.5}, 1.52, 1.4, 1.6, rounding},
		{&printed{"1.50", 1.5}, 1.52, 1.506, 1.6, disagrees},
		{&printed{"1.50", 1.5}, nan, nan, nan, unchecked},
		{nil, 1.5, 1.4, 1.6, unchecked},
	} {
		if got := judge(c.printed, c.got, c.low, c.high, 0.005); got != c.want {
			t.Errorf("%v against %v (%v to %v): %q, want %q", c.printed, c.got, c.low, c.high, got, c.want)
		}
	}
}
