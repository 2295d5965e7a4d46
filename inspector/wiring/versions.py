"""What calculates on this PC, for evidence: libraries by version, the processor by model and what it can do."""

import hashlib
import platform
import re
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Final

import cv2
import numpy as np

from inspector.replay.inputs import Versions

_CPU_FACTS: Final = Path("/proc/cpuinfo")
_PACKAGE: Final = Path(__file__).parents[1]
_SHOWN: Final = 12


@cache
def versions_here() -> Versions:
    """Return the versions of this process; asked once, they do not change while it lives."""
    facts = _cpu_facts()
    return Versions(
        inspector=version("inspector"),
        python=platform.python_version(),
        numpy=np.__version__,
        opencv=cv2.__version__,
        openvino=version("openvino"),
        onnxruntime=version("onnxruntime"),
        imagecodecs=version("imagecodecs"),
        code=code_of(_PACKAGE)[:_SHOWN],
        system=f"{platform.system()} {platform.machine()}",
        processor=_processor(facts),
        cpu_flags=tuple(sorted(set((_fact(facts, "flags") or _fact(facts, "Features")).split()))),
    )


@cache
def package_version() -> str:
    """Return what else a verdict comes from, as it names it: the package, and each other thing by its name.

    Its code, so that a changed package of the same version is not taken for the same; the libraries that decode frames,
    align and decide; the processor. The comparator's runtime has a place of its own.
    """
    here = versions_here()
    libraries = f"opencv {here.opencv}, numpy {here.numpy}, imagecodecs {here.imagecodecs}"
    return f"{here.inspector}, {libraries}, code {here.code}, processor {here.processor.replace(',', ' ')}"


def code_of(package: Path) -> str:
    """Return a SHA-256 over every Python file in the folder of a package, with its name."""
    digest = hashlib.sha256()
    for path in sorted(package.rglob("*.py")):
        digest.update(
            f"{path.relative_to(package).as_posix()} {hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode()
        )
    return digest.hexdigest()


def _processor(facts: str) -> str:
    return _fact(facts, "model name") or platform.processor() or platform.machine()


def _cpu_facts() -> str:
    try:
        return _CPU_FACTS.read_text("utf-8", "replace")
    except OSError:
        return ""


def _fact(facts: str, name: str) -> str:
    found = re.search(rf"(?m)^{name}\s*:\s*(.*)$", facts)
    return found[1].strip() if found else ""
