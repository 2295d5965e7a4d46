"""The file of the ledger of dispositions: one table that only grows, which SQLite itself sees to.

An entry that is changed, taken away, put in between, or that does not answer to the newest of its part, is refused by
triggers, whatever program writes it. Who goes around them is found by the chain of hashes.
"""

from pathlib import Path

from inspector.record.schema import Schema

DISPOSITIONS_FILE = Path("dispositions", "dispositions.sqlite3")

LEDGER_TRIGGERS = ("dispositions_never_change", "dispositions_never_go", "dispositions_follow")

_FIRST = """
CREATE TABLE dispositions (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    part_id TEXT NOT NULL,
    seq INTEGER NOT NULL,
    inspected_us INTEGER NOT NULL,
    product TEXT NOT NULL,
    outcome INTEGER NOT NULL CHECK (outcome BETWEEN 1 AND 4),
    audit INTEGER NOT NULL CHECK (audit IN (0, 1)),
    act TEXT NOT NULL CHECK (act IN ('dispose', 'undo')),
    answers INTEGER NOT NULL,
    undoes INTEGER NOT NULL,
    stands INTEGER NOT NULL,
    disposition TEXT NOT NULL,
    reason TEXT NOT NULL,
    note TEXT NOT NULL,
    who TEXT NOT NULL CHECK (who <> ''),
    said_us INTEGER NOT NULL,
    previous_sha256 TEXT NOT NULL,
    sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
    UNIQUE (part_id, answers),
    CHECK (
        act = 'dispose' AND undoes = 0 AND stands = number AND CASE outcome WHEN 1
            THEN disposition IN ('good', 'escape', 'uncertain')
            ELSE disposition IN ('true-defect', 'overkill', 'uncertain') END
        OR act = 'undo' AND undoes > 0 AND stands < undoes AND disposition = ''
    )
) STRICT;

CREATE INDEX dispositions_by_part ON dispositions (part_id, number);
CREATE INDEX dispositions_by_moment ON dispositions (inspected_us);

CREATE TRIGGER dispositions_never_change BEFORE UPDATE ON dispositions
BEGIN SELECT RAISE(ABORT, 'an entry is never changed, a further one answers it'); END;

CREATE TRIGGER dispositions_never_go BEFORE DELETE ON dispositions
BEGIN SELECT RAISE(ABORT, 'an entry is never taken away, a further one undoes it'); END;

CREATE TRIGGER dispositions_follow BEFORE INSERT ON dispositions
WHEN NEW.number <> 1 + coalesce((SELECT max(number) FROM dispositions), 0)
    OR NEW.previous_sha256 <> coalesce(
        (SELECT sha256 FROM dispositions ORDER BY number DESC LIMIT 1),
        '0000000000000000000000000000000000000000000000000000000000000000')
    OR NEW.answers <> coalesce((SELECT max(number) FROM dispositions WHERE part_id = NEW.part_id), 0)
BEGIN SELECT RAISE(ABORT, 'an entry follows the last one and answers to the newest of its part'); END;
"""

# "INSD" in ASCII.
DISPOSITIONS = Schema(0x494E5344, (_FIRST,))
