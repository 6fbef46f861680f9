"""METEOR 1.5 (Denkowski and Lavie, 2014) through pycocoevalcap and Java, where both are at hand."""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from albumen.errors import KnownError

if TYPE_CHECKING:
    from collections.abc import Sequence

_JAR: Final = "meteor-1.5.jar"
_MEMORY: Final = "-Xmx2G"


class MeteorUnavailable(KnownError):
    """METEOR cannot be computed here."""


@dataclass(frozen=True, slots=True)
class Meteor:
    """The programme that scores, in a process of its own for each set of captions.

    pycocoevalcap's own wrapper starts it inside its package, which may be write-protected, and
    leaves it running; only the archive it ships is used here.
    """

    java: str
    jar: Path

    @classmethod
    def find(cls) -> Meteor:
        """Look for Java and the archive.

        Raises:
            MeteorUnavailable: Says what is missing.

        """
        java = shutil.which("java")
        if java is None:
            raise MeteorUnavailable(
                "METEOR needs Java.", way_out="Install a Java runtime of version 8 or newer."
            )
        package = importlib.util.find_spec("pycocoevalcap")
        places = (package.submodule_search_locations or []) if package is not None else []
        for place in places:
            jar = Path(place) / "meteor" / _JAR
            if jar.is_file():
                return cls(java, jar)
        raise MeteorUnavailable(
            "METEOR needs pycocoevalcap.",
            way_out="Install Albumen with its `meteor` extra (104 MB).",
        )

    def score(
        self, hypotheses: Sequence[Sequence[str]], references: Sequence[Sequence[Sequence[str]]]
    ) -> float:
        """METEOR of tokenised captions against several references each, 0 to 1.

        Raises:
            MeteorUnavailable: The programme failed.

        """
        lines = [
            " ||| ".join(("SCORE", *map(_line, own), _line(hypothesis)))
            for hypothesis, own in zip(hypotheses, references, strict=True)
        ]
        statistics = self._ask(lines, len(lines))
        answer = self._ask(["EVAL ||| " + " ||| ".join(statistics)], len(lines) + 1)
        try:
            # One score for each caption, then that of all of them together.
            return float(answer[-1])
        except (IndexError, ValueError) as error:
            raise MeteorUnavailable(f"METEOR gave no score but {answer[-1:]}.") from error

    def _ask(self, lines: Sequence[str], expected: int) -> list[str]:
        command = [
            *(self.java, "-jar", _MEMORY, str(self.jar), "-", "-"),
            *("-stdio", "-l", "en", "-norm"),
        ]
        try:
            done = subprocess.run(
                command,
                input="\n".join(lines) + "\n",
                capture_output=True,
                encoding="utf-8",
                check=True,
            )
        except (OSError, subprocess.CalledProcessError) as error:
            told = getattr(error, "stderr", None) or str(error)
            raise MeteorUnavailable(f"METEOR failed: {told.strip()[-300:]}") from error
        answer = done.stdout.splitlines()
        if len(answer) != expected:
            raise MeteorUnavailable(
                f"METEOR answered {len(answer)} lines where {expected} were expected."
            )
        return answer


def _line(words: Sequence[str]) -> str:
    return " ".join(words).replace("|||", " ")
