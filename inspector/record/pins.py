"""Pinned images: retention leaves them alone until a person lets go of them."""

from pathlib import Path

from inspector.errors import StoreError
from inspector.record.connection import RECORD_FILE, open_to_write, told_as_store_errors
from inspector.record.removal_lock import removal_held

_PIN = "UPDATE images SET pinned = ? WHERE part_id = ? AND state IN ('waiting', 'kept')"


def pin(data: Path, part_id: str, why: str) -> None:
    """Keep the images of a part whatever room there is; `why` is shown with the part.

    Parameters
    ----------
    data
        The folder of the record.
    part_id
        Whose images.
    why
        One line for people; empty lets go of the images again.

    Raises
    ------
    StoreError
        There is no record, or no image of that part to keep.
    """
    path = data / RECORD_FILE
    if not path.exists():
        raise StoreError(f"pin part {part_id}", f"there is no record in {data}", "check the folder of the data")
    db = open_to_write(path, durable=True)
    try:
        # What is pinned stays: not even a step of the removal that has begun takes it.
        with told_as_store_errors(f"pin part {part_id}", path), removal_held(data):
            pinned = db.execute(_PIN, (why, part_id)).rowcount
    finally:
        db.close()
    if not pinned:
        raise StoreError(f"pin part {part_id}", "no image of it is kept", "see on its page in the dashboard why not")
