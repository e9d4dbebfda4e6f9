package reports

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/mtobench/mtobench/reports/internal/figure"
)

// Ablation is one question about GO4Align, asked by rows of a suite that differ
// in one thing.
type Ablation struct {
	Suite string // the suite's name
	Name  string // in files: "clustering"
	Title string
	Text  string // what is compared, and what to look for
	Rows  []AblationRow
	// Sweep draws delta-m against the number of groups.
	Sweep bool
}

// AblationRow is a setting of a method.
type AblationRow struct {
	Label    string
	Variant  string // as the command line takes it
	Method   string
	Settings map[string]string
	Paper    string // name of the row in what the paper prints, if it does
}

// paperRow is a row of the paper's ablations, in per cent; NaN for what is not
// printed.
type paperRow struct {
	Name         string   `json:"name"`
	Segmentation *float64 `json:"segmentation"`
	Depth        *float64 `json:"depth"`
	Normals      *float64 `json:"normals"`
	DeltaM       *float64 `json:"delta_m"`
	Time         *float64 `json:"time"`
}

// paperAblations are the ablations that the paper prints.
type paperAblations struct {
	Source string     `json:"source"`
	Suite  string     `json:"suite"`
	Rows   []paperRow `json:"rows"`
}

func readPaperAblations() paperAblations {
	var p paperAblations
	b, err := publishedFiles.ReadFile("published/ablations.json")
	if err == nil {
		err = json.Unmarshal(b, &p)
	}
	if err != nil {
		panic("reports: published/ablations.json: " + err.Error())
	}
	return p
}

// row finds a row by name; nil where the paper has none.
func (p paperAblations) row(name string) *paperRow {
	i := slices.IndexFunc(p.Rows, func(r paperRow) bool { return r.Name == name })
	if i < 0 {
		return nil
	}
	return &p.Rows[i]
}

// WriteAblations writes ablations.md into dir, with its tables and pictures as
// Write does those of a report.
func WriteAblations(dir string, in Input, list []Ablation) error {
	files, err := renderAblations(in, list)
	if err != nil {
		return err
	}
	return writeFiles(dir, files)
}

// Ablated is what the ablations.md of a folder was made from.
type Ablated struct {
	List    []Ablation
	Cells   []string // identities of the records
	Missing []Missing
}

// AblationsIn reads what the ablations.md in dir was made from; an empty one
// where none is there.
func AblationsIn(dir string) Ablated {
	p, err := readProvenance(dir)
	if err != nil || len(p.Ablations) == 0 {
		return Ablated{}
	}
	return Ablated{p.Ablations, p.All.Cells, p.Missing}
}

// ablated is an ablation with the rows that were run, under its own labels.
type ablated struct {
	Ablation
	suite *suiteResult // with these rows only
	rows  []AblationRow
}

// renderAblations makes the files, by their path below the folder.
func renderAblations(in Input, list []Ablation) (map[string][]byte, error) {
	res, err := aggregate(in)
	if err != nil {
		return nil, err
	}
	var w writer
	res.writeAblationHead(&w)
	files, origin := map[string][]byte{}, map[string]string{}
	last := ""
	for _, a := range list {
		i := slices.IndexFunc(res.suites, func(s *suiteResult) bool { return s.name == a.Suite })
		if i < 0 {
			continue
		}
		s := res.suites[i]
		if s.name != last {
			w.line("## " + escape(s.title()))
			w.list(s.protocolItems())
			last = s.name
		}
		if err := res.ablation(&w, res.pick(a, s), files, origin); err != nil {
			return nil, err
		}
	}
	res.writeMissing(&w)
	text := w.Bytes()
	files["ablations.md"], origin["ablations.md"] = text[:len(text)-1], overSuites
	if w.err != nil {
		return nil, w.err
	}
	files["provenance.json"], err = res.provenance(origin, list)
	return files, err
}

