"""Random work on files, reconciled in every way, against a model of what has to come out."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

if TYPE_CHECKING:
    from collections.abc import Callable

ROOTS = ("r1", "r2")
PLACES = [
    f"{root}/{folder}{name}.jpg" for root in ROOTS for folder in ("", "p/", "q/") for name in "ab"
]
FOLDERS = [f"{root}/{folder}" for root in ROOTS for folder in ("p", "q", "s")]


@dataclass(eq=False)
class Thing:
    """A photo file as a person thinks of it, whatever its path.

    Attributes:
        base: Where it was at the last reconciling; None if it is new since.
        edited: Its file is another one, or has other content, since then.
        copied: There is another file with its content since then.
        notes: What was entered for it.

    """

    base: str | None = None
    edited: bool = False
    copied: bool = False
    notes: set[str] = field(default_factory=set)


class Model(RuleBasedStateMachine):
    open_catalog: Callable[[Path], object]

    def __init__(self) -> None:
        super().__init__()
        self.scratch = TemporaryDirectory()
        self.home = Path(self.scratch.name).resolve()
        self.catalog = self.open_catalog(self.home / "library")
        self.live: dict[str, Thing] = {}
        self.touched: set[str] = set()
        self.away: set[str] = set()
        self.notes: set[str] = set()
        self.numbers = count()
        for root in ROOTS:
            # Without it a root that loses its last photo would be frozen.
            self._write(f"{root}/anchor.jpg", Thing())
            for place in PLACES[::2]:
                if place.startswith(root):
                    self._write(place, Thing())
            self.catalog.add(self.home / root)
        self._take_over()
        for place in PLACES[::4]:
            self.describe_at(place)

    def teardown(self) -> None:
        self.catalog.database.close()
        self.scratch.cleanup()

    # --- helpers ----------------------------------------------------------------------------

    def _path(self, place: str) -> Path:
        return self.home / place

    def _usable(self, *places: str) -> bool:
        return not any(place.split("/")[0] in self.away for place in places)

    def _write(self, place: str, thing: Thing) -> None:
        path = self._path(place)
        path.parent.mkdir(parents=True, exist_ok=True)
        number = next(self.numbers)
        path.write_bytes(b"%d" % number * (1 + number % 3))
        self.live[place] = thing
        self.touched.add(place)

    def _move(self, source: str, target: str) -> None:
        path = self._path(target)
        path.parent.mkdir(parents=True, exist_ok=True)
        self._path(source).replace(path)
        self.live[target] = self.live.pop(source)
        self.touched |= {source, target}

    def _rows(self) -> dict[str, object]:
        return {
            Path(path).relative_to(self.home).as_posix(): row
            for path, row in self.catalog.rows().items()
        }

    def _take_over(self) -> None:
        rows = self._rows()
        for place, thing in self.live.items():
            thing.base, thing.edited, thing.copied = place, False, False
            thing.notes = set(rows[place].notes)
        self.touched.clear()

    # --- what people and programs do -------------------------------------------------------

    @rule(place=st.sampled_from(PLACES))
    def create_or_edit(self, place: str) -> None:
        if self._usable(place):
            thing = self.live.get(place, Thing())
            thing.edited = True
            self._write(place, thing)

    @rule(place=st.sampled_from(PLACES))
    def save_by_replacing(self, place: str) -> None:
        if self._usable(place) and place in self.live:
            path = self._path(place)
            fresh = path.with_name(".saving")
            fresh.write_bytes(b"saved %d" % next(self.numbers))
            fresh.replace(path)
            self.live[place].edited = True
            self.touched.add(place)

    @rule(place=st.sampled_from(PLACES))
    def delete(self, place: str) -> None:
        if self._usable(place) and place in self.live:
            self._path(place).unlink()
            del self.live[place]
            self.touched.add(place)

    @rule(source=st.sampled_from(PLACES), goal=st.sampled_from(PLACES))
    def move(self, source: str, goal: str) -> None:
        if self._usable(source, goal) and source in self.live and source != goal:
            self._move(source, goal)

    @rule(source=st.sampled_from(PLACES), goal=st.sampled_from(PLACES))
    def copy(self, source: str, goal: str) -> None:
        if self._usable(source, goal) and source in self.live and goal not in self.live:
            self._path(goal).parent.mkdir(exist_ok=True)
            shutil.copy2(self._path(source), self._path(goal))
            self.live[goal] = Thing(edited=True)
            self.live[source].copied = True
            self.touched.add(goal)

    @rule(one=st.sampled_from(PLACES), other=st.sampled_from(PLACES))
    def swap(self, one: str, other: str) -> None:
        if self._usable(one, other) and {one, other} <= self.live.keys() and one != other:
            self._move(one, f"{one}.swap")
            self._move(other, one)
            self._move(f"{one}.swap", other)
            self.touched.discard(f"{one}.swap")

    @rule(source=st.sampled_from(FOLDERS), goal=st.sampled_from(FOLDERS))
    def rename_folder(self, source: str, goal: str) -> None:
        if not self._usable(source, goal) or not self._path(source).is_dir():
            return
        if self._path(goal).exists():
            return
        self._path(source).rename(self._path(goal))
        for place in [place for place in self.live if place.startswith(f"{source}/")]:
            self.live[goal + place[len(source) :]] = self.live.pop(place)
        self.touched |= {source, goal}

    @rule(place=st.sampled_from(PLACES))
    def describe(self, place: str) -> None:
        self.describe_at(place)

    def describe_at(self, place: str) -> None:
        thing = self.live.get(place)
        if thing is None or thing.edited or thing.base != place or place in self.touched:
            return
        if self._rows()[place].present:
            note = f"note {len(self.notes)}"
            self.catalog.describe(self._path(place), note)
            self.notes.add(note)
            thing.notes.add(note)

    # --- drives -----------------------------------------------------------------------------

    @precondition(lambda self: not self.touched)
    @rule(root=st.sampled_from(ROOTS), in_full=st.booleans())
    def unplug(self, root: str, in_full: bool) -> None:
        if not self._usable(root):
            return
        before = self._rows()
        self._path(root).rename(self._path(f"{root}.away"))
        self.away.add(root)
        if in_full:
            outcome = self.catalog.scan()
        else:
            outcome = self.catalog.look(*(self._path(p) for p in self.live if p.startswith(root)))
        assert outcome.roots_changed
        assert self._rows() == before

    @rule(root=st.sampled_from(ROOTS), in_full=st.booleans())
    def plug_in(self, root: str, in_full: bool) -> None:
        if root in self.away and not self.touched:
            before = self._rows()
            self._path(f"{root}.away").rename(self._path(root))
            self.away.discard(root)
            if in_full:
                self.catalog.scan()
            else:
                self.catalog.look(self._path(f"{root}/anchor.jpg"))
            assert self._rows() == before

    # --- reconciling ------------------------------------------------------------------------

    @rule()
    def reconcile_in_full(self) -> None:
        self.catalog.scan()
        self._check(lambda base, now: base.split("/")[0] == now.split("/")[0])

    @rule()
    def reconcile_all_hints_at_once(self) -> None:
        self.catalog.look(*(self._path(place) for place in self.touched))
        self._check(lambda _base, _now: True)

    @rule(data=st.data())
    def reconcile_hints_one_by_one(self, data: st.DataObject) -> None:
        for place in data.draw(st.permutations(sorted(self.touched))):
            self.catalog.look(self._path(place))
        self._check(lambda _base, _now: False)

    def _check(self, is_seen_together: Callable[[str, str], bool]) -> None:
        rows = self._rows()
        assert {place for place, row in rows.items() if row.present} == set(self.live)
        for place, thing in self.live.items():
            if thing.base is None:
                continue
            # Old and new path are weighed together, or the old one tells nothing wrong by itself.
            # A copy that is seen before the file it was made of may pass for that one, moved.
            is_alone = thing.base not in self.live and not thing.copied
            is_plain = is_alone or is_seen_together(thing.base, place)
            if place == thing.base or (is_plain and not thing.edited):
                assert thing.notes <= set(rows[place].notes), (place, thing)
        self._take_over()
        again = self.catalog.scan()
        assert not again, again

    @invariant()
    def nothing_entered_vanishes(self) -> None:
        if hasattr(self, "catalog"):
            found = [note for row in self._rows().values() for note in row.notes]
            assert sorted(found) == sorted(self.notes)


def test_random_work_on_files(open_catalog: Callable) -> None:
    class Machine(Model):
        pass

    Machine.open_catalog = staticmethod(open_catalog)
    examples = int(os.environ.get("ALBUMEN_MODEL_EXAMPLES", "10"))
    run_state_machine_as_test(
        Machine, settings=settings(max_examples=examples, stateful_step_count=25)
    )
