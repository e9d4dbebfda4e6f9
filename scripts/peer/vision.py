"""Networks that predict images from images, and FAMO's network of CelebA.

SegNet with a split before the predictions and MTAN on it (Liu, Johns, Davison,
CVPR 2019) are as the code of CAGrad, Nash-MTL, FAMO and GO4Align has them.
Modules are made in the order in which the Go side sends their parameters.
Where a height or width is odd, unpooling and up-sampling go back to it.
"""


def conv_norm(inputs, outputs, size=3, act=None):
    """A convolution with batch normalisation and activation, ReLU unless told."""
    act = act or nn.ReLU(inplace=True)
    return nn.Sequential(nn.Conv2d(inputs, outputs, size, padding=size // 2), nn.BatchNorm2d(outputs), act)


def below(channels, level):
    """The channels that the decoder leaves of a level."""
    return channels[max(0, level - 1)]


class Level(nn.Module):
    """A level of encoder or decoder: a first layer, and one more, or two from the
    third level on."""

    def __init__(self, inputs, outputs, level):
        super().__init__()
        self.first = conv_norm(inputs, outputs)
        self.further = nn.Sequential(*[conv_norm(outputs, outputs) for _ in range(1 if level < 2 else 2)])

    def forward(self, x):
        first = self.first(x)
        return first, self.further(first)


class SegNet(nn.Module):
    """Encoder and decoder. The result is what MTAN attends to: of each level of
    the encoder what is behind its first and its last layer, and of each level of
    the decoder, the deepest first, what is before its first layer and behind its
    last."""

    def __init__(self, channels):
        super().__init__()
        inputs = [3] + channels[:-1]
        self.encoder = nn.ModuleList([Level(inputs[i], c, i) for i, c in enumerate(channels)])
        self.decoder = nn.ModuleList([Level(channels[i], below(channels, i), i) for i in reversed(range(len(channels)))])

    def forward(self, x):
        first, encoded, unpooled, decoded, pools = [], [], [], [], []
        for level in self.encoder:
            a, x = level(x)
            first.append(a)
            encoded.append(x)
            size = x.shape
            x, indices = functional.max_pool2d(x, 2, return_indices=True)
            pools.append((indices, size))
        for level in self.decoder:
            indices, size = pools.pop()
            x = functional.max_unpool2d(x, indices, 2, output_size=size[2:])
            unpooled.append(x)
            x = level(x)[1]
            decoded.append(x)
        return first, encoded, unpooled, decoded


class Prediction(nn.Module):
    """The last two layers of a task, linear both."""

    def __init__(self, inputs, outputs, normalise):
        super().__init__()
        self.layers = nn.Sequential(nn.Conv2d(inputs, inputs, 3, padding=1), nn.Conv2d(inputs, outputs, 1))
        self.normalise = normalise

    def forward(self, x):
        y = self.layers(x)
        return y / torch.norm(y, p=2, dim=1, keepdim=True) if self.normalise else y


def cross_entropy(prediction, target):
    return functional.cross_entropy(prediction, target, ignore_index=-1)


def masked_l1(prediction, target):
    mask = (target != 0).float()
    return ((prediction - target).abs() * mask).sum() / mask.sum()


def masked_dot(prediction, target):
    mask = (target != 0).any(1, keepdim=True).float()
    return 1 - (prediction * target * mask).sum() / mask.sum()


# The tasks of NYUv2: channels of the prediction, whether it is normalised, loss.
SCENE_TASKS = (13, False, cross_entropy), (1, False, masked_l1), (3, True, masked_dot)


@kind("segnet")
class Scenes(Training):
    """SegNet, shared, and the predictions."""

    def network(self, request):
        channels = request["levels"]
        self.size = request["height"], request["width"]
        self.trunk = SegNet(channels)
        self.heads = nn.ModuleList([Prediction(channels[0], outputs, unit) for outputs, unit, _ in SCENE_TASKS])

    def data(self, batch, numbers):
        self.x = numbers.own(batch, 3, *self.size)
        labels = numbers.take(batch, *self.size).long()
        self.targets = [labels, numbers.own(batch, 1, *self.size), numbers.own(batch, 3, *self.size)]

    def predictions(self):
        decoded = self.trunk(self.x)[3]
        return [head(decoded[-1]) for head in self.heads]

    def forward(self):
        return [loss(p, t) for (_, _, loss), p, t in zip(SCENE_TASKS, self.predictions(), self.targets)]


def gates(inputs, outputs):
    """An attention module."""
    return nn.Sequential(conv_norm(inputs, outputs, 1), conv_norm(outputs, outputs, 1, nn.Sigmoid()))


class Attention(nn.Module):
    """The attention modules of a task, and its prediction."""

    def __init__(self, channels, outputs, normalise):
        super().__init__()
        deepest = range(len(channels))[::-1]
        self.encoder = nn.ModuleList([gates(c if i == 0 else 2 * c, c) for i, c in enumerate(channels)])
        self.decoder = nn.ModuleList([gates(channels[i] + below(channels, i), below(channels, i)) for i in deepest])
        self.prediction = Prediction(channels[0], outputs, normalise)

    def forward(self, seen, down, up):
        first, encoded, unpooled, decoded = seen
        x = None
        for gate, block, a, b in zip(self.encoder, down, first, encoded):
            x = gate(a if x is None else torch.cat([a, x], 1)) * b
            x = functional.max_pool2d(block(x), 2)
        for gate, block, a, b in zip(self.decoder, up, unpooled, decoded):
            x = block(functional.interpolate(x, size=a.shape[2:], mode="bilinear", align_corners=True))
            x = gate(torch.cat([a, x], 1)) * b
        return self.prediction(x)


class SharedMTAN(nn.Module):
    """What the tasks of MTAN share: SegNet, and the layers between attention
    modules on the way down and up, which each task applies to its own."""

    def __init__(self, channels):
        super().__init__()
        last = len(channels) - 1
        self.segnet = SegNet(channels)
        self.down = nn.ModuleList([conv_norm(c, channels[min(i + 1, last)]) for i, c in enumerate(channels)])
        self.up = nn.ModuleList([conv_norm(channels[i], below(channels, i)) for i in reversed(range(len(channels)))])


@kind("mtan")
class MTAN(Scenes):
    def network(self, request):
        channels = request["levels"]
        self.size = request["height"], request["width"]
        self.trunk = SharedMTAN(channels)
        self.heads = nn.ModuleList([Attention(channels, outputs, unit) for outputs, unit, _ in SCENE_TASKS])

    def predictions(self):
        seen = self.trunk.segnet(self.x)
        return [head(seen, self.trunk.down, self.trunk.up) for head in self.heads]


@kind("celeba")
class Faces(Training):
    """One logit a task from a convolutional network of four stages."""

    def network(self, request):
        self.size, width = request["size"], request["channels"]
        layers, inputs = [], 3
        for stage in (1,), (2, 2), (4, 4), (8, 8):
            layers += [nn.MaxPool2d(2)] if layers else []
            for times in stage:
                layers.append(conv_norm(inputs, times * width))
                inputs = times * width
        layers += [nn.AdaptiveAvgPool2d(1), nn.Flatten()]
        for _ in range(2):
            layers += [nn.Linear(inputs, inputs), nn.BatchNorm1d(inputs), nn.ReLU(inplace=True)]
        self.trunk = nn.Sequential(*layers)
        self.heads = nn.ModuleList([nn.Linear(inputs, 1) for _ in range(self.tasks)])

    def data(self, batch, numbers):
        self.x = numbers.own(batch, 3, self.size, self.size)
        self.targets = [numbers.own(batch, 1) for _ in range(self.tasks)]

    def forward(self):
        z = self.trunk(self.x)
        return [functional.binary_cross_entropy_with_logits(h(z), t) for h, t in zip(self.heads, self.targets)]
