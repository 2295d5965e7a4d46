"""Fixtures that every test may use."""

import os
import shutil
import subprocess
from collections.abc import Callable

import pytest

# What a peer is found by, and the Debian packages that bring it.
_PEERS = {
    "mbpoll": "mbpoll",
    "libmodbus": "gcc libc6-dev pkg-config libmodbus-dev",
    "gcc": "gcc libc6-dev",
    "socat": "socat",
    "tshark": "tshark",
    "chromium": "chromium",
    "shellcheck": "shellcheck",
    "systemd-analyze": "systemd",
}


@pytest.fixture(scope="session")
def require_peer() -> Callable[[str], None]:
    """Return a function that ends the test unless the named peer is on this PC: skipped, but in CI failed."""

    def require(name: str) -> None:
        if _is_here(name):
            return
        reason = f"{name} is not on this PC; apt-get install {_PEERS[name]}"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)

    return require


def _is_here(name: str) -> bool:
    if name != "libmodbus":
        return shutil.which(name) is not None
    if not (shutil.which("gcc") and shutil.which("pkg-config")):
        return False
    return subprocess.run(["pkg-config", "--exists", "libmodbus"], check=False).returncode == 0
