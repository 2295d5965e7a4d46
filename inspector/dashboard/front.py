"""What stands between browsers and the pages."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Front:
    """What stands between browsers and the pages; by default nothing: plain http, and nobody's word for an address.

    Parameters
    ----------
    certificate, key
        PEM files with which https is spoken; None for http.
    proxy
        IP address of a reverse proxy whose word is taken for who asks, and whether by https; "" for none.
    """

    certificate: Path | None = None
    key: Path | None = None
    proxy: str = ""