// pick finds the rows of an ablation.
func (res *results) pick(a Ablation, s *suiteResult) ablated {
	sub := *s
	sub.name, sub.rows = stem(s.name)+"_"+a.Name, nil
	sub.info.Title = s.title() + ": " + a.Title
	out := ablated{Ablation: a, suite: &sub}
	for _, want := range a.Rows {
		key := rowKey{want.Method, spell(want.Settings)}
		if r := s.find(key); r != nil {
			named := *r
			named.label = want.Label
			sub.rows = append(sub.rows, &named)
			out.rows = append(out.rows, want)
		}
	}
	return out
}

// ablation writes the section of one ablation and its files.
func (res *results) ablation(w *writer, a ablated, files map[string][]byte, origin map[string]string) error {
	s := a.suite
	w.line("### " + escape(s.title()))
	w.para(a.Text)
	t := a.table(res)
	w.table(t)
	if line := a.sweepText(); line != "" {
		w.para(line)
	}
	if paper := a.paperTable(); paper != nil {
		w.para("What the paper prints for " + readPaperAblations().Suite + ", relative change and Δm in per cent (" + escape(readPaperAblations().Source) + "):")
		w.table(paper)
	}
	forms, err := namedTable{s.name, a.Suite, s.title(), a.csv(res), t}.forms(res.source(a.Suite))
	if err != nil {
		return err
	}
	for extension, content := range forms {
		name := tablesDir + "/" + s.name + extension
		files[name], origin[name] = content, a.Suite
	}
	for _, d := range a.drawings(res) {
		p, has, err := res.drawOne(d)
		if err != nil {
			return err
		}
		if !has {
			continue
		}
		w.picture(p)
		for extension, content := range map[string][]byte{".svg": p.svg, ".png": p.png} {
			name := figuresDir + "/" + p.name + extension
			files[name], origin[name] = content, a.Suite
		}
	}
	return nil
}

// table has a line for each setting.
func (a ablated) table(res *results) *table {
	s := a.suite
	t := &table{head: []string{"Variant", "Δm % ↓\nover metrics", "mean\nrank ↓", fmt.Sprintf("convergence\ndifference,\nwithin %s %% ↓", hundredths(res.middle())), "step time\n× LS ↓"}}
	planted := len(s.info.Groups) > 0
	if planted {
		t.head = append(t.head, "adjusted\nRand index ↑")
	}
	ranks := s.rankAmong()
	for i, r := range s.rows {
		cells := plain(r.name(), r.against.over.meanSD(2), fixed(ranks[i], 2), s.converges(r, res.middle()).difference.meanSD(2), fixed(r.stepTime(), 2))
		if planted {
			all, _ := s.found(r)
			cells = append(cells, cell{text: all.meanSD(3)})
		}
		t.add(cells...)
	}
	t.markBest(1, s.competing(s.rows, func(r *row) float64 { return r.against.over.mean }), false)
	t.markBest(3, s.competing(s.rows, func(r *row) float64 { return s.converges(r, res.middle()).difference.mean }), false)
	return t
}

// rankAmong is the mean rank of each row among these.
func (s *suiteResult) rankAmong() []float64 {
	values := make([][]float64, len(s.rows))
	for i, r := range s.rows {
		values[i] = picked(r.means(), s.ranked())
	}
	return MeanRanks(values, picked(s.info.Metrics, s.ranked()))
}

// csv is the table in full precision, with how to run each row.
func (a ablated) csv(res *results) [][]string {
	rows := [][]string{{"label", "variant", "settings", "delta_m_metrics", "delta_m_metrics_std", "n", "mean_rank",
		"convergence_difference", "convergence_difference_std", "step_time_ratio", "rand_index", "rand_index_std"}}
	ranks := a.suite.rankAmong()
	for i, r := range a.suite.rows {
		c := a.suite.converges(r, res.middle()).difference
		all, _ := a.suite.found(r)
		rows = append(rows, []string{r.label, a.rows[i].Variant, r.key.settings, exact(r.against.over.mean), exact(r.against.over.sd), strconv.Itoa(r.against.over.n),
			exact(ranks[i]), exact(c.mean), exact(c.sd), exact(r.stepTime()), exact(all.mean), exact(all.sd)})
	}
	return rows
}

