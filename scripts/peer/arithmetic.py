"""What multi-task methods themselves do in a step, in the style of the released
PyTorch code: gradients are rows of one float32 tensor, loops go over tasks, and
small problems are handed to SciPy or scikit-learn. serve.py serves it.

A rule is a class: made of the number of tasks, called with the gradients g
[K, P] and the losses [K], it returns the common gradient [P], or the weights of
the losses [K] if it never asks for gradients. Where the released code calls a
solver that needs more than SciPy, a comment names what stands in for it.
"""
import math
import random

RULES = {}

# What rules need beside PyTorch, by module, and how to get it. They import it when
# they are made, not before: its memory would count as PyTorch's in every process.
PACKAGES = {
    "scipy": "SciPy: apt-get install python3-scipy, or pip install scipy",
    "sklearn": "scikit-learn: apt-get install python3-sklearn, or pip install scikit-learn",
}


class Lacking(Exception):
    """A rule cannot be had here, told in words for the table."""


def rule(name):
    def keep(c):
        RULES[name] = c
        return c
    return keep


class Rule:
    """A rule without state."""

    def __init__(self, tasks):
        self.tasks = tasks


# Weights of the losses.


@rule("ls")
class LS(Rule):
    def __call__(self, g, losses):
        return torch.ones_like(losses)


@rule("si")
class SI(Rule):
    def __call__(self, g, losses):
        return 1 / losses


@rule("rlw")
class RLW(Rule):
    def __call__(self, g, losses):
        return torch.softmax(torch.randn(self.tasks), -1)


@rule("gls")
class GLS(Rule):
    def __call__(self, g, losses):
        return torch.prod(losses ** (1 / self.tasks)) / (self.tasks * losses)


class Learned(Rule):
    """Logarithms s of the weights, learned by Adam through autograd."""

    def __init__(self, tasks):
        super().__init__(tasks)
        self.s = torch.zeros(tasks, requires_grad=True)
        self.optimizer = torch.optim.Adam([self.s], lr=0.025)

    def learn(self, objective):
        self.optimizer.zero_grad()
        objective.backward()
        self.optimizer.step()


@rule("uw")
class UW(Learned):
    def __call__(self, g, losses):
        w = 0.5 * torch.exp(-self.s)
        self.learn((w * losses + 0.5 * self.s).sum())
        return w.detach()


@rule("imtll")
class IMTLL(Learned):
    def __call__(self, g, losses):
        w = torch.exp(self.s)
        self.learn((w * losses - self.s).sum())
        return w.detach()


@rule("dwa")
class DWA(Rule):
    """From the third epoch on; the losses of the two before were the same."""

    def __call__(self, g, losses):
        return self.tasks * torch.softmax(losses / losses / 2, -1)


@rule("stch")
class STCH(Rule):
    """While the first epochs look for the nadir point."""

    def __call__(self, g, losses):
        return 1 / (losses + 1e-20)


@rule("fixed")
class Fixed(LS):
    pass


@rule("randperm")
class RandPerm(Rule):
    def __call__(self, g, losses):
        return torch.ones_like(losses)[torch.randperm(self.tasks)]


@rule("famo")
class FAMO(Learned):
    """Without the update of x, which comes after the network's step."""

    def __call__(self, g, losses):
        z = torch.softmax(self.s, -1)
        d = losses + 1e-8
        w = z / d
        return (w / w.sum()).detach()


@rule("go4align")
class GO4Align(Rule):
    """The released code groups by scikit-learn's K-means, 10 restarts."""

    def __init__(self, tasks):
        super().__init__(tasks)
        from sklearn.cluster import KMeans
        self.kmeans = KMeans(n_clusters=min(2, tasks), n_init=10)
        self.smooth = torch.ones(tasks) / tasks

    def __call__(self, g, losses):
        self.smooth = self.smooth * torch.exp(-1e-4 * losses)
        self.smooth = self.smooth / self.smooth.sum()
        gamma = (losses.sum() / losses * self.smooth).numpy().reshape(-1, 1)
        groups = self.kmeans.fit(gamma).labels_
        w = numpy.empty(self.tasks, dtype="f4")
        for k in set(groups):
            w[groups == k] = gamma[groups == k].mean()
        return torch.from_numpy(w)


