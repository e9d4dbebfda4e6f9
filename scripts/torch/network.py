"""Networks that the Go side describes as lists of operations.

A Network is made of a description (package nn's Description as JSON) and the
flat vector of parameters that training starts from. Operations have the names
and the meaning of the methods of nn.Builder.
"""
import torch
from torch.nn import functional

ACTS = {"none": lambda x: x, "relu": torch.relu, "sigmoid": torch.sigmoid, "tanh": torch.tanh}


class Layer:
    """The parameters of a layer, flat: weight and bias, which is None where
    there is none; mean and variance are the running ones of a batch
    normalisation."""

    def __init__(self, description, start, device):
        def take(span):
            offset, length = span
            if length == 0:
                return None
            return torch.from_numpy(start[offset:offset + length].copy()).to(device).requires_grad_()

        self.weight, self.bias = take(description["weight"]), take(description["bias"])
        channels = description.get("norm", 0)
        self.mean = torch.zeros(channels, device=device)
        self.variance = torch.ones(channels, device=device)

    def parameters(self):
        return [p for p in (self.weight, self.bias) if p is not None]


class Network:
    """The shared trunk and the heads of the trained tasks.

    shared: the parameters that tasks share; own: a list for each trained task;
    buffers: running statistics."""

    def __init__(self, description, start, device):
        self.trunk, self.heads = description["trunk"], description["heads"]
        self.inputs = [tuple(shape) for shape in description["inputs"]]
        self.layers = {l["name"]: Layer(l, start, device) for l in description["layers"]}
        self.shared = [p for l in description["layers"] if l.get("shared") for p in self.layers[l["name"]].parameters()]
        own = {l["name"] for l in description["layers"] if not l.get("shared")}
        self.own = [self.parameters_of(head, own) for head in self.heads]
        self.buffers = [b for l in self.layers.values() if l.mean.numel() for b in (l.mean, l.variance)]
        self.training = True

    def parameters_of(self, program, among):
        """The parameters of a program's layers, those of each layer once."""
        names = dict.fromkeys(n for o in program["operations"] for n in o.get("layers", []) if n in among)
        return [p for n in names for p in self.layers[n].parameters()]

    def run(self, program, inputs):
        """What a program gives for these inputs."""
        values, unpooled = list(inputs), unpooled_by(program)
        indices = {}
        for operation in program["operations"]:
            call = Call(self, operation, indices, len(values) in unpooled, len(values))
            values.append(OPERATIONS[operation["op"]](call, *[values[i] for i in operation["in"]]))
        return [values[i] for i in program["out"]]

    def represent(self, inputs):
        """The shared representation, a list of tensors, of the inputs of a mini-batch."""
        return self.run(self.trunk, [x.view(-1, *shape) for x, shape in zip(inputs, self.inputs)])

    def predict(self, z):
        """The prediction of each trained task."""
        return [self.run(head, z)[0] for head in self.heads]

    def losses(self, predictions, targets):
        """The loss of each trained task. targets are those of all tasks of the
        suite, flat: float32 values or integer labels."""
        return [LOSSES[head["loss"]](p, targets[head["task"]]) for head, p in zip(self.heads, predictions)]


def unpooled_by(program):
    """The numbers of the poolings that a later operation undoes."""
    return {o["in"][1] for o in program["operations"] if o["op"] == "maxunpool"}


class Call:
    """An operation on its way: its settings and its layers."""

    def __init__(self, network, operation, indices, undone, number):
        self.network, self.settings, self.indices = network, operation, indices
        self.undone, self.number = undone, number
        self.layers = [network.layers[n] for n in operation.get("layers", [])]
        self.act = ACTS[operation.get("act", "none")]


def dense(call, x):
    x, layer = x.flatten(1), call.layers[0]
    return call.act(functional.linear(x, layer.weight.view(-1, x.shape[1]), layer.bias))


def points(call, x):
    layer = call.layers[0]
    return call.act(functional.linear(x, layer.weight.view(-1, x.shape[2]), layer.bias))


