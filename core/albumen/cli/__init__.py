"""`albumen`: everything that the library can do, from the command line."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

INTERRUPTED = 1


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status: 0 all done, 1 some items failed, 2 unusable."""
    try:
        # Imported here, for Ctrl-C is orderly also while the programme still loads.
        from albumen.cli.program import run  # noqa: PLC0415 - see above

        return run(arguments)
    except KeyboardInterrupt:
        sys.stderr.write("albumen: stopped\n")
        return INTERRUPTED
