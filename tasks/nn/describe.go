package nn

// Description is a network with its trained heads as data: what another engine
// needs to train the same one.
type Description struct {
	Inputs [][]int           `json:"inputs"` // shapes of one sample, as Network.Inputs
	Trunk  Program           `json:"trunk"`
	Heads  []HeadDescription `json:"heads"` // of the trained tasks
	// Layers say where the parameters of each layer are in the flat vector
	// [trunk | shared by heads | heads].
	Layers []LayerDescription `json:"layers"`
	Shared int                `json:"shared"` // length of the first two segments
	Params int                `json:"params"` // length of the vector
}

// Program is a trunk or a head as a list of operations. Values are numbered:
// first its inputs (those of the network for the trunk, the shared
// representation for a head), then the output of each operation.
type Program struct {
	Operations []Operation `json:"operations"`
	Out        []int       `json:"out"` // the numbers of what it gives
}

// Operation is one call of a method of Builder, whose name Op is in lower case.
type Operation struct {
	Op     string   `json:"op"`
	In     []int    `json:"in"`
	Layers []string `json:"layers,omitempty"` // names of its parameters
	Act    string   `json:"act,omitempty"`
	Conv   ConvSpec `json:"conv,omitzero"`
	Size   int      `json:"size,omitempty"`   // of a pooling's window
	Height int      `json:"height,omitempty"` // of the output of upsample
	Width  int      `json:"width,omitempty"`
	Times  int      `json:"times,omitempty"` // passes of messages, steps of set2set
}

// HeadDescription is a head and its loss.
type HeadDescription struct {
	Name     string `json:"name"`
	Task     int    `json:"task"` // of the suite
	Loss     string `json:"loss"` // the Loss in lower case
	Outputs  int    `json:"outputs"`
	Channels int    `json:"channels"` // Outputs of one pixel
	Program
}

// LayerDescription is where a layer's parameters are.
type LayerDescription struct {
	Name   string `json:"name"`
	Weight [2]int `json:"weight"` // offset and length
	Bias   [2]int `json:"bias"`
	Norm   int    `json:"norm,omitempty"` // channels of a batch normalisation
	Shared bool   `json:"shared,omitempty"`
}

// Describe is a Config's network with the parameters that training starts from.
func Describe(c Config) (Description, []float32, error) {
	building.Lock()
	defer building.Unlock()
	pl, err := newPlan(c.Network, c.Options.Task)
	if err != nil {
		return Description{}, nil, err
	}
	ps := newParams(pl, c.Options.Seed)
	d := Description{Inputs: c.Network.Inputs, Trunk: pl.program, Shared: ps.shared, Params: len(ps.values)}
	d.add(pl.trunk, true)
	d.add(pl.common, true)
	for _, k := range pl.trained {
		h := pl.heads[k]
		d.add(h.layers, false)
		d.Heads = append(d.Heads, HeadDescription{
			c.Network.Heads[k].Name, k, c.Network.Heads[k].Loss.String(), h.outputs, h.channels(), h.program,
		})
	}
	return d, ps.values, nil
}

// add adds layers that have their places.
func (d *Description) add(layers []*layer, shared bool) {
	for _, l := range layers {
		d.Layers = append(d.Layers, LayerDescription{
			l.name, [2]int{l.atW, l.weight}, [2]int{l.atB, l.bias}, l.norm, shared,
		})
	}
}

// note adds an operation with the layers made since the last one.
func (b *Builder) note(out *Node, o Operation, in ...*Node) {
	for _, x := range in {
		o.In = append(o.In, b.numbers[x])
	}
	for _, l := range b.layers[b.noted:] {
		o.Layers = append(o.Layers, l.name)
	}
	b.noted = len(b.layers)
	b.program.Operations = append(b.program.Operations, o)
	b.number(out)
}

// number gives the next number to each of these nodes.
func (b *Builder) number(nodes ...*Node) {
	for _, n := range nodes {
		b.numbers[n] = len(b.numbers)
	}
}

// finish ends the program with what it gives.
func (b *Builder) finish(out ...*Node) Program {
	for _, n := range out {
		b.program.Out = append(b.program.Out, b.numbers[n])
	}
	return b.program
}
