"""Writing files so that they are either the old or the new one, never half of each."""

from __future__ import annotations

import os
import secrets
import shutil
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def replace_file(path: Path, *, newline: str | None = "\n") -> Iterator[TextIO]:
    """Write a text file (UTF-8) that takes the place of `path` when the block ends well.

    A link is followed, so that what it points to is replaced. Undecodable bytes of file names
    are written as the bytes they were.

    Raises:
        OSError: It cannot be written; the old file is untouched.

    """
    target = Path(os.path.realpath(path))
    draft = target.with_name(f".{target.name[:100]}.{secrets.token_hex(4)}.part")
    try:
        with draft.open("x", encoding="utf-8", errors="surrogateescape", newline=newline) as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        # The new file keeps who may read it.
        with suppress(OSError):
            shutil.copymode(target, draft)
        draft.replace(target)
    except BaseException:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
        raise