# Gradients.


@rule("pcgrad")
class PCGrad(Rule):
    def __call__(self, g, losses):
        changed = g.clone()
        for i in range(self.tasks):
            others = list(range(self.tasks))
            random.shuffle(others)
            for j in others:
                dot = torch.dot(changed[i], g[j])
                if j != i and dot < 0:
                    changed[i] -= dot / g[j].pow(2).sum() * g[j]
        return changed.sum(0)


@rule("gradvac")
class GradVac(Rule):
    def __init__(self, tasks):
        super().__init__(tasks)
        self.target = torch.zeros(tasks, tasks)

    def __call__(self, g, losses):
        changed = g.clone()
        for i in range(self.tasks):
            others = list(range(self.tasks))
            others.remove(i)
            random.shuffle(others)
            for j in others:
                own, other = changed[i].norm(), g[j].norm()
                cos = torch.dot(changed[i], g[j]) / (own * other + 1e-8)
                t = self.target[i, j]
                if cos < t:
                    w = own * (t * (1 - cos ** 2).sqrt() - cos * (1 - t ** 2).sqrt()) / (other * (1 - t ** 2).sqrt() + 1e-8)
                    changed[i] += w * g[j]
                self.target[i, j] = 0.5 * t + 0.5 * cos
        return changed.sum(0)


@rule("graddrop")
class GradDrop(Rule):
    def __call__(self, g, losses):
        positive = 0.5 * (1 + g.sum(0) / (g.abs().sum(0) + 1e-7))
        u = torch.rand(g.shape[1])
        total = torch.zeros(g.shape[1])
        for row in g:
            total += row * ((positive > u) * (row > 0) + (positive < u) * (row < 0))
        return total


@rule("mgda")
class MGDA(Rule):
    """Frank-Wolfe from the best pair, at most 250 steps."""

    def __call__(self, g, losses):
        gram = (g @ g.t()).double().numpy()
        w = self.pair(gram)
        for _ in range(250):
            v = gram @ w
            k = int(v.argmin())
            own, cross, other = w @ v, v[k], gram[k, k]
            step = self.between(own, cross, other)
            new = (1 - step) * w
            new[k] += step
            if numpy.abs(new - w).sum() < 1e-5:
                break
            w = new
        return torch.from_numpy(w).float() @ g

    @staticmethod
    def between(own, cross, other):
        """How far to go from a point to another for the least norm."""
        if cross >= own:
            return 0.0
        if cross >= other:
            return 1.0
        return (own - cross) / (own + other - 2 * cross)

    def pair(self, gram):
        best, w = math.inf, None
        for i in range(self.tasks):
            for j in range(i + 1, self.tasks):
                s = self.between(gram[i, i], gram[i, j], gram[j, j])
                cost = (1 - s) ** 2 * gram[i, i] + 2 * s * (1 - s) * gram[i, j] + s * s * gram[j, j]
                if cost < best:
                    best, w = cost, numpy.zeros(self.tasks)
                    w[i], w[j] = 1 - s, s
        return w


@rule("cagrad")
class CAGrad(Rule):
    def __init__(self, tasks):
        super().__init__(tasks)
        from scipy.optimize import minimize
        self.minimize = minimize

    def __call__(self, g, losses):
        gram = (g @ g.t()).double().numpy()
        b = numpy.ones(self.tasks) / self.tasks
        c = 0.4 * math.sqrt(gram.mean() + 1e-8) + 1e-8
        found = self.minimize(lambda x: x @ gram @ b + c * math.sqrt(x @ gram @ x + 1e-8), b,
                              bounds=[(0, 1)] * self.tasks, constraints={"type": "eq", "fun": lambda x: 1 - x.sum()})
        gw = torch.from_numpy(found.x).float() @ g
        return g.mean(0) + c / (gw.norm() + 1e-8) * gw


@rule("imtlg")
class IMTLG(Rule):
    def __call__(self, g, losses):
        u = g / g.norm(dim=1, keepdim=True)
        d, v = g[0] - g[1:], u[0] - u[1:]
        w = g[0] @ v.t() @ torch.linalg.inv(d @ v.t())
        return torch.cat([1 - w.sum().reshape(1), w]) @ g


