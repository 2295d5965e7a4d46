"""The settings of challenge parts: what the guide shows is taken, and a product that nobody could challenge is not."""

import json
import re
import tomllib
from datetime import time
from pathlib import Path

import pytest

from inspector.errors import RecipeError
from inspector.part import Outcome
from inspector.settings import ChallengeSettings, load_settings
from inspector.station.challenge import ChallengeRules, Master
from inspector.wiring.challenges import challenge_rules

GUIDE = Path(__file__).parents[1] / "docs" / "challenge-parts.md"
STATION = 'product = "demo-board"\n[camera]\nkind = "simulated"\n'
BAD = '[[challenge.masters]]\nproduct = "demo-board"\nname = "M1"\nexpected = "reject"\n'


def shown() -> str:
    """Return the settings that the guide shows."""
    found = re.search(r"```toml\n(.*?)```", GUIDE.read_text("utf-8"), re.DOTALL)
    assert found
    return found[1]


def loaded(tmp_path: Path, text: str) -> ChallengeSettings:
    (tmp_path / "station.toml").write_text(STATION + text, "utf-8")
    return load_settings(tmp_path / "station.toml").challenge


def test_what_the_guide_shows_is_taken_as_it_says(tmp_path: Path) -> None:
    rules = challenge_rules(loaded(tmp_path, shown()))
    assert (rules.shift_starts, rules.grace_s, rules.tries) == ((time(6), time(14), time(22)), 600.0, 1)
    assert rules.masters["demo-board"] == (
        Master("M1 missing resistor", Outcome.REJECT, "part"),
        Master("M2 good", Outcome.PASS),
    )


def test_nothing_is_demanded_unless_switched_on(tmp_path: Path) -> None:
    assert challenge_rules(loaded(tmp_path, shown().replace("on = true", "on = false"))) == ChallengeRules()
    assert challenge_rules(ChallengeSettings()) == ChallengeRules()


WRONG = {
    "no master at all": ("[challenge]\non = true\n", "demo-board has none that must be rejected"),
    "only good ones": ("[challenge]\non = true\n" + BAD.replace("reject", "pass"), "has none that must be rejected"),
    "of another product": (BAD.replace("demo-board", "cover"), "cover is no product of this station"),
    "a good one with a zone": (BAD.replace("reject", "pass") + 'zone = "U20"\n', "rejected in no zone"),
    "no time of day": ('[challenge]\nshift_starts = ["24:00"]\n', "shift_starts"),
}


@pytest.mark.parametrize("case", WRONG)
def test_settings_by_which_nothing_could_be_shown_stop_the_start(tmp_path: Path, case: str) -> None:
    text, told = WRONG[case]
    with pytest.raises(RecipeError, match=told):
        loaded(tmp_path, text)


def test_the_guide_shows_every_key() -> None:
    given = tomllib.loads(shown())["challenge"]
    assert set(given) == set(ChallengeSettings.model_fields), json.dumps(given)
