package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/mtobench/mtobench/methods"
)

// ablation is one question about GO4Align.
type ablation struct {
	name, title, text string
	rows              func(tasks int) []ablationRow
	sweep             bool     // over the number of groups
	compares          []string // GO4Align's parameters that its labels name
}

// ablationRow is a setting of a method; paper names its row in the paper's
// tables.
type ablationRow struct{ label, variant, paper string }

// ablations are those of the paper (tables 3 to 5, figures 5 and 6), and what
// its text leaves open.
var ablations = []ablation{
	{
		name: "components", title: "components",
		text: "What each part of GO4Align adds (the paper's table 3): the scale balance of Eq 5 alone, with the smooth alignment of Eq 6, and with groups. The last row lets the smooth alignment forget, which is not in the paper.",
		rows: func(int) []ablationRow {
			return []ablationRow{
				{"LS", "ls", ""},
				{"scale balance", "go4align[beta=0;grouping=single]", "scale"},
				{"scale balance, smooth alignment", "go4align[grouping=single]", "scale+smooth"},
				{"all: GO4Align", "go4align", "go4align"},
				{"all, smooth alignment that forgets", "go4align[decay=0.01]", ""},
			}
		},
	},
	{
		name: "agrm", title: "grouping on other methods",
		text: "Adaptive group risk minimisation with the weights of other methods in the place of the indicators (the paper's table 4).",
		rows: func(int) []ablationRow {
			var rows []ablationRow
			for _, m := range []struct{ title, name string }{{"MGDA", "mgda"}, {"Nash-MTL", "nashmtl"}, {"FAMO", "famo"}} {
				on := "agrm(" + m.name + ")"
				rows = append(rows, ablationRow{m.title, m.name, m.name}, ablationRow{m.title + " with AGRM", on, on})
			}
			return append(rows, ablationRow{"GO4Align", "go4align", "go4align"})
		},
	},
	{
		name: "clustering", title: "ways of clustering",
		text: "How the tasks are grouped (the paper's table 5, with relative run time). Exact K-means is the optimum that Lloyd's iterations look for: later code bases run scikit-learn's, the best of 10 runs, and the released code names kmeans_pytorch, which is one run.",
		rows: func(int) []ablationRow {
			return []ablationRow{
				{"K-means, exact", "go4align", "go4align"},
				{"K-means, Lloyd, best of 10", "go4align[grouping=lloyd]", ""},
				{"K-means, Lloyd, kmeans_pytorch", "go4align[grouping=lloyd;lloyd=kmeans_pytorch]", ""},
				{"spectral, labels by QR", "go4align[grouping=spectral-qr]", "spectral"},
				{"spectral, labels by discretisation", "go4align[grouping=spectral-discretize]", ""},
				{"spectral, labels by K-means", "go4align[grouping=spectral-kmeans]", ""},
				{"SDP relaxation", "go4align[grouping=sdp]", "sdp"},
			}
		},
		compares: []string{"grouping", "lloyd", "restarts"},
	},
	{
		name: "assignment", title: "fixed, random and dynamic",
		text: "Which tasks are together, and with what weight: fixed, at random anew at every step, or by the indicators (the paper's figure 5). Fixed weights are 0.8 for the last task and the rest in equal parts, times the number of tasks.",
		rows: func(tasks int) []ablationRow {
			w := make([]string, tasks)
			for k := range w {
				w[k] = fmt.Sprintf("%.4g", 0.2/float64(max(1, tasks-1)))
			}
			w[tasks-1] = "0.8"
			list := strings.Join(w, ",")
			return []ablationRow{
				{"fixed weights", "fixed[weights=" + list + "]", ""},
				{"fixed weights, tasks at random", "randperm[weights=" + list + "]", "random weights"},
				{"fixed groups, dynamic weights", "go4align[grouping=fixed]", ""},
				{"random groups, dynamic weights", "go4align[grouping=random]", ""},
				{"one group a task, dynamic weights", "go4align[grouping=single]", ""},
				{"dynamic groups and weights: GO4Align", "go4align", "go4align"},
			}
		},
		compares: []string{"grouping"},
	},
	{
		name: "groups", title: "number of groups",
		text:  "Every number of groups, as the paper's elbow (figure 6, which takes 2 on NYUv2 and 5 on QM9) needs a run each, beside those that choose it on the way by the table of exact K-means.",
		sweep: true,
		rows: func(tasks int) []ablationRow {
			var rows []ablationRow
			for _, k := range groupCounts(tasks) {
				rows = append(rows, ablationRow{fmt.Sprintf("%d", k), fmt.Sprintf("go4align[groups=%d]", k), ""})
			}
			for _, c := range []string{"silhouette", "elbow", "gap", "bic"} {
				rows = append(rows, ablationRow{"auto: " + c, "go4align[groups=auto;criterion=" + c + "]", ""})
			}
			return rows
		},
	},
}

// mostCounts is the largest number of tasks of which every number of groups is
// run.
const mostCounts = 16

// groupCounts are the numbers of groups of a sweep: all, or where tasks are
// many the first eight and then ever sparser ones.
func groupCounts(tasks int) []int {
	var counts []int
	for k := 1; k < tasks; k += max(1, step(k, tasks)) {
		counts = append(counts, k)
	}
	return append(counts, tasks)
}

func step(k, tasks int) int {
	if tasks <= mostCounts || k < 8 {
		return 1
	}
	return k / 2
}

func ablationNames() []string {
	names := make([]string, len(ablations))
	for i, a := range ablations {
		names[i] = a.name
	}
	return names
}

// chooseAblations reads -only.
func chooseAblations(only string) ([]ablation, error) {
	if only == "" {
		return ablations, nil
	}
	var chosen []ablation
next:
	for _, name := range strings.Split(only, ",") {
		for _, a := range ablations {
			if a.name == strings.TrimSpace(name) {
				if slices.ContainsFunc(chosen, func(c ablation) bool { return c.name == a.name }) {
					return nil, badInput("-only %s: %s stands twice", only, a.name)
				}
				chosen = append(chosen, a)
				continue next
			}
		}
		return nil, badInput("-only %s: unknown ablation %q; valid are %s", only, name, strings.Join(ablationNames(), ", "))
	}
	return chosen, nil
}

// checkSettings makes sure that -set leaves the labels of ablations true.
func checkSettings(chosen []ablation, set settings) error {
	for _, a := range chosen {
		for _, param := range a.compares {
			if name := methods.GO4Align.Name + "." + param; set[name] != "" {
				return badInput("-set %s=%s: ablation %s compares its values; choose others with -only", name, set[name], a.name)
			}
		}
	}
	return nil
}
