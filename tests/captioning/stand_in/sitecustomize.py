"""Puts a captioner without torch into a worker process, to test the process and not the model.

Python imports a module of this name by itself when its folder is on PYTHONPATH. What the
captioner does with a file is in the file's name.
"""

from __future__ import annotations

import os
import sys
import threading
import types
from collections import deque
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from albumen.captioning.errors import DeviceError
from albumen.captioning.results import CaptionResult, Word

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

_AHEAD = 3


@dataclass
class FileCaption:
    index: int
    path: str
    result: CaptionResult | None
    error: str = ""


class Captioner:
    device = "abacus"
    dtype = "torch.beads"
    config = types.SimpleNamespace(name="stand-in", weights_hash="0" * 64)

    def __init__(self, options: dict[str, Any]) -> None:
        self.options = options

    @classmethod
    def load(cls, _directory: Path, options: dict[str, Any]) -> Captioner:
        if options["device"] == "crash":
            os._exit(66)
        if options["device"] == "slow":
            threading.Event().wait()
        return cls(options)

    def caption_files(
        self, paths: Sequence[str], *, stop: threading.Event, on_begin: Callable[[int], None]
    ) -> Iterator[FileCaption]:
        ahead: deque[int] = deque()
        for index in range(len(paths) + _AHEAD):
            if index < len(paths):
                on_begin(index)
                ahead.append(index)
            if index >= _AHEAD and not stop.is_set():
                done = ahead.popleft()
                yield self._caption(done, paths[done])

    def _caption(self, index: int, path: str) -> FileCaption:
        name = Path(path).name
        if "crash" in name:
            os._exit(66)
        if "hang" in name:
            threading.Event().wait()
        if "unwell" in name:
            raise DeviceError("The abacus is broken.", way_out="Mend it.")
        if "noisy" in name:
            os.write(1, b"printed by a library")
        if "broken" in name:
            return FileCaption(index, path, None, "The file is broken.")
        return FileCaption(index, path, CaptionResult(name, 0.5, (Word(name, -1.0),)))


_module = types.ModuleType("albumen.captioning.captioner")
_module.Captioner = Captioner  # type: ignore[attr-defined]  # a module made by hand
_module.CaptionerOptions = dict  # type: ignore[attr-defined]  # a module made by hand
sys.modules[_module.__name__] = _module
