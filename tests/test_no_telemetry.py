"""Nothing leaves the line PC: no library reports to its maker."""

import os
import subprocess
import sys
from pathlib import Path

from extras import require_extra


def left_behind(home: Path, module: str) -> list[Path]:
    """Return what importing a module left in an empty home: OpenVINO's reports begin with an identity kept there."""
    command = [sys.executable, "-c", f"import {module}"]
    environment = {key: value for key, value in os.environ.items() if key not in {"CI", "TF_BUILD", "JENKINS_URL"}}
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL, env={**environment, "HOME": str(home)})
    return list(home.iterdir())


def test_the_comparator_on_openvino_reports_to_nobody(tmp_path: Path) -> None:
    assert left_behind(tmp_path, "inspector.compare.openvino") == []


def test_quantising_reports_to_nobody(tmp_path: Path) -> None:
    require_extra("torch", "nncf")
    assert left_behind(tmp_path, "inspector.train.quantise") == []
