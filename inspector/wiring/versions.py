"""What calculates on this PC, for evidence: libraries by version, the processor by model and what it can do."""

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
        system=f"{platform.system()} {platform.machine()}",
        processor=_fact(facts, "model name") or platform.processor() or platform.machine(),
        cpu_flags=tuple(sorted(set((_fact(facts, "flags") or _fact(facts, "Features")).split()))),
    )


@cache
def package_version() -> str:
    """Return the package with the libraries that alignment and decision calculate with, as a verdict names it.

    The comparator's runtime has a place of its own.
    """
    return f"{version('inspector')}, opencv {cv2.__version__}, numpy {np.__version__}"


def _cpu_facts() -> str:
    try:
        return _CPU_FACTS.read_text("utf-8", "replace")
    except OSError:
        return ""


def _fact(facts: str, name: str) -> str:
    found = re.search(rf"(?m)^{name}\s*:\s*(.*)$", facts)
    return found[1].strip() if found else ""
