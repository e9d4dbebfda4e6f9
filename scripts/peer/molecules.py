"""The message-passing network of QM9 (Gilmer et al., ICML 2017), with the
edge-conditioned convolution in two orders of the same sums.

    m_i = mean over j != i of x_j T(e_ji),  T(e) = B + sum_k h_k(e) W_k

Graphs are complete. The features of the pair from node i to node j of a graph
of V nodes are row i V + j of the graph's V V pairs, as the Go side sends them.
"""
NODE, PAIR, WIDTH, HIDDEN, PASSES = 11, 5, 64, 128, 3


class Graphs:
    """Where the nodes and pairs of a mini-batch of graphs stand. Graphs are put
    in the order of their sizes, so that those of one size lie together; order
    says which graph of the mini-batch stands where."""

    def __init__(self, batch, numbers):
        sizes = [int(v) for v in numbers.take(batch)]
        nodes = [numbers.take(v, NODE) for v in sizes]
        pairs = [numbers.take(v * v, PAIR) for v in sizes]
        self.order = sorted(range(batch), key=lambda g: sizes[g])
        self.sizes = [sizes[g] for g in self.order]
        self.nodes = torch.cat([nodes[g] for g in self.order])
        self.pairs = torch.cat([pairs[g] for g in self.order])
        sizes = torch.tensor(self.sizes)
        self.graph = torch.repeat_interleave(torch.arange(batch), sizes)
        self.neighbours = (sizes[self.graph] - 1).clamp(min=1).float().unsqueeze(1)

    def source_and_target(self):
        """The nodes of each pair."""
        source, target, at = [], [], 0
        for v in self.sizes:
            own = torch.arange(at, at + v)
            source.append(own.repeat_interleave(v))
            target.append(own.repeat(v))
            at += v
        return torch.cat(source), torch.cat(target)


class Published:
    """A matrix for each pair, as the released code builds it; that builds it
    anew for each of the passes, here they share it."""

    def __init__(self, graphs):
        self.graphs = graphs
        source, target = graphs.source_and_target()
        other = source != target
        self.source, self.target = source[other], target[other]
        self.features = graphs.pairs[other]

    def edges(self, first, second):
        hidden = functional.relu(first(self.features))
        matrices = torch.addmm(second[HIDDEN].flatten(), hidden, second[:HIDDEN].flatten(1))
        return matrices.view(-1, WIDTH, WIDTH)

    def convolve(self, x, matrices, second):
        messages = torch.bmm(x[self.source].unsqueeze(1), matrices).squeeze(1)
        return torch.zeros_like(x).index_add(0, self.target, messages) / self.graphs.neighbours


class Contracted:
    """No matrix for a pair: m_i = sum_k A_ik W_k + A_iH B, where A_ik is the mean
    over j of h_k(e_ji) x_j, and h_H = 1. Graphs of one size are done at once."""

    def __init__(self, graphs):
        self.graphs = graphs
        source, target = graphs.source_and_target()
        self.other = (source != target).float().unsqueeze(1)
        self.groups = [(graphs.sizes.count(v), v) for v in sorted(set(graphs.sizes))]

    def edges(self, first, second):
        hidden = functional.relu(first(self.graphs.pairs))
        return torch.cat([hidden * self.other, self.other], 1)

    def convolve(self, x, hidden, second):
        rows = []
        nodes, pairs = x.split([n * v for n, v in self.groups]), hidden.split([n * v * v for n, v in self.groups])
        for (n, v), x, h in zip(self.groups, nodes, pairs):
            a = torch.bmm(h.view(n, v, -1).transpose(1, 2), x.view(n, v, WIDTH))
            rows.append(a.view(n * v, -1))
        return torch.cat(rows) @ second.view(-1, WIDTH) / self.graphs.neighbours


class Set2Set(nn.Module):
    """Each graph's nodes read into one vector by attention (Vinyals et al., 2016)."""

    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTMCell(2 * WIDTH, WIDTH)

    def forward(self, x, graph, batch):
        star = x.new_zeros(batch, 2 * WIDTH)
        q = cell = x.new_zeros(batch, WIDTH)
        for _ in range(PASSES):
            q, cell = self.lstm(star, (q, cell))
            e = (x * q[graph]).sum(1)
            e = torch.exp(e - torch.full((batch,), -math.inf).scatter_reduce(0, graph, e.detach(), "amax")[graph])
            a = e / torch.zeros(batch).index_add(0, graph, e)[graph]
            star = torch.cat([q, torch.zeros_like(q).index_add(0, graph, a.unsqueeze(1) * x)], 1)
        return star


class MessagePassing(nn.Module):
    def __init__(self):
        super().__init__()
        self.inward = nn.Linear(NODE, WIDTH)
        self.first = nn.Linear(PAIR, HIDDEN)
        # The matrices W_k, then B; and the bias behind the mean.
        self.messages = nn.ParameterList([torch.empty(HIDDEN + 1, WIDTH, WIDTH), torch.empty(WIDTH)])
        self.gru = nn.GRUCell(WIDTH, WIDTH)
        self.readout = Set2Set()
        self.outward = nn.Linear(2 * WIDTH, WIDTH)

    def forward(self, graphs, convolution):
        h = functional.relu(self.inward(graphs.nodes))
        second, bias = self.messages
        edges = convolution.edges(self.first, second)
        for _ in range(PASSES):
            m = functional.relu(convolution.convolve(h, edges, second) + bias)
            h = self.gru(m, h)
        z = self.readout(h, graphs.graph, len(graphs.sizes))
        return functional.relu(self.outward(z))


@kind("mpnn")
class Molecules(Training):
    """One value of a molecule a task."""

    def network(self, request):
        self.trunk = MessagePassing()
        self.heads = nn.ModuleList([nn.Linear(WIDTH, 1) for _ in range(self.tasks)])
        self.form = {"published": Published, "contracted": Contracted}[request["form"]]

    def data(self, batch, numbers):
        self.graphs = Graphs(batch, numbers)
        self.targets = [numbers.take(batch)[self.graphs.order] for _ in range(self.tasks)]
        self.convolution = self.form(self.graphs)

    def forward(self):
        z = self.trunk(self.graphs, self.convolution)
        return [functional.mse_loss(h(z)[:, 0], t) for h, t in zip(self.heads, self.targets)]
