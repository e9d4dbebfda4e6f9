"""Training steps: what is common to the networks, the small ones, and one
convolution alone.

KINDS are what the Go side asks for by name. Each is made of a request and the
numbers behind it; step() does a training step, and values() tells of the last.
"""

KINDS = {}


def kind(name):
    def keep(c):
        KINDS[name] = c
        return c
    return keep


class Numbers:
    """Takes tensors, one after the other, from the numbers of a request."""

    def __init__(self, numbers):
        self.numbers, self.at = torch.from_numpy(numbers), 0

    def take(self, *shape):
        size = int(numpy.prod(shape))
        self.at += size
        return self.numbers[self.at - size:self.at].reshape(shape)

    def own(self, *shape):
        """take, in memory of its own: the numbers can go."""
        return self.take(*shape).clone()

    def fill(self, parameters):
        with torch.no_grad():
            for p in parameters:
                p.copy_(self.take(*p.shape))


class Training:
    """A network trained on one mini-batch by Adam. A network of this kind has
    .trunk, which is shared, and .heads, one a task, whose parameters are in the
    order in which the Go side sends them; data() takes in the mini-batch, and
    forward() gives the losses."""

    def __init__(self, request, numbers):
        self.per_task, self.tasks = request["per_task"], request["tasks"]
        self.network(request)
        self.shared = list(self.trunk.parameters())
        own = list(self.heads.parameters())
        numbers.fill(self.shared + own)
        self.data(request["batch"], numbers)
        self.optimizer = torch.optim.Adam(self.shared + own, lr=request["lr"])
        self.weights = torch.ones(self.tasks)  # a method's
        self.losses = []

    def step(self):
        self.losses = self.forward()
        self.optimizer.zero_grad(set_to_none=True)
        if self.per_task:
            self.combine(self.jacobian())
        else:
            sum(w * l for w, l in zip(self.weights, self.losses)).backward()
        self.optimizer.step()

    def jacobian(self):
        """Task by task, the gradient of the shared parameters as a row."""
        rows = []
        for k, (head, loss) in enumerate(zip(self.heads, self.losses)):
            own = list(head.parameters())
            grads = torch.autograd.grad(loss, self.shared + own, retain_graph=k + 1 < len(self.losses))
            rows.append(torch.cat([g.flatten() for g in grads[:len(self.shared)]]))
            for p, g in zip(own, grads[len(self.shared):]):
                p.grad = g
        return torch.stack(rows)

    def combine(self, jacobian):
        """Leaves the weighted sum of the rows as the gradient."""
        total, at = self.weights @ jacobian, 0
        for p in self.shared:
            p.grad = total[at:at + p.numel()].view_as(p)
            at += p.numel()

    def values(self):
        return [float(l) for l in self.losses]


class LeNetTrunk(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 10, 5)
        self.conv2 = nn.Conv2d(10, 20, 5)
        self.dense = nn.Linear(720, 50)

    def forward(self, x):
        x = functional.max_pool2d(functional.relu(self.conv1(x)), 2)
        x = functional.max_pool2d(functional.relu(self.conv2(x)), 2)
        return functional.relu(self.dense(x.flatten(1)))


@kind("lenet")
class LeNet(Training):
    """LeNet on 36 x 36 images, 10 classes a task."""

    def network(self, request):
        self.trunk = LeNetTrunk()
        self.heads = nn.ModuleList([nn.Linear(50, 10) for _ in range(self.tasks)])

    def data(self, batch, numbers):
        self.x = numbers.own(batch, 1, 36, 36)
        self.targets = [numbers.own(batch).long() for _ in range(self.tasks)]

    def forward(self):
        z = self.trunk(self.x)
        return [functional.cross_entropy(h(z), t) for h, t in zip(self.heads, self.targets)]


@kind("mlp")
class MLP(Training):
    """The multi-layer perceptron 21-256-256, one value a task."""

    def network(self, request):
        self.trunk = nn.Sequential(nn.Linear(21, 256), nn.ReLU(), nn.Linear(256, 256), nn.ReLU())
        self.heads = nn.ModuleList([nn.Linear(256, 1) for _ in range(self.tasks)])

    def data(self, batch, numbers):
        self.x = numbers.own(batch, 21)
        self.targets = [numbers.own(batch) for _ in range(self.tasks)]

    def forward(self):
        z = self.trunk(self.x)
        return [functional.mse_loss(h(z)[:, 0], t) for h, t in zip(self.heads, self.targets)]


@kind("conv")
class Convolution:
    """A 3 x 3 convolution with bias and ReLU, forward and backward."""

    def __init__(self, request, numbers):
        n, c, s = request["batch"], request["channels"], request["size"]
        self.w = numbers.own(c, c, 3, 3).requires_grad_()
        self.b = numbers.own(c).requires_grad_()
        self.x = numbers.own(n, c, s, s).requires_grad_()
        self.dy = numbers.own(n, c, s, s)
        self.last = []

    def step(self):
        y = functional.relu(functional.conv2d(self.x, self.w, self.b, padding=1))
        self.last = [y, *torch.autograd.grad(y, [self.x, self.w, self.b], self.dy)]

    def values(self):
        """Sums of squares of y, dx, dw and db."""
        return [float(t.detach().double().square().sum()) for t in self.last]
