"""In which order the device writes its words into a PLC, so that no scan of the PLC sees half a result. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, fields

from inspector.plc.registers import Block, ResultWords

_RESULT_BITS = ("result_valid", "pass", "reject", "recheck", "fault")


@dataclass(frozen=True, slots=True)
class Write:
    """One request: `registers` from `address` on, zero based, in the device's block."""

    address: int
    registers: tuple[int, ...]


def writes_between(block: Block, held: Sequence[int] | None, wanted: Sequence[int]) -> tuple[Write, ...]:
    """Return the writes that make a PLC which holds `held` hold `wanted`; each is confirmed before the next is sent.

    Result bits go down before any word of the result changes, and rise after all words are there. Every write names
    what a register holds from then on, never a change to it: sent twice it does nothing more than once.

    Parameters
    ----------
    block
        The device's block; `held` and `wanted` are all its registers, each 0..65535.
    held
        What the PLC holds; None where nobody knows, then everything is written, result bits down first.

    Raises
    ------
    ValueError
        `held` or `wanted` is not the whole block.
    """
    for registers in (wanted, held or wanted):
        if len(registers) != block.count:
            raise ValueError(f"block at {block.start} has {block.count} registers, got {len(registers)}")
    status_at, bits = _result_bits(block)
    known = list(held) if held is not None else [-1] * block.count
    writes = []
    if any(known[at] != wanted[at] for at in _result_words(block)) and (held is None or known[status_at] & bits):
        known[status_at] = 0 if held is None else known[status_at] & ~bits
        writes.append(_write(block, status_at, [known[status_at]]))
    changed = [at for at in range(block.count) if at != status_at and known[at] != wanted[at]]
    writes += [_write(block, first, wanted[first : last + 1]) for first, last in _beside(changed, status_at)]
    if known[status_at] != wanted[status_at]:
        writes.append(_write(block, status_at, [wanted[status_at]]))
    return tuple(writes)


def _write(block: Block, at: int, registers: Sequence[int]) -> Write:
    return Write(block.start + at, tuple(registers))


def _beside(changed: Sequence[int], status_at: int) -> list[tuple[int, int]]:
    """Return first and last place of what changed before the status word, and of what changed after it."""
    sides = ([at for at in changed if at < status_at], [at for at in changed if at > status_at])
    return [(side[0], side[-1]) for side in sides if side]


def _result_bits(block: Block) -> tuple[int, int]:
    """Return the place of the status word and the mask of its result bits."""
    named = [register for register in block.registers if register.name in _RESULT_BITS]
    return named[0].address - block.start, sum(1 << (register.bit or 0) for register in named)


def _result_words(block: Block) -> list[int]:
    names = {field.name for field in fields(ResultWords)}
    found = [register for register in block.registers if register.name in names]
    return [register.address - block.start + word for register in found for word in range(register.count)]