def conv2d(call, x):
    layer, s = call.layers[0], call.settings["conv"]
    weight = layer.weight.view(s["out"], x.shape[1], s["kernel"], s["kernel"])
    y = call.act(functional.conv2d(x, weight, layer.bias, stride=max(1, s["stride"]), padding=s["pad"]))
    return functional.max_pool2d(y, 2) if s["pool"] else y


def maxpool(call, x):
    size = call.settings["size"]
    if not call.undone:
        return functional.max_pool2d(x, size)
    y, call.indices[call.number] = functional.max_pool2d(x, size, return_indices=True)
    return y


def maxunpool(call, x, _):
    s = call.settings
    pooled = s["in"][1]
    size = max(1, s["height"] // x.shape[2])
    return functional.max_unpool2d(x, call.indices[pooled], size, output_size=(s["height"], s["width"]))


def batchnorm(call, x):
    layer = call.layers[0]
    y = functional.batch_norm(x, layer.mean, layer.variance, layer.weight, layer.bias, call.network.training, 0.1, 1e-5)
    return call.act(y)


def upsample(call, x):
    size = (call.settings["height"], call.settings["width"])
    return functional.interpolate(x, size=size, mode="bilinear", align_corners=True)


def mixture(_, *inputs):
    *experts, logits = inputs
    gates = torch.softmax(logits, 1)
    return sum(gates[:, e:e + 1] * x for e, x in enumerate(experts))


def stitch(call, *columns):
    return sum(a * x for a, x in zip(call.layers[0].weight, columns))


class Graphs:
    """Where the nodes and pairs of a mini-batch of graphs stand: one graph after
    another, nodes in V rows and pairs in V V rows of a graph of V nodes."""

    def __init__(self, sizes):
        counts = sizes.flatten().long()
        self.graph = torch.repeat_interleave(torch.arange(len(counts), device=sizes.device), counts)
        self.neighbours = (counts[self.graph] - 1).clamp(min=1).to(sizes.dtype).unsqueeze(1)
        self.count, self.nodes, self.pairs = len(counts), len(self.graph), int((counts * counts).sum())
        self.blocks = self.by_size(counts)
        self.back = torch.argsort(torch.cat([rows.flatten() for rows, _, _ in self.blocks]))

    @staticmethod
    def by_size(counts):
        """For each size, the rows of its graphs' nodes and pairs, and 0 for a
        pair of a node with itself, else 1."""
        first, pair = counts.cumsum(0) - counts, (counts * counts).cumsum(0) - counts * counts
        blocks = []
        for v in counts.unique().tolist():
            at, within = counts == v, torch.arange(v * v, device=counts.device)
            other = (within // v != within % v).float()
            blocks.append((first[at].unsqueeze(1) + within[:v], pair[at].unsqueeze(1) + within, other))
        return blocks


def messages(call, x, sizes, pairs):
    graphs = Graphs(sizes)
    first, second, bias, gru = call.layers
    width, hidden = x.shape[2], first.bias.numel()
    h = x.flatten(0, 1)[:graphs.nodes]
    edges = functional.relu(functional.linear(pairs.flatten(0, 1)[:graphs.pairs], first.weight.view(hidden, -1), first.bias))
    # The matrices of the hidden units, then the one that every pair has.
    matrices = torch.cat([second.weight, second.bias]).view(-1, width)
    w, v = gru.weight.view(2, 3 * width, width)
    b, c = gru.bias.view(2, 3 * width)
    for _ in range(call.settings["times"]):
        m = torch.relu(convolve(graphs, h, edges, matrices) + bias.weight)
        h = torch.gru_cell(m, h, w, v, b, c)
    rest = x.new_zeros(x.shape[0] * x.shape[1] - graphs.nodes, width)
    return torch.cat([h, rest]).view(x.shape)


def convolve(graphs, x, edges, matrices):
    """The mean over the other nodes j of x_j T(e_ji), T(e) = B + sum_k e_k W_k,
    without a matrix for a pair: graphs of one size are done at once."""
    rows = []
    for nodes, pairs, other in graphs.blocks:
        n, v = nodes.shape
        e = edges[pairs.flatten()].view(n, v * v, -1)
        e = torch.cat([e, e.new_ones(n, v * v, 1)], 2) * other.view(1, -1, 1)
        a = torch.bmm(e.view(n, v, -1).transpose(1, 2), x[nodes.flatten()].view(n, v, -1))
        rows.append(a.view(n * v, -1))
    return torch.cat(rows)[graphs.back] @ matrices / graphs.neighbours


def set2set(call, x, sizes):
    graphs, layer = Graphs(sizes), call.layers[0]
    width = x.shape[2]
    x = x.flatten(0, 1)[:graphs.nodes]
    w, v = layer.weight[:8 * width * width].view(4 * width, -1), layer.weight[8 * width * width:].view(4 * width, -1)
    b, c = layer.bias.view(2, -1)
    star = x.new_zeros(graphs.count, 2 * width)
    q = cell = x.new_zeros(graphs.count, width)
    for _ in range(call.settings["times"]):
        q, cell = torch.lstm_cell(star, (q, cell), w, v, b, c)
        e = (x * q[graphs.graph]).sum(1)
        most = x.new_full((graphs.count,), -float("inf")).scatter_reduce(0, graphs.graph, e.detach(), "amax")
        e = torch.exp(e - most[graphs.graph])
        a = e / x.new_zeros(graphs.count).index_add(0, graphs.graph, e)[graphs.graph]
        star = torch.cat([q, x.new_zeros(graphs.count, width).index_add(0, graphs.graph, a.unsqueeze(1) * x)], 1)
    return star


OPERATIONS = {
    "dense": dense, "points": points, "conv2d": conv2d, "maxpool": maxpool, "maxunpool": maxunpool,
    "batchnorm": batchnorm, "upsample": upsample, "mixture": mixture, "stitch": stitch,
    "messages": messages, "set2set": set2set,
    "mul": lambda _, x, y: x * y,
    "concat": lambda _, *images: torch.cat(images, 1),
    "globalavgpool": lambda _, x: x.mean((2, 3)),
    "normalise": lambda _, x: functional.normalize(x, dim=1, eps=1e-12),
}


def mean_where(there, values):
    """The mean of values where there is a target, 0 where there is none at all."""
    return torch.where(there, values, torch.zeros_like(values)).sum() / there.sum().clamp(min=1)


def known(prediction, target):
    """Which targets are there, and the target with 0 for the others: a NaN
    would spoil the gradient even where it does not count."""
    target = target.view_as(prediction)
    there = ~torch.isnan(target)
    return there, torch.where(there, target, torch.zeros_like(target))


def mse(prediction, target):
    there, target = known(prediction, target)
    return mean_where(there, (prediction - target).square())


def huber(prediction, target):
    there, target = known(prediction, target)
    return mean_where(there, functional.smooth_l1_loss(prediction, target, reduction="none"))


def sigmoidxent(prediction, target):
    there, target = known(prediction, target)
    return mean_where(there, functional.binary_cross_entropy_with_logits(prediction, target, reduction="none"))


def softmaxxent(prediction, target):
    labels = target.view(prediction.shape[:1] + prediction.shape[2:]).long().clamp(min=-1)
    total = functional.cross_entropy(prediction, labels, ignore_index=-1, reduction="sum")
    return total / (labels >= 0).sum().clamp(min=1)


def maskedl1(prediction, target):
    there, target = known(prediction, target)
    return mean_where(there & (target != 0), (prediction - target).abs())


def maskeddot(prediction, target):
    target = target.view_as(prediction)
    return mean_where((target != 0).any(1), 1 - (prediction * target).sum(1))


LOSSES = {
    "mse": mse, "huber": huber, "sigmoidxent": sigmoidxent, "softmaxxent": softmaxxent,
    "maskedl1": maskedl1, "maskeddot": maskeddot,
}
