"""Where the shipped models and goldens are: beside the checkout, or where the package installed them."""

import sysconfig
from pathlib import Path

from inspector.errors import RecipeError


def shipped(name: str) -> Path:
    """Return the folder of shipped files called `name` (``"models"`` or ``"golden_refs"``).

    Raises
    ------
    RecipeError
        Neither the checkout nor the installation holds it.
    """
    candidates = (Path(__file__).parents[2] / name, Path(sysconfig.get_path("data")) / "share" / "inspector" / name)
    for folder in candidates:
        if folder.is_dir():
            return folder
    raise RecipeError(
        f"find the shipped {name}",
        f"neither {candidates[0]} nor {candidates[1]} is there",
        f"say where with --{name.replace('_', '-')}",
    )
