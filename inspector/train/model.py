"""The comparison network: one encoder for golden and part, tolerant differences at every scale, a light decoder.

At each scale a feature of the part is asked three things, two of them in both directions: how far it lies outside what
the goldens show here; how far outside what they show within a cell around; and whether what the goldens show here is
found within a cell around in the part. The second forgives what has moved a little, the third finds what is missing.
What the goldens show is an interval per feature and place: one golden gives an interval of no width, more goldens
widen it, so a product adapts without training.

References
----------
.. [1] C. Steger, M. Ulrich, C. Wiedemann, "Machine Vision Algorithms and Applications", Wiley-VCH, 2nd ed. 2018,
   section 3.4.1.3: the variation model, here over learnt features.
.. [2] R. C. Daudt, B. Le Saux, A. Boulch, "Fully convolutional Siamese networks for change detection", ICIP 2018.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import torch
from torch import Tensor, nn
from torch.nn import functional

from inspector.train.widths import Widths

STEP: Final = 2
MULTIPLE_PX: Final = 32
CONTRAST_FLOOR: Final = 0.1


@dataclass(frozen=True, slots=True)
class Bounds:
    """What the goldens show at one scale: highest and lowest feature of each place, and of each place's cell around."""

    high: Tensor
    low: Tensor
    high_around: Tensor
    low_around: Tensor


@dataclass(frozen=True, slots=True)
class Learnt:
    """All that is computed once per golden.

    Parameters
    ----------
    light
        (N, 2, 1, 1): what is taken off an image and what it is multiplied by, from the golden's mean and contrast.
    pixels
        Of the halved image's brightness itself.
    bounds
        Of what is compared from 1/4 to 1/32.
    """

    light: Tensor
    pixels: Bounds
    bounds: tuple[Bounds, ...]


