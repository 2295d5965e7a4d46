"""What a comparator finds on the real image sets beside the checkout, and what the plain ways find there.

Pairs are aligned once and kept, then compared on one thread and decided on by the product.

usage: network.py [--models DIR] [--card FILE] [--sets NAME,...] [--limit FACTOR] [--every N] [--goods K]
                  [--baselines] [--pictures DIR] [--cache DIR]

With --goods the pictures of good and bad parts are measured once more, K of the good ones learnt beside the golden and
left out of the report.
"""

import argparse
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import classical
import cv2
import sets
from aligned import CACHE
from evaluation import BoardTable, Compare, Compared, PictureTable, Table, evaluate, good_pairs
from scoring import Rate, told
from strips import write_strips

from inspector.compare.card_file import CARD_FILE
from inspector.compare.onnx import OnnxComparator

MODELS = Path(__file__).parents[1] / "models"
BASELINES: tuple[tuple[str, Compare], ...] = (
    ("absolute difference", classical.absolute_difference),
    ("SSIM x absolute difference", classical.structural_difference),
    ("least of 5 x 5 px over +-3 px", classical.LeastOverShifts(0.2)),
    ("the same in local light", classical.LeastOverShifts(0.5, 8.0)),
    ("the same at half resolution", classical.LeastOverShifts(0.2, is_half=True)),
    ("the same at half resolution in local light", classical.LeastOverShifts(0.5, 16.0, is_half=True)),
    ("correlation 11 x 11, +-2 px", classical.least_correlation),
    ("variation model of one golden", classical.variation),
)


def show(tables: Sequence[Table]) -> str:
    """Return the tables as lines to print."""
    return "\n".join(_board(each) if isinstance(each, BoardTable) else _picture(each) for each in tables)


def _board(table: BoardTable) -> str:
    return (
        f"  {_head(table)}\n"
        f"    boxes at IoU > 0.33     P {_rate(table.precision)}  R {_rate(table.recall)}  F1 {told(table.f1)}\n"
        f"    of pairs aligned alone  R {_rate(table.recall_aligned)}\n"
        f"    average precision       {told(table.ap)}, of boxes cut at 0.3 of the limit {told(table.ap_low)}\n"
        f"    oracles on these pairs  best F1 {table.best_f1:.3f} at limit x {table.best_factor:.2f}, "
        f"hit at 1 false per image {_rate(table.hits_at_one)}\n"
        f"    tiles                   clean rejected {_rate(table.clean_rejected)}, "
        f"defective escaped {_rate(table.defective_escaped)}, "
        f"of pairs aligned alone {_rate(table.escaped_aligned)}"
    )


def _picture(table: PictureTable) -> str:
    lines = (
        f"  {_head(table)}\n"
        f"    parts                   AUROC {told(table.auroc)}, overkill {_rate(table.overkill)}, "
        f"escapes {_rate(table.escapes)}\n"
        f"    oracle on these pairs   escapes at 1 overkill or none {_rate(table.escapes_at_one)}"
    )
    if table.quadrants is None or table.quadrants_low is None:
        return lines
    low = f"of defects cut at 0.3 of the limit {told(table.quadrants_low)}"
    return f"{lines}\n    quadrants               AUROC {told(table.quadrants)}, {low}"


def _head(table: Table) -> str:
    return (
        f"{table.image_set}: {table.pairs} pairs, {table.refused} not aligned, limit x {table.limit:.2f}, "
        f"compared in {table.compare_ms:.0f} ms"
    )


def _rate(rate: Rate) -> str:
    return f"{told(rate.figure)} ({rate.count} of {rate.total})"


def _arguments() -> argparse.Namespace:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--models", type=Path, default=MODELS)
    arguments.add_argument("--card", default=CARD_FILE)
    arguments.add_argument("--sets", default=",".join(sets.SETS))
    arguments.add_argument("--limit", type=float, default=1.0)
    arguments.add_argument("--every", type=int, default=1)
    arguments.add_argument("--goods", type=int, default=0)
    arguments.add_argument("--baselines", action="store_true")
    arguments.add_argument("--pictures", type=Path)
    arguments.add_argument("--cache", type=Path, default=CACHE)
    return arguments.parse_args()


def _present(asked: Sequence[str]) -> tuple[str, ...]:
    for name in asked:
        if not sets.is_there(name):
            print(f"{name}: not beside this checkout, not measured")
    return tuple(name for name in asked if sets.is_there(name))


def main() -> None:
    """Print the tables."""
    chosen = _arguments()
    cv2.setNumThreads(1)
    image_sets = _present(chosen.sets.split(","))
    comparator = OnnxComparator.load(chosen.models, threads=1, card_file=chosen.card)
    engine, compare = comparator.engine, Compared(comparator)
    print(f"{datetime.now(UTC):%Y-%m-%d}, boards: each {chosen.every}. pair, one thread, figures with 95 % intervals")
    print(f"\n{engine.comparator} {engine.model_sha256[:12]}, {engine.runtime}", flush=True)
    print(show(evaluate(compare, image_sets, chosen.every, chosen.limit, chosen.cache)), flush=True)
    for image_set in (each for each in image_sets if chosen.goods and each in sets.PICTURES):
        goods = good_pairs(image_set, chosen.goods, chosen.cache)
        print(f"\nwith {len(goods)} good parts learnt beside the golden, which are not reported", flush=True)
        taught, ids = Compared(comparator, goods), [each.pair.pair_id for each in goods]
        print(show(evaluate(taught, [image_set], 1, chosen.limit, chosen.cache, ids)), flush=True)
    if chosen.pictures:
        count = write_strips(compare, image_sets, chosen.every, chosen.limit, chosen.cache, chosen.pictures)
        print(f"\n{count} failures drawn in {chosen.pictures}")
    for name, baseline in BASELINES if chosen.baselines else ():
        print(f"\n{name}; on boards at the limit of its best F1 there, an oracle's", flush=True)
        print(show(evaluate(baseline, image_sets, chosen.every, None, chosen.cache)), flush=True)


if __name__ == "__main__":
    main()
