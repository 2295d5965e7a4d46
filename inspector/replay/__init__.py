"""Parts of the archive judged again: with the revision that judged them, and with one that may follow."""