class ConvUnit(nn.Module):
    """A convolution with its scale and offset, and a rectifier."""

    def __init__(self, taken: int, given: int, side: int = 3, stride: int = 1, *, rectified: bool = True) -> None:
        super().__init__()
        self.conv = nn.Conv2d(taken, given, side, stride, side // 2, bias=False)
        self.norm = nn.BatchNorm2d(given, momentum=0.02)
        self.rectified = rectified

    def forward(self, image: Tensor) -> Tensor:
        """Return (N, given, H / stride, W / stride)."""
        answer: Tensor = self.norm(self.conv(image))
        return functional.relu(answer) if self.rectified else answer


class Residual(nn.Module):
    """A unit whose answer is added to what it takes."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.unit = ConvUnit(width, width, rectified=False)

    def forward(self, image: Tensor) -> Tensor:
        """Return the same shape."""
        return functional.relu(image + self.unit(image))


class Encoder(nn.Module):
    """Images (N, 3, H, W), lit as their golden is, to features from 1/4 to 1/32, and what is compared of them."""

    def __init__(self, widths: Widths) -> None:
        super().__init__()
        taken = (widths.stem, *widths.encoder[:-1])
        self.stem = ConvUnit(3, widths.stem, 3, 2)
        pairs = zip(taken, widths.encoder, strict=True)
        self.stages = nn.ModuleList(nn.Sequential(ConvUnit(t, g, 3, 2), Residual(g)) for t, g in pairs)
        heads = zip(widths.encoder, widths.compared, strict=True)
        self.heads = nn.ModuleList(ConvUnit(t, g, 1, rectified=False) for t, g in heads)

    def forward(self, image: Tensor) -> tuple[list[Tensor], list[Tensor]]:
        """Return the features, and what is compared of them."""
        features, feature = [], self.stem(image)
        for stage in self.stages:
            feature = stage(feature)
            features.append(feature)
        return features, [head(feature) for head, feature in zip(self.heads, features, strict=True)]


class Mix(nn.Module):
    """Several inputs to one by a 1 x 1 convolution each: the same as one over all, without laying them together."""

    def __init__(self, taken: Sequence[int], given: int) -> None:
        super().__init__()
        self.convs = nn.ModuleList(nn.Conv2d(each, given, 1, bias=False) for each in taken)
        self.norm = nn.BatchNorm2d(given, momentum=0.02)

    def forward(self, inputs: Sequence[Tensor]) -> Tensor:
        """Return (N, given, H, W)."""
        answers = [conv(each) for conv, each in zip(self.convs, inputs, strict=True)]
        total = answers[0]
        for answer in answers[1:]:
            total = total + answer
        return functional.relu(self.norm(total))


class Decoder(nn.Module):
    """Differences at every scale to a logit per 2 x 2 px, from coarse to fine."""

    def __init__(self, widths: Widths) -> None:
        super().__init__()
        taken = [[c, c, c, e] for c, e in zip(widths.compared, widths.encoder, strict=True)]
        taken[0] += [STEP * STEP] * 3
        self.mixes = nn.ModuleList(Mix(each, width) for each, width in zip(taken, widths.decoder, strict=True))
        coarse = zip(widths.decoder[1:], widths.decoder[:-1], strict=True)
        self.ups = nn.ModuleList(ConvUnit(lower, upper, 1, rectified=False) for lower, upper in coarse)
        self.smooth = nn.ModuleList(Residual(width) for width in widths.decoder)
        self.last = nn.Conv2d(widths.decoder[0], STEP * STEP, 1)
        self.coarse = nn.Conv2d(widths.decoder[2], 1, 1)

    def forward(self, levels: Sequence[Sequence[Tensor]]) -> tuple[Tensor, Tensor]:
        """Return logits at 1/2 and at 1/16; `levels` are what each mix takes, from 1/4 to 1/32."""
        mixed = [mix(level) for mix, level in zip(self.mixes, levels, strict=True)]
        answer = coarse = self.smooth[3](mixed[3])
        for level in (2, 1, 0):
            raised = functional.interpolate(self.ups[level](answer), scale_factor=2.0, mode="nearest")
            answer = self.smooth[level](functional.relu(mixed[level] + raised))
            coarse = answer if level == 2 else coarse
        return functional.pixel_shuffle(self.last(answer), STEP), self.coarse(coarse)


class Comparer(nn.Module):
    """Golden and part to a logit per place: above 0, a deviation is likelier than not under the training's mixture."""

    def __init__(self, widths: Widths | None = None) -> None:
        super().__init__()
        self.widths = widths or Widths()
        self.encoder, self.decoder = Encoder(self.widths), Decoder(self.widths)

    def learn(self, goldens: Tensor) -> Learnt:
        """Return what `goldens`, (N, k, 3, H, W) in 0..1, show."""
        count, goods = goldens.shape[:2]
        light = _light(goldens[:, 0])
        lit = _lit(goldens, light[:, None]).flatten(0, 1)
        _, compared = self.encoder(lit)
        pixels, *bounds = (_bounds(each.unflatten(0, (count, goods))) for each in (_halved(lit), *compared))
        return Learnt(light, pixels, tuple(bounds))

    def learn_each(self, goods: Tensor) -> Learnt:
        """Return what each of `goods`, (k, 3, H, W) in 0..1, shows alone, all in the light of the first."""
        light = _light(goods[:1])
        lit = _lit(goods, light)
        _, compared = self.encoder(lit)
        pixels, *bounds = (_bounds(each[:, None]) for each in (_halved(lit), *compared))
        return Learnt(light, pixels, tuple(bounds))

    def compare(self, learnt: Learnt, capture: Tensor) -> tuple[Tensor, Tensor]:
        """Return logits (N, 1, H/2, W/2) and coarse logits (N, 1, H/16, W/16) of `capture`, (N, 3, H, W) in 0..1."""
        lit = _lit(capture, learnt.light)
        features, compared = self.encoder(lit)
        parts = zip(compared, learnt.bounds, features, strict=True)
        levels = [[*self.differences(part, bounds), feature] for part, bounds, feature in parts]
        pixels = self.differences(_halved(lit), learnt.pixels)
        levels[0] += [functional.pixel_unshuffle(each, STEP) for each in pixels]
        answer: tuple[Tensor, Tensor] = self.decoder(levels)
        return answer

    def differences(self, part: Tensor, bounds: Bounds) -> tuple[Tensor, ...]:
        """Return how far features of the part lie outside `bounds`: here, around, and what is missing around."""
        return _differences(part, bounds)

    def forward(self, goldens: Tensor, capture: Tensor) -> tuple[Tensor, Tensor]:
        """Learn and compare."""
        return self.compare(self.learn(goldens), capture)


def images(pictures: object, device: torch.device | None = None) -> Tensor:
    """Return uint8 (..., H, W, 3) as float (..., 3, H, W) in 0..1, on `device`."""
    return torch.as_tensor(pictures, device=device).movedim(-1, -3).float() / 255.0


def repeated(learnt: Learnt, count: int) -> Learnt:
    """Return what each golden shows `count` times over, one for each of its captures."""
    bounds = [_repeated(each, count) for each in (learnt.pixels, *learnt.bounds)]
    return Learnt(learnt.light.repeat_interleave(count, dim=0), bounds[0], tuple(bounds[1:]))


def _repeated(bounds: Bounds, count: int) -> Bounds:
    sides = (bounds.high, bounds.low, bounds.high_around, bounds.low_around)
    return Bounds(*(side.repeat_interleave(count, dim=0) for side in sides))


def _light(golden: Tensor) -> Tensor:
    """Return the golden's mean and what brings its contrast near to one, for (N, 3, H, W)."""
    mean = golden.mean(dim=(1, 2, 3), keepdim=True)
    spread = (golden - mean).square().mean(dim=(1, 2, 3), keepdim=True)
    return torch.cat([mean, 1.0 / (torch.sqrt(spread) + CONTRAST_FLOOR)], dim=1)


def _lit(image: Tensor, light: Tensor) -> Tensor:
    mean, gain = light.split(1, dim=-3)
    return (image - mean) * gain


def _bounds(compared: Tensor) -> Bounds:
    one = compared.shape[1] == 1
    high, low = (compared[:, 0], compared[:, 0]) if one else (compared.amax(dim=1), compared.amin(dim=1))
    return Bounds(high, low, _highest(high), _lowest(low))


def _halved(image: Tensor) -> Tensor:
    """Return the halved brightness; what differs in colour alone is left to the encoder."""
    return functional.avg_pool2d(image.mean(dim=1, keepdim=True), STEP)


def _differences(part: Tensor, bounds: Bounds) -> tuple[Tensor, Tensor, Tensor]:
    here = functional.relu(torch.maximum(part - bounds.high, bounds.low - part))
    unexpected = functional.relu(torch.maximum(part - bounds.high_around, bounds.low_around - part))
    missing = functional.relu(torch.maximum(bounds.low - _highest(part), _lowest(part) - bounds.high))
    return here, unexpected, missing


def _highest(features: Tensor) -> Tensor:
    return functional.max_pool2d(features, 3, 1, 1)


def _lowest(features: Tensor) -> Tensor:
    return -functional.max_pool2d(-features, 3, 1, 1)
