from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from albumen.catalog.debounce import (
    EMPTY_SECONDS,
    GATHER_SECONDS,
    SETTLE_SECONDS,
    Debouncer,
    Reading,
)


class Disk:
    """Files by path, as the debouncer reads them."""

    def __init__(self) -> None:
        self.files: dict[str, Reading] = {}
        self.debouncer = Debouncer(self.files.get)

    def run(self, start: float, until: float) -> dict[str, float]:
        """Let time pass; returns when each path was ready."""
        ready: dict[str, float] = {}
        now = start
        while (due := self.debouncer.next_due()) is not None and due <= until:
            now = max(now, due)
            ready |= dict.fromkeys(self.debouncer.take(now), now)
        return ready


@pytest.fixture
def disk() -> Disk:
    return Disk()


def test_closed_file_is_ready_at_once(disk: Disk) -> None:
    disk.files["a"] = (1, 1)
    disk.debouncer.note("a", 0.0, finished=False)
    disk.debouncer.note("a", 0.1, finished=True)
    assert disk.run(0.1, 10.0) == {"a": pytest.approx(0.1 + GATHER_SECONDS)}
    assert len(disk.debouncer) == 0


def test_growing_file_waits_for_two_equal_readings(disk: Disk) -> None:
    disk.debouncer.note("a", 0.0, finished=False)
    for step in range(1, 5):
        disk.files["a"] = (step, step)
        assert disk.run(0.0, step * SETTLE_SECONDS) == {}
    assert disk.run(0.0, 5 * SETTLE_SECONDS) == {"a": pytest.approx(5 * SETTLE_SECONDS)}


def test_vanished_file_is_at_rest(disk: Disk) -> None:
    disk.debouncer.note("a", 0.0, finished=False)
    assert disk.run(0.0, SETTLE_SECONDS) == {"a": SETTLE_SECONDS}


def test_file_seen_before_needs_one_more_reading(disk: Disk) -> None:
    disk.files["a"] = (5, 5)
    disk.debouncer.note("a", 0.0, finished=False, reading=(5, 5))
    assert disk.run(0.0, SETTLE_SECONDS) == {"a": SETTLE_SECONDS}


def test_empty_file_gets_time_to_be_filled(disk: Disk) -> None:
    disk.files["a"] = (0, 1)
    disk.debouncer.note("a", 0.0, finished=False)
    ready = disk.run(0.0, 60.0)
    assert EMPTY_SECONDS <= ready["a"] <= EMPTY_SECONDS + SETTLE_SECONDS


def test_reopened_file_is_not_finished_any_more(disk: Disk) -> None:
    disk.debouncer.note("a", 0.0, finished=True)
    disk.files["a"] = (1, 1)
    disk.debouncer.note("a", 0.01, finished=False)
    assert disk.run(0.01, 0.01 + SETTLE_SECONDS) == {}
    assert disk.run(0.0, 1.0)


def test_halves_of_a_move_come_together(disk: Disk) -> None:
    disk.files["b"] = (1, 1)
    disk.debouncer.note("a", 0.0, finished=True)
    disk.debouncer.note("b", 0.0, finished=True)
    assert disk.debouncer.take(GATHER_SECONDS) == {"a", "b"}


@given(
    st.lists(
        st.tuples(
            st.sampled_from("abc"),
            st.floats(0.0, 1.0),
            st.booleans(),
            st.one_of(st.none(), st.tuples(st.integers(0, 2), st.integers(0, 2))),
        ),
        max_size=40,
    )
)
def test_every_noted_path_is_ready_once_after_its_last_event(
    events: list[tuple[str, float, bool, Reading]],
) -> None:
    disk = Disk()
    now = 0.0
    ready: dict[str, float] = {}
    last: dict[str, float] = {}
    for path, pause, finished, state in events:
        ready |= disk.run(now, now + pause)
        now += pause
        disk.files[path] = state
        disk.debouncer.note(path, now, finished=finished)
        last[path] = now
        ready.pop(path, None)
    ready |= disk.run(now, now + 60.0)
    assert ready.keys() == last.keys()
    assert all(ready[path] > last[path] for path in last)
    assert len(disk.debouncer) == 0
    assert disk.debouncer.next_due() is None
