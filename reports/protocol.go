package reports

import (
	"fmt"
	"strings"

	"github.com/mtobench/mtobench/tasks"
)

// protocolItems describe how the suite was trained.
func (s *suiteResult) protocolItems() []string {
	p := s.protocol
	items := []string{
		fmt.Sprintf("Tasks: %s (%d)", escape(list(s.info.Tasks, 20)), len(s.info.Tasks)),
		"Network: " + escape(network(p)),
		fmt.Sprintf("Training: %s of %s, %s, learning rate %s, %s",
			count(p.Epochs, "epoch"), steps(p), optimizer(p.Optimizer), short(p.Optimizer.LR), schedule(p.Schedule)),
		"Reported: " + selection(p.Selection),
	}
	if p.Channels > 0 {
		items = append(items, "Size: "+size(p))
	}
	if p.Average == tasks.OverBatches {
		items = append(items, fmt.Sprintf("Metrics but mIoU and PixAcc are means over test batches of %d of each batch’s value, as the code behind published tables has them, not over all pixels", p.Batch))
	}
	if p.Train+p.Val+p.Test > 0 {
		items = append(items, fmt.Sprintf("Samples: %d training, %d validation, %d test", p.Train, p.Val, p.Test))
	}
	if s.info.Parts > 1 {
		items = append(items, fmt.Sprintf("Each cell is %d training runs, each with a fresh method; %s", s.info.Parts, s.partsRule()))
	}
	for _, note := range []string{p.Notes, s.info.Notes} {
		if note != "" {
			items = append(items, escape(note))
		}
	}
	if s.info.Source != "" {
		items = append(items, "Source: "+escape(s.info.Source))
	}
	return items
}

// network says what is trained.
func network(p tasks.Protocol) string {
	if p.Units == 0 {
		return p.Network
	}
	return fmt.Sprintf("%s; d = %d", p.Network, p.Units)
}

// size says how large a convolutional network and its images are, where they
// have a choice.
func size(p tasks.Protocol) string {
	text := fmt.Sprintf("%s in the first stage", count(p.Channels, "channel"))
	if p.Stages > 0 {
		text += fmt.Sprintf(" of %d", p.Stages)
	}
	if p.Height > 0 {
		text += fmt.Sprintf(", images of %d × %d pixels", p.Height, p.Width)
	}
	return text
}

// steps says what an epoch is.
func steps(p tasks.Protocol) string {
	switch {
	case p.Steps > 0:
		return count(p.Steps, "step")
	case p.Batch > 0 && p.Train%p.Batch != 0:
		return fmt.Sprintf("%d batches of %d (%s left over, other ones each epoch)", p.Train/p.Batch, p.Batch, count(p.Train%p.Batch, "sample"))
	case p.Batch > 0:
		return fmt.Sprintf("%d batches of %d", p.Train/p.Batch, p.Batch)
	}
	return "unknown length"
}

// partsRule says how the runs of a cell make its metrics.
func (s *suiteResult) partsRule() string {
	var summed []string
	for _, m := range s.info.Metrics {
		if m.Sum {
			summed = append(summed, m.Name)
		}
	}
	switch len(summed) {
	case 0:
		return "metrics are means over them"
	case len(s.info.Metrics):
		return "metrics are sums over them"
	}
	return "metrics are means over them, but sums for " + escape(strings.Join(summed, ", "))
}

func optimizer(o tasks.Optimizer) string {
	name := map[string]string{"adam": "Adam", "sgd": "SGD"}[o.Name]
	if name == "" {
		name = escape(o.Name)
	}
	if o.Momentum != 0 {
		name += " with momentum " + short(o.Momentum)
	}
	if o.WeightDecay != 0 {
		name += ", weight decay " + short(o.WeightDecay)
	}
	return name
}

func schedule(s tasks.Schedule) string {
	switch s.Name {
	case "":
		return "constant"
	case "step":
		return fmt.Sprintf("times %s every %s", short(s.Factor), count(s.Every, "epoch"))
	case "plateau":
		return fmt.Sprintf("times %s after more than %s without a better validation score, not below %s",
			short(s.Factor), count(s.Patience, "epoch"), short(s.Min))
	}
	return escape(s.Name)
}

func selection(s tasks.Selection) string {
	switch s {
	case tasks.Last:
		return "test metrics after the last epoch"
	case tasks.Last10:
		return "mean of the test metrics of the last 10 epochs"
	case tasks.BestVal:
		return "test metrics of the epoch with the best validation score"
	}
	return escape(string(s))
}

// list joins at most limit names and counts the rest.
func list(names []string, limit int) string {
	if len(names) <= limit {
		return strings.Join(names, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(names[:limit], ", "), len(names)-limit)
}
