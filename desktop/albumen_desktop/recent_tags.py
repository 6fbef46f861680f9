"""The tags that were used last, each with a number key that stays the same while it is in use."""

from __future__ import annotations

import json
from hashlib import blake2b
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from PySide6.QtCore import QSettings

KEYS = 9
MOST_REMEMBERED = 40


class RecentTags(QObject):
    """Remembers tags by library.

    A tag keeps its number until nine others have been used since, so that a hand that has learnt
    a key can rely on it: a new tag takes the number of the one that was not used for longest.

    Signals:
        changed: Another tag has a number.

    """

    changed = Signal()

    def __init__(self, settings: QSettings, library: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        digest = blake2b(str(library.absolute()).encode("utf-8", "surrogateescape"), digest_size=8)
        self._key = f"recent-tags/{digest.hexdigest()}"
        self._names, self._keys = self._read()

    @property
    def names(self) -> tuple[str, ...]:
        """The remembered tags, the one used last first."""
        return tuple(self._names)

    @property
    def keys(self) -> tuple[str, ...]:
        """The tags of the keys 1 to 9; "" for a key that has none yet."""
        return tuple(self._keys)

    def note(self, names: Sequence[str], present: Sequence[str] | None = None) -> None:
        """Note that tags were used, the last of `names` last.

        Tags that are not among `present`, if that is given, give their numbers away first.
        """
        before = tuple(self._keys)
        there = None if present is None else {name.casefold() for name in present}
        for name in names:
            folded = name.casefold()
            self._names = [name, *(one for one in self._names if one.casefold() != folded)]
            del self._names[MOST_REMEMBERED:]
            if folded not in {one.casefold() for one in self._keys}:
                self._keys[self._free_key(there)] = name
        self._settings.setValue(
            self._key, json.dumps({"names": self._names, "keys": self._keys}, ensure_ascii=False)
        )
        if tuple(self._keys) != before:
            self.changed.emit()

    def _free_key(self, there: set[str] | None) -> int:
        order = {name.casefold(): place for place, name in enumerate(self._names)}

        def age(number: int) -> tuple[int, int]:
            name = self._keys[number].casefold()
            if not name or (there is not None and name not in there):
                return (2 if not name else 1, -number)
            return (0, order.get(name, len(order)))

        return max(range(KEYS), key=age)

    def _read(self) -> tuple[list[str], list[str]]:
        """What was kept; a file that somebody else wrote counts as empty."""
        try:
            kept = json.loads(str(self._settings.value(self._key, "{}")))
            names = [str(name) for name in kept.get("names", [])][:MOST_REMEMBERED]
            keys = [str(name) for name in kept.get("keys", [])][:KEYS]
        except (ValueError, AttributeError, TypeError):
            names, keys = [], []
        return names, keys + [""] * (KEYS - len(keys))
