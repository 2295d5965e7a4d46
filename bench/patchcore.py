"""Our comparison beside PatchCore with a ResNet-18, on one core in turn, both by OpenVINO.

PatchCore's graph is rebuilt as anomalib exports it: ResNet-18 up to its third stage, the second and third stage's
features averaged over 3 x 3 and joined, the distance of each of the 32 x 32 patches to the nearest of a memory bank,
raised to the picture's size and smoothed. Its weights are random and its bank is noise: the time is the same, and no
accuracy is measured here. The bank holds a tenth of the patches of the training pictures (anomalib's default); ours
has learnt one golden. With 0 pictures the bank holds one patch: what is left is the ResNet alone.
The graph is quantised by NNCF, so the extra [train] is needed.

usage: patchcore.py [MODELS_DIR] [--rounds N] [--size PX] [--training-pictures N]

References
----------
.. [1] K. Roth et al., "Towards total recall in industrial anomaly detection", CVPR 2022.
"""

import argparse
import io
import statistics
import sys
import time
import warnings
from contextlib import redirect_stdout
from datetime import UTC, datetime
from pathlib import Path

import cv2
import nncf
import numpy as np
import openvino as ov
import torch
from int8 import MODELS, Run, instruction_set, ways
from torch import Tensor, nn
from torch.nn import functional

STAGES = ((64, 64, 1), (64, 128, 2), (128, 256, 2))
FEATURES = 128 + 256
PATCH_STEP = 8
BANK_SHARE = 0.1
SMOOTH_SIGMA_PX, SMOOTH_SIDE_PX = 4.0, 33
CALIBRATION_PICTURES = 8


class Block(nn.Module):
    """Two convolutions and what they are added to."""

    def __init__(self, taken: int, given: int, stride: int) -> None:
        super().__init__()
        self.first = nn.Sequential(nn.Conv2d(taken, given, 3, stride, 1, bias=False), nn.BatchNorm2d(given))
        self.second = nn.Sequential(nn.Conv2d(given, given, 3, 1, 1, bias=False), nn.BatchNorm2d(given))
        same = stride == 1 and taken == given
        across = nn.Sequential(nn.Conv2d(taken, given, 1, stride, bias=False), nn.BatchNorm2d(given))
        self.across = nn.Identity() if same else across

    def forward(self, image: Tensor) -> Tensor:
        """Return (N, given, H / stride, W / stride)."""
        return functional.relu(self.second(functional.relu(self.first(image))) + self.across(image))


class PatchCore(nn.Module):
    """Images (1, 3, H, W) to the distance of every pixel's surroundings to the nearest in the bank."""

    def __init__(self, bank: int) -> None:
        super().__init__()
        stem = nn.Sequential(nn.Conv2d(3, 64, 7, 2, 3, bias=False), nn.BatchNorm2d(64), nn.ReLU())
        self.stem = nn.Sequential(stem, nn.MaxPool2d(3, 2, 1))
        self.stages = nn.ModuleList(
            nn.Sequential(Block(taken, given, stride), Block(given, given, 1)) for taken, given, stride in STAGES
        )
        self.register_buffer("bank", torch.randn(bank, FEATURES))
        reach = torch.arange(SMOOTH_SIDE_PX) - SMOOTH_SIDE_PX // 2
        bell = torch.exp(-0.5 * (reach / SMOOTH_SIGMA_PX) ** 2)
        self.register_buffer("bell", (bell[:, None] * bell[None]).div(bell.sum() ** 2)[None, None])

    def forward(self, image: Tensor) -> Tensor:
        """Return (1, 1, H, W)."""
        _, second, third = self._features(image)
        joined = torch.cat([second, functional.interpolate(third, size=second.shape[-2:], mode="bilinear")], dim=1)
        patches = joined.flatten(2)[0].T
        squares = patches.square().sum(1, keepdim=True) - 2.0 * patches @ self.bank.T + self.bank.square().sum(1)[None]
        nearest = squares.clamp(min=0.0).sqrt().amin(dim=1).reshape(1, 1, *second.shape[-2:])
        raised = functional.interpolate(nearest, size=image.shape[-2:], mode="bilinear")
        return functional.conv2d(raised, self.bell, padding=SMOOTH_SIDE_PX // 2)

    def _features(self, image: Tensor) -> list[Tensor]:
        features, feature = [], self.stem(image)
        for stage in self.stages:
            feature = stage(feature)
            features.append(functional.avg_pool2d(feature, 3, 1, 1))
        return features


def patchcore(size_px: int, pictures: int, *, eight_bits: bool) -> Run:
    """Return one run of PatchCore on a picture of `size_px`, its bank as of so many training pictures."""
    torch.manual_seed(1)
    bank = max(1, round(BANK_SHARE * pictures * (size_px // PATCH_STEP) ** 2))
    model = _converted(PatchCore(bank).eval(), size_px)
    rng = np.random.default_rng(1)
    images = [rng.random((1, 3, size_px, size_px), np.float32) for _ in range(CALIBRATION_PICTURES)]
    if eight_bits:
        with redirect_stdout(sys.stderr):
            model = nncf.quantize(model, nncf.Dataset(images), subset_size=len(images))
    settings = {"INFERENCE_NUM_THREADS": 1, "INFERENCE_PRECISION_HINT": ov.Type.f32}
    request = ov.Core().compile_model(model, "CPU", settings).create_infer_request()
    request.set_input_tensor(ov.Tensor(images[0]))
    return lambda: request.infer()  # noqa: PLW0108 -- OpenVINO has no types


def _converted(network: nn.Module, size_px: int) -> ov.Model:
    buffer = io.BytesIO()
    with warnings.catch_warnings(), torch.inference_mode():
        warnings.simplefilter("ignore")
        torch.onnx.export(network, (torch.zeros(1, 3, size_px, size_px),), buffer, opset_version=17, dynamo=False)
    return ov.Core().read_model(buffer.getvalue())


def main() -> None:
    """Print the table."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("models", type=Path, nargs="?", default=MODELS)
    arguments.add_argument("--rounds", type=int, default=25)
    arguments.add_argument("--size", type=int, default=256)
    arguments.add_argument("--training-pictures", type=int, default=200)
    chosen = arguments.parse_args()
    cv2.setNumThreads(1)
    theirs = {
        f"PatchCore of {pictures} pictures, {name}": patchcore(chosen.size, pictures, eight_bits=eight)
        for pictures in (chosen.training_pictures, 0)
        for name, eight in (("f32", False), ("int8", True))
    }
    ours = {f"ours, {name}": run for name, run in ways(chosen.models, chosen.size).items()}
    spent = _timed(theirs | ours, chosen.rounds)
    rival = spent[f"PatchCore of {chosen.training_pictures} pictures, int8"]
    print(f"{datetime.now(UTC):%Y-%m-%d}, {instruction_set()}; {chosen.size} x {chosen.size} px")
    print(f"ms CPU of one core, median of {chosen.rounds}, and how many times faster than PatchCore in 8 bits")
    for name, each in spent.items():
        print(f"  {each:7.1f}  {name:<40}{rival / each:5.2f}")


def _timed(runs: dict[str, Run], rounds: int) -> dict[str, float]:
    times: dict[str, list[float]] = {name: [] for name in runs}
    for _ in range(rounds):
        for name, run in runs.items():
            start = time.process_time()
            run()
            times[name].append(1e3 * (time.process_time() - start))
    return {name: statistics.median(each) for name, each in times.items()}


if __name__ == "__main__":
    main()