@rule("imtl")
class IMTL(Learned):
    def __init__(self, tasks):
        super().__init__(tasks)
        self.impartial = IMTLG(tasks)

    def __call__(self, g, losses):
        w = torch.exp(self.s)
        self.learn((w * losses - self.s).sum())
        return self.impartial(w.detach().reshape(-1, 1) * g, losses)


@rule("gradnorm")
class GradNorm(Learned):
    def __call__(self, g, losses):
        w = self.tasks * torch.softmax(self.s, -1)
        norms = w * g.norm(dim=1)
        rate = losses / losses
        target = (norms.mean() * (rate / rate.mean()) ** 1.5).detach()
        self.learn((norms - target).abs().sum())
        return w.detach() @ g


@rule("moco")
class MoCo(Rule):
    def __init__(self, tasks):
        super().__init__(tasks)
        self.t, self.y, self.w = 0, 0, torch.ones(tasks) / tasks

    def __call__(self, g, losses):
        self.t += 1
        scaled = g * (losses / (g.norm(dim=1) + 1e-8)).reshape(-1, 1)
        self.y = self.y - 0.5 / self.t ** 0.5 * (self.y - scaled)
        self.w = torch.softmax(self.w - 0.1 / self.t ** 0.5 * (self.y @ (self.w @ self.y)), -1)
        return self.w @ self.y


def project(y):
    """The nearest point of the simplex."""
    ordered, total = torch.sort(y, descending=True)[0], 0.0
    shift = (y.sum() - 1) / len(y)
    for i in range(len(y) - 1):
        total += ordered[i]
        if (total - 1) / (i + 1) > ordered[i + 1]:
            shift = (total - 1) / (i + 1)
            break
    return torch.clamp(y - shift, min=0)


@rule("modo")
class MoDo(Rule):
    """The three mini-batches have the same gradients here."""

    def __init__(self, tasks):
        super().__init__(tasks)
        self.w = torch.ones(tasks) / tasks

    def __call__(self, g, losses):
        self.w = project(self.w - 0.001 * (g @ (self.w @ g) + 0.1 * self.w))
        return self.w @ g


@rule("sdmgrad")
class SDMGrad(Rule):
    """As MoDo; the weights are learned by 20 steps of SGD with momentum."""

    def __init__(self, tasks):
        super().__init__(tasks)
        self.w = torch.ones(tasks) / tasks

    def __call__(self, g, losses):
        gram = g @ g.t()
        mean = gram.mean(1)
        scale = gram.diag().sqrt().mean() ** 2 + 1e-8
        gram, mean = gram / scale, mean / scale
        w, velocity = self.w, None
        for _ in range(20):
            slope = gram @ w + 0.3 * mean
            velocity = slope if velocity is None else 0.5 * velocity + slope
            w = project(w - 5 * velocity)
        self.w = w
        return (w @ g + 0.3 * g.mean(0)) / 1.3


class Logs(Rule):
    """Another rule on the gradients of the logarithms of the losses."""

    def __init__(self, tasks):
        super().__init__(tasks)
        self.rule = self.of(tasks)

    def __call__(self, g, losses):
        return self.rule(g / losses.reshape(-1, 1), losses)


class Bargain(Rule):
    """(G G' w)_k = 1 / w_k by SciPy's least squares, as FairGrad's code does it."""

    def __init__(self, tasks):
        super().__init__(tasks)
        from scipy.optimize import least_squares
        self.least_squares = least_squares

    def __call__(self, g, losses):
        gram = (g @ g.t()).double().numpy()
        found = self.least_squares(lambda w: gram @ w - 1 / w, numpy.ones(self.tasks) / self.tasks, bounds=(0, numpy.inf))
        return torch.from_numpy(found.x).float() @ g


RULES["fairgrad"] = Bargain


@rule("nashmtl")
class NashMTL(Rule):
    """The released code linearises the concave part up to 20 times and has CVXPY
    solve what is left. Newton's method on the same sums of logarithms stands in
    for ECOS: no released solver is installed with PyTorch."""

    def __call__(self, g, losses):
        gram = g @ g.t()
        scale = gram.norm()
        a, w = (gram / scale).double().numpy(), numpy.ones(self.tasks)
        for _ in range(20):
            residual = a @ w - 1 / w
            step = numpy.linalg.solve(a + numpy.diag(1 / w ** 2), residual)
            length = 1.0
            while (w - length * step).min() <= 0:
                length /= 2
            w = w - length * step
            if numpy.abs(step).max() < 1e-6:
                break
        return torch.from_numpy(w).float() @ g


