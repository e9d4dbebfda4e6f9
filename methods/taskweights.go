package methods

// taskWeights are weights that the user sets, next to a method's own.
var taskWeights = Param{
	Name: "weights", Default: "1", Doc: "task weights",
	Number: true, Min: 0, Max: 1e6, List: true,
}

// ones is a weight of 1 for each task.
func ones(tasks int) []float64 {
	w := make([]float64, tasks)
	for k := range w {
		w[k] = 1
	}
	return w
}
