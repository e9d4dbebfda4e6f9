package methods

// STL is single-task learning, the baseline of every relative measure: the
// same network with one head, trained one task at a time. A run has one loss,
// whose weight is 1, so its rule is that of LS.
//
//	L = L_k
//
// Cost: one backward pass a step and K runs. Heads: weight 1. State: none.
var STL = Info{
	Name:  "stl",
	Title: "STL",
	Kind:  Baseline,
	Year:  1997,
	Paper: "Caruana: Multitask Learning, Machine Learning 28, 1997 (single-task learning as its comparison)",
	Rule:  "w = 1, one task a run",
	Cost:  "one backward, K runs",
	Heads: "weight 1",
	New:   func(c Config) (Method, error) { return &ls{weights: ones(c.Tasks)}, nil },
}
