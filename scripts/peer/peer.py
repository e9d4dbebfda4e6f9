"""The PyTorch side of `go run ./bench cost -peer`.

It needs PyTorch: `apt-get install python3-torch` on Debian and Ubuntu, or
`pip install torch` in an environment of your own.

The Go command starts it and writes requests to its standard input: one line of
JSON each, after which come as many little-endian float32 numbers as the line's
"floats" says. It answers each with one line of JSON on standard output; the
first line it writes, unasked, says which PyTorch this is. A failure is answered
with {"error": "..."}.
"""
import json
import sys
import time


def answer(**fields):
    print(json.dumps(fields), flush=True)


try:
    import numpy
    import torch
    from torch import nn
    from torch.nn import functional
except ImportError as missing:
    answer(error=str(missing))
    sys.exit(0)

CLASSES = 10


class LeNet(nn.Module):
    """The shared part of LeNet on 36 x 36 images."""

    inputs, width, outputs = (1, 36, 36), 50, CLASSES

    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 10, 5)
        self.conv2 = nn.Conv2d(10, 20, 5)
        self.dense = nn.Linear(720, self.width)

    def forward(self, x):
        x = functional.max_pool2d(functional.relu(self.conv1(x)), 2)
        x = functional.max_pool2d(functional.relu(self.conv2(x)), 2)
        return functional.relu(self.dense(x.flatten(1)))

    @staticmethod
    def targets(numbers):
        return numbers.long()

    @staticmethod
    def loss(prediction, target):
        return functional.cross_entropy(prediction, target)


class MLP(nn.Module):
    """The shared part of the multi-layer perceptron 21-256-256."""

    inputs, width, outputs = (21,), 256, 1

    def __init__(self):
        super().__init__()
        self.dense1 = nn.Linear(21, 256)
        self.dense2 = nn.Linear(256, self.width)

    def forward(self, x):
        return functional.relu(self.dense2(functional.relu(self.dense1(x))))

    @staticmethod
    def targets(numbers):
        return numbers

    @staticmethod
    def loss(prediction, target):
        return functional.mse_loss(prediction[:, 0], target)


class Numbers:
    """Takes tensors, one after the other, from the numbers of a request."""

    def __init__(self, numbers):
        self.numbers, self.at = torch.from_numpy(numbers), 0

    def take(self, *shape):
        size = int(numpy.prod(shape))
        self.at += size
        return self.numbers[self.at - size:self.at].reshape(shape)

    def fill(self, parameters):
        with torch.no_grad():
            for p in parameters:
                p.copy_(self.take(*p.shape))


class Training:
    """A network with a head for each task, trained on one mini-batch by Adam."""

    def __init__(self, request, numbers):
        kind = {"lenet": LeNet, "mlp": MLP}[request["kind"]]
        tasks, batch = request["tasks"], request["batch"]
        self.trunk, self.per_task = kind(), request["per_task"]
        self.heads = nn.ModuleList([nn.Linear(kind.width, kind.outputs) for _ in range(tasks)])
        self.shared = list(self.trunk.parameters())
        numbers.fill(self.shared + list(self.heads.parameters()))
        self.x = numbers.take(batch, *kind.inputs)
        self.targets = [kind.targets(numbers.take(batch)) for _ in range(tasks)]
        self.optimizer = torch.optim.Adam(self.shared + list(self.heads.parameters()), lr=request["lr"])
        self.losses = []

    def step(self):
        z = self.trunk(self.x)
        self.losses = [self.trunk.loss(h(z), t) for h, t in zip(self.heads, self.targets)]
        self.optimizer.zero_grad(set_to_none=True)
        if self.per_task:
            self.combine(self.jacobian())
        else:
            sum(self.losses).backward()
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
        """Leaves the sum of the rows as the gradient."""
        total, at = torch.ones(len(jacobian)) @ jacobian, 0
        for p in self.shared:
            p.grad = total[at:at + p.numel()].view_as(p)
            at += p.numel()

    def values(self):
        return [float(l) for l in self.losses]


class Convolution:
    """A 3 x 3 convolution with bias and ReLU, forward and backward."""

    def __init__(self, request, numbers):
        n, c, s = request["batch"], request["channels"], request["size"]
        self.w = numbers.take(c, c, 3, 3).clone().requires_grad_()
        self.b = numbers.take(c).clone().requires_grad_()
        self.x = numbers.take(n, c, s, s).clone().requires_grad_()
        self.dy = numbers.take(n, c, s, s)
        self.last = []

    def step(self):
        y = functional.relu(functional.conv2d(self.x, self.w, self.b, padding=1))
        self.last = [y, *torch.autograd.grad(y, [self.x, self.w, self.b], self.dy)]

    def values(self):
        """Sums of squares of y, dx, dw and db."""
        return [float(t.detach().double().square().sum()) for t in self.last]


def steps(work, n):
    start = time.perf_counter()
    for _ in range(n):
        work.step()
    return time.perf_counter() - start


def main():
    answer(torch=torch.__version__, threads=torch.get_num_threads())
    work = gradients = losses = None
    for line in iter(sys.stdin.buffer.readline, b""):
        request = json.loads(line)
        data = sys.stdin.buffer.read(4 * request.get("floats", 0))
        try:
            if request["op"] == "gradients":
                numbers = Numbers(numpy.frombuffer(data, "<f4").copy())
                losses, gradients = numbers.take(request["tasks"]), numbers.take(request["tasks"], request["params"])
                work = None
                answer()
            elif request["op"] == "method":
                work = Arithmetic(request["kind"], gradients, losses)
                answer()
            elif request["op"] == "build":
                numbers = Numbers(numpy.frombuffer(data, "<f4").copy())
                work = (Convolution if request["kind"] == "conv" else Training)(request, numbers)
                if numbers.at != request["floats"]:
                    raise ValueError("%d numbers for a network of %d" % (request["floats"], numbers.at))
                answer()
            else:
                torch.set_num_threads(request["threads"])
                answer(seconds=steps(work, request["n"]), values=work.values())
        except Exception as failure:  # whatever it is, the Go side reports it
            answer(error="%s: %s" % (type(failure).__name__, failure))


main()
