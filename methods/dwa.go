package methods

// DWA is dynamic weight average: a task whose loss falls more slowly than the
// others' gets the larger weight.
//
//	r_k = recent mean loss / earlier mean loss,  v = K softmax(r / T)
//
// The paper (Eq 7), LibMTL and TorchJD, by=epochs, compare the mean training losses of
// the last two epochs, with weights of 1 until there are two, and sum: w = v.
// The family of code that made the published tables, by=iterations and the
// default, compares the last window steps with the window before, and
// averages: w = v / K, reporting v. Its buffer of two windows starts filled
// with ones, which stay in the earlier half until step 2 x window, while v is
// 1 for the first window + 1 steps only. That code overflows at large r / T;
// here the softmax is safe.
//
// Cost: one backward pass. Heads: the same weights. State: the losses of two
// windows, or of two epochs.
var DWA = Info{
	Name:  "dwa",
	Title: "DWA",
	Kind:  LossOriented,
	Year:  2019,
	Paper: "Liu, Johns, Davison: End-to-End Multi-Task Learning with Attention, CVPR 2019",
	Rule:  "w = softmax(r/T), r_k = recent over earlier L_k",
	Cost:  "one backward",
	Heads: "the same weights",
	Params: []Param{
		{Name: "by", Default: "iterations", Doc: "what is compared: windows of iterations, or epochs", Choices: []string{"iterations", "epochs"}},
		{Name: "window", Default: "25", Doc: "iterations in a window", Number: true, Integer: true, Min: 1, Max: 1e5},
		{Name: "temp", Default: "2", Doc: "temperature T", Number: true, Min: 1e-3, Max: 1e6},
	},
	New: func(c Config) (Method, error) {
		if c.Word("by") == "epochs" {
			return &dwaEpochs{temp: c.Float("temp")}, nil
		}
		return newDWA(c.Tasks, c.Int("window"), c.Float("temp")), nil
	},
}

func newDWA(tasks, window int, temp float64) *dwa {
	m := &dwa{window: window, temp: temp, reported: make([]float64, tasks)}
	m.state.Past = ones(2 * window * tasks)
	return m
}

// dwa compares windows of iterations.
type dwa struct {
	Weighted
	window   int
	temp     float64
	reported []float64
	state    struct {
		// Past is a ring of the losses of two windows: row Steps modulo
		// 2 x window is the oldest, and the next to be overwritten.
		Past  []float64
		Steps int
	}
}

func (m *dwa) Step(s Step) error { return m.StepLosses(s, m.weigh) }

func (m *dwa) weigh(losses, w []float64) error {
	tasks := len(losses)
	rows := 2 * m.window
	at := m.state.Steps % rows
	copy(m.state.Past[at*tasks:], losses)
	m.state.Steps++
	for k := range w {
		m.reported[k] = 1
	}
	if m.state.Steps > m.window+1 {
		m.compare(at + 1)
	}
	for k, v := range m.reported {
		w[k] = v / float64(tasks)
	}
	m.trace.Reported = m.reported
	return nil
}

// compare writes K softmax(r / T) to m.reported; oldest is the ring's row
// that the earlier window begins with.
func (m *dwa) compare(oldest int) {
	tasks := len(m.reported)
	rows := 2 * m.window
	for k := range m.reported {
		var halves [2]float64
		for i := range rows {
			halves[i/m.window] += m.state.Past[(oldest+i)%rows*tasks+k]
		}
		m.reported[k] = halves[1] / halves[0]
	}
	dwaWeights(m.reported, m.reported, m.temp)
}

// State implements Stateful.
func (m *dwa) State() any { return &m.state }

// dwaEpochs compares epochs.
type dwaEpochs struct {
	Weighted
	temp  float64
	state struct {
		// Before and Last are the mean training losses of the last two
		// epochs, nil while there are none.
		Before, Last []float64
	}
}

func (m *dwaEpochs) Step(s Step) error { return m.StepLosses(s, m.weigh) }

func (m *dwaEpochs) weigh(_, w []float64) error {
	for k := range w {
		w[k] = 1
	}
	if m.state.Before == nil {
		return nil
	}
	for k := range w {
		w[k] = m.state.Last[k] / m.state.Before[k]
	}
	dwaWeights(w, w, m.temp)
	return nil
}

// EndEpoch implements EpochEnder.
func (m *dwaEpochs) EndEpoch(meanLosses []float64) {
	old := m.state.Before
	m.state.Before = m.state.Last
	m.state.Last = append(old[:0], meanLosses...)
}

// State implements Stateful.
func (m *dwaEpochs) State() any { return &m.state }

// dwaWeights writes K softmax(r / T) to w, which may be r.
func dwaWeights(w, r []float64, temp float64) {
	for k, v := range r {
		w[k] = v / temp
	}
	softmax(w, w)
	for k := range w {
		w[k] *= float64(len(w))
	}
}
