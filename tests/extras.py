"""Tests of what only the extra [train] brings: skipped with a reason without it, in CI failed."""

import os
from importlib.util import find_spec

import pytest


def require_extra(*modules: str) -> None:
    """End the collection of a test module unless `modules` are installed: skipped, but in CI failed."""
    missing = [module for module in modules if find_spec(module) is None]
    if not missing:
        return
    reason = f"{', '.join(missing)} is not installed; pip install 'inspector[train]'"
    if os.environ.get("CI") == "true":
        raise RuntimeError(reason)
    pytest.skip(reason, allow_module_level=True)