@rule("alignedmtl")
class AlignedMTL(Rule):
    def __call__(self, g, losses):
        values, vectors = torch.linalg.eigh(g @ g.t())
        keep = values > values.max() * self.tasks * torch.finfo(values.dtype).eps
        values, vectors = values[keep], vectors[:, keep]
        w = vectors @ torch.diag((values.min() / values).sqrt()) @ vectors.t()
        return w.sum(0) @ g


@rule("dbmtl")
class DBMTL(Rule):
    def __init__(self, tasks):
        super().__init__(tasks)
        self.buffer = 0

    def __call__(self, g, losses):
        logs = g / (losses + 1e-8).reshape(-1, 1)
        self.buffer = logs + 0.9 * (self.buffer - logs)
        norms = self.buffer.norm(dim=1)
        return (norms.max() / (norms + 1e-8)) @ self.buffer


@rule("excessmtl")
class ExcessMTL(Rule):
    def __init__(self, tasks):
        super().__init__(tasks)
        self.squares, self.first, self.w = 0, None, torch.ones(tasks)

    def __call__(self, g, losses):
        self.squares = self.squares + g ** 2
        excess = (g ** 2 / (self.squares + 1e-7).sqrt()).sum(1)
        if self.first is None:
            self.first = excess
        else:
            self.w = self.w * torch.exp(0.01 * excess / self.first)
            self.w = self.w / self.w.sum() * self.tasks
        return self.w @ g


class Cone(Rule):
    """Projections on the dual cone, by SciPy's non-negative least squares in
    place of the released code's quadratic programming."""

    def __init__(self, tasks):
        super().__init__(tasks)
        from scipy.optimize import nnls
        self.nnls = nnls

    def factor(self, g):
        gram = (g @ g.t()).double().numpy()
        gram /= numpy.trace(gram)
        return numpy.linalg.cholesky(gram + 1e-4 * numpy.eye(self.tasks)).T

    def project(self, factor, u):
        return u + self.nnls(factor, -factor @ u, maxiter=100 * self.tasks)[0]


@rule("upgrad")
class UPGrad(Cone):
    def __call__(self, g, losses):
        factor = self.factor(g)
        w = sum(self.project(factor, u) for u in numpy.eye(self.tasks) / self.tasks)
        return torch.from_numpy(w).float() @ g


@rule("dualproj")
class DualProj(Cone):
    def __call__(self, g, losses):
        w = self.project(self.factor(g), numpy.ones(self.tasks) / self.tasks)
        return torch.from_numpy(w).float() @ g


@rule("config")
class ConFIG(Rule):
    def __call__(self, g, losses):
        unit = torch.nan_to_num(g / g.norm(dim=1, keepdim=True), 0)
        d = torch.linalg.pinv(unit) @ torch.ones(self.tasks)
        d = d / d.norm()
        return (g @ d).sum() * d


RULES["alignedmtlub"] = AlignedMTL  # on the gradients of the representation
for name, of in ("logmgda", MGDA), ("logcagrad", CAGrad), ("logimtlg", IMTLG):
    RULES[name] = type(name, (Logs,), {"of": of})


class Arithmetic:
    """One rule on the same gradients and losses at every step."""

    def __init__(self, name, g, losses):
        if name not in RULES:
            raise Lacking("no %s here" % name)
        self.g, self.losses, self.result = g, losses, None
        try:
            self.rule = RULES[name](len(losses))
        except ModuleNotFoundError as missing:
            if missing.name not in PACKAGES:
                raise
            raise Lacking("PyTorch's rule needs " + PACKAGES[missing.name])

    def step(self):
        self.result = self.rule(self.g, self.losses)

    def values(self):
        """The weights, or the products of the common gradient with each task's."""
        v = self.result.double() if len(self.result) == len(self.losses) else (self.g @ self.result).double()
        return v.tolist()
