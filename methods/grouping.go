package methods

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/mtobench/mtobench/align"
)

// groupingParams are the hyper-parameters of adaptive group risk minimisation:
// how many groups, and how tasks get into them.
var groupingParams = []Param{
	{Name: "groups", Default: "2", Doc: "number of groups K; more than there are tasks is one each; auto chooses it by criterion", Number: true, Integer: true, Min: 1, Max: 1000, Choices: []string{"auto"}},
	{Name: "grouping", Default: "exact", Doc: "how tasks are grouped: exact is the best K-means, random anew at every step, single one group a task", Choices: groupingNames},
	{Name: "lloyd", Default: "sklearn", Doc: "start and end of grouping lloyd as in this code base", Choices: []string{"sklearn", "kmeans_pytorch"}},
	{Name: "restarts", Default: "10", Doc: "runs of grouping lloyd as in sklearn, of which the best counts", Number: true, Integer: true, Min: 1, Max: 1000},
	{Name: "assign", Default: "blocks", Doc: "group of each task, from 0, for grouping fixed; blocks is K runs of neighbours", Number: true, Integer: true, Min: 0, Max: 1000, List: true, Choices: []string{"blocks"}},
	{Name: "criterion", Default: "bic", Doc: "what chooses the number of groups when it is auto", Choices: criterionNames},
	{Name: "hold", Default: "10", Doc: "steps in a row that must agree on another number of groups before auto switches", Number: true, Integer: true, Min: 1, Max: 1e6},
}

var (
	groupingNames = []string{
		"exact", "lloyd", "spectral-qr", "spectral-discretize", "spectral-kmeans", "sdp", "fixed", "random", "single",
	}
	// criterionNames is in the order of align's constants.
	criterionNames = []string{"silhouette", "elbow", "gap", "bic"}
)

// newAGRM is the lower level that groupingParams describe, and that part of
// it which outlives a step, nil where there is none.
func newAGRM(c Config) (a align.AGRM, state *align.AutoState, err error) {
	if a.Grouping, err = grouping(c); err != nil {
		return a, nil, err
	}
	if c.Word("groups") != "auto" {
		a.Groups = c.Int("groups")
		return a, nil, nil
	}
	a.Auto = &align.Auto{
		Criterion: align.Criterion(slices.Index(criterionNames, c.Word("criterion"))),
		Hold:      c.Int("hold"),
	}
	return a, &a.Auto.State, nil
}

// grouping is the way of the hyper-parameters; nil is exact K-means.
func grouping(c Config) (align.Grouping, error) {
	rng := rand.New(c.Rand)
	switch name := c.Word("grouping"); name {
	case "exact":
		return nil, nil
	case "lloyd":
		rule := align.ScikitLearn
		if c.Word("lloyd") == "kmeans_pytorch" {
			rule = align.KMeansPytorch
		}
		return &align.Lloyd{Rule: rule, Restarts: c.Int("restarts"), Rand: rng}, nil
	case "spectral-qr":
		return &align.Spectral{Labels: align.ClusterQR}, nil
	case "spectral-discretize":
		return &align.Spectral{Labels: align.Discretize, Rand: rng}, nil
	case "spectral-kmeans":
		return &align.Spectral{Labels: align.KMeansLabels, Rand: rng}, nil
	case "sdp":
		return &align.SDP{}, nil
	case "fixed":
		return fixedGrouping(c)
	case "random":
		return align.Shuffled{Rand: rng}, nil
	case "single":
		return align.Single{}, nil
	default:
		panic("methods: unknown grouping " + name)
	}
}

func fixedGrouping(c Config) (align.Grouping, error) {
	word := c.Word("assign")
	if word == "blocks" {
		return align.Fixed{}, nil
	}
	if n := strings.Count(word, ",") + 1; n != c.Tasks {
		return nil, fmt.Errorf("parameter assign has %d numbers for %d tasks; give one a task", n, c.Tasks)
	}
	values, err := c.PerTask("assign")
	if err != nil {
		return nil, err
	}
	of := make([]int, c.Tasks)
	for k, v := range values {
		if of[k] = int(v); of[k] >= c.Tasks {
			return nil, fmt.Errorf("parameter assign puts task %d into group %d; groups of %d tasks are 0 to %d", k, of[k], c.Tasks, c.Tasks-1)
		}
	}
	return align.Fixed{Of: of}, nil
}
