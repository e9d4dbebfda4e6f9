package networks

import (
	"fmt"

	"github.com/mtobench/mtobench/tasks/nn"
)

// Faces is the configuration of a network of binary attributes of images of
// faces. Its zero value, with tasks, is that of CelebA in the literature.
type Faces struct {
	Size  int      // height and width of images; 0 means 64
	Width int      // channels of the first layer; 0 means 64
	Tasks []string // the attributes
}

// CelebA is the network that FAMO (Liu, Feng, Stone, Liu, NeurIPS 2023) trains
// on CelebA: seven convolutions with batch normalisation, of Width to 8 Width
// channels, with three poolings between and the mean over the image behind, two
// fully connected layers with batch normalisation of 8 Width units, and one
// logit for each task.
func CelebA(f Faces) nn.Network {
	if f.Size == 0 {
		f.Size = 64
	}
	if f.Width == 0 {
		f.Width = 64
	}
	if len(f.Tasks) == 0 || f.Size < 8 {
		panic(fmt.Sprintf("networks: CelebA of %d tasks on images of %d x %d", len(f.Tasks), f.Size, f.Size))
	}
	n := nn.Network{Inputs: [][]int{{3, f.Size, f.Size}}, Trunk: func(b *nn.Builder, x []*nn.Node) []*nn.Node {
		return []*nn.Node{faces(b, x[0], f.Width)}
	}}
	for _, name := range f.Tasks {
		n.Heads = append(n.Heads, nn.Head{Name: name, Loss: nn.SigmoidXent, Build: func(b *nn.Builder, z []*nn.Node) *nn.Node {
			return b.Dense(z[0], "out", 1, nn.Identity)
		}})
	}
	return n
}

// faces builds the trunk.
func faces(b *nn.Builder, x *nn.Node, width int) *nn.Node {
	layer := 0
	for stage, widths := range [][]int{{1}, {2, 2}, {4, 4}, {8, 8}} {
		if stage > 0 {
			x = b.MaxPool(x, 2)
		}
		for _, w := range widths {
			x = block(b, x, fmt.Sprint("conv", layer), w*width)
			layer++
		}
	}
	x = b.GlobalAvgPool(x)
	for i := range 2 {
		x = b.Dense(x, fmt.Sprint("fc", i, "/linear"), 8*width, nn.Identity)
		x = b.BatchNorm(x, fmt.Sprint("fc", i, "/norm"), nn.ReLU)
	}
	return x
}