// paperTable is what the paper prints of these rows; nil without any.
func (a ablated) paperTable() *table {
	paper := readPaperAblations()
	t := &table{head: []string{"Variant", "segmentation", "depth", "normals", "Δm % ↓", "relative\ntime"}}
	text := func(v *float64) string {
		if v == nil {
			return none
		}
		return fixed(*v, 2)
	}
	for _, r := range a.rows {
		if p := paper.row(r.Paper); p != nil {
			t.add(plain(r.Label, text(p.Segmentation), text(p.Depth), text(p.Normals), text(p.DeltaM), text(p.Time))...)
		}
	}
	if len(t.rows) == 0 {
		return nil
	}
	return t
}

// drawings are the pictures of an ablation.
func (a ablated) drawings(res *results) []drawing {
	s := a.suite
	var out []drawing
	add := func(name, subject string, make func(*suiteResult) (figure.Picture, string, bool)) {
		out = append(out, drawing{a.Suite, s.name + "_" + name, s.title() + ", " + subject,
			func() (figure.Picture, string, bool) { return make(s) }})
	}
	if a.Sweep {
		add("elbow", "Δm against the number of groups", a.elbow)
		return out
	}
	add("delta", "Δm", func(*suiteResult) (figure.Picture, string, bool) { return a.deltaBars(res) })
	add("time", "Δm against step time", res.timePicture)
	add("weights", "weights of the tasks", a.weightMaps)
	add("groups", "groups of tasks", res.groupsPicture)
	add("agreement", "agreement with the planted groups", res.agreementPicture)
	add("shares", "shares of the loss before and after weighting", res.stackPicture)
	add("convergence", "convergence difference", res.convergencePicture)
	return out
}

// fixedGroups splits the rows of a sweep: those of a given number of groups, in
// ascending order with their numbers, and the others.
func (a ablated) fixedGroups() (counts []float64, given, chosen []*row) {
	for _, r := range a.suite.rows {
		if math.IsNaN(r.against.over.mean) || math.IsInf(r.against.over.mean, 0) {
			continue
		}
		if k, err := strconv.ParseFloat(r.settings["groups"], 64); err == nil {
			counts, given = append(counts, k), append(given, r)
		} else {
			chosen = append(chosen, r)
		}
	}
	return counts, given, chosen
}

// sweepText says how near the best given number those come that choose it.
func (a ablated) sweepText() string {
	counts, given, chosen := a.fixedGroups()
	if !a.Sweep || len(given) == 0 || len(chosen) == 0 {
		return ""
	}
	best := 0
	for i, r := range given {
		if r.against.over.mean < given[best].against.over.mean {
			best = i
		}
	}
	low := given[best].against.over
	var parts []string
	for _, r := range chosen {
		parts = append(parts, fmt.Sprintf("%s %s (%s)", escape(r.label), fixed(r.against.over.mean, 2), signed(r.against.over.mean-low.mean)))
	}
	return fmt.Sprintf("The best given number of groups is %s, with Δm %s: it takes %d runs a seed to find, and is the best of so many by the same numbers. At one run a seed: %s; in brackets, how much above it.",
		short(counts[best]), low.meanSD(2), len(given), strings.Join(parts, ", "))
}

// signed prints a difference with its sign.
func signed(v float64) string {
	if v < 0 {
		return fixed(v, 2)
	}
	return "+" + fixed(v, 2)
}

// writeAblationHead says what the document is.
func (res *results) writeAblationHead(w *writer) {
	w.line("# GO4Align: ablations")
	w.list(res.what())
	w.para("Each table asks one question of GO4Align (Shen et al., NeurIPS 2024), by runs that differ in one thing: same network, data, protocol and seeds. " +
		"Numbers are means over seeds ± the sample standard deviation, which fewer than three seeds do not have. " +
		"Δm is against single-task training by the same code, lower is better; mean ranks are among the rows of the table; step times are medians of paired blocks over LS. " +
		"How to run a row is in the table's CSV, in the column `variant`: `go run ./bench run -method 'VARIANT'`.")
}
