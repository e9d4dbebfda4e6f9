package networks_test

import (
	"fmt"

	"github.com/mtobench/mtobench/tasks/nn"
	"github.com/mtobench/mtobench/tasks/nn/networks"
)

// A smaller MTAN for two tasks of one's own.
func ExampleMTAN() {
	net := networks.MTAN(networks.Scene{
		Height: 64, Width: 64, Channels: []int{8, 16, 32},
		Heads: []networks.Head{
			{Name: "parts", Channels: 5, Loss: nn.SoftmaxXent},
			{Name: "saliency", Channels: 1, Loss: nn.SigmoidXent},
		},
	})
	for _, h := range net.Heads {
		fmt.Println(h.Name, "on images of", net.Inputs[0])
	}
	// Output:
	// parts on images of [3 64 64]
	// saliency on images of [3 64 64]
}
