"""The grid's geometry: everything visible once, nothing overlapping, found where it lies."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from albumen_desktop.grid.groups import Grouping, group_starts
from albumen_desktop.grid.layout import GridLayout, Metrics, Rect, Style


@st.composite
def layouts(draw: st.DrawFn) -> GridLayout:
    aspects = draw(st.lists(st.floats(0.0625, 20, width=32, allow_subnormal=False), max_size=80))
    count = len(aspects)
    cuts = draw(st.sets(st.integers(1, max(count - 1, 1)), max_size=8)) if count > 1 else set()
    starts = np.array([0, *sorted(cuts)] if count else [], dtype=np.int64)
    metrics = Metrics(
        width=draw(st.integers(40, 2000)),
        cell=draw(st.integers(40, 420)),
        gap=draw(st.integers(0, 16)),
        caption=draw(st.integers(0, 60)),
        header=draw(st.sampled_from([0, 40])),
    )
    style = draw(st.sampled_from(list(Style)))
    return GridLayout(np.array(aspects, np.float32), starts, metrics, style)


@given(layouts())
def test_cells_lie_inside_the_content_and_do_not_overlap(layout: GridLayout) -> None:
    rects = [layout.rect(item) for item in range(layout.count)]
    for rect in rects:
        assert rect.width > 0
        assert rect.height > 0
        assert rect.x >= layout.metrics.margin
        assert rect.y >= layout.metrics.margin
        assert rect.x + rect.width <= max(layout.metrics.width - layout.metrics.margin, 17)
        assert rect.y + rect.height <= layout.height
    for before, after in itertools.pairwise(rects):
        same_row = after.y == before.y
        assert (
            after.x >= before.x + before.width if same_row else after.y >= before.y + before.height
        )


@given(layouts())
def test_visible_ranges_tile_the_list(layout: GridLayout) -> None:
    assert list(layout.visible(0, layout.height)) == list(range(layout.count))
    seen: list[int] = []
    for top in range(0, layout.height, 97):
        for item in layout.visible(top, top + 97):
            if item not in seen:
                seen.append(item)
    assert seen == list(range(layout.count))


def row_of(layout: GridLayout, item: int) -> tuple[int, int]:
    """First and last item of an item's row."""
    y = layout.rect(item).y
    row = layout.visible(y, y + 1)
    return row.start, row.stop - 1


@given(layouts(), st.data())
def test_an_item_is_found_where_it_lies(layout: GridLayout, data: st.DataObject) -> None:
    if not layout.count:
        assert layout.at(5, 5) is None
        assert layout.near(0) is None
        return
    item = data.draw(st.integers(0, layout.count - 1))
    x, y, width, height = layout.rect(item)
    assert layout.at(x, y) == item
    assert layout.at(x + width - 1, y + height - 1) == item
    assert item in layout.touching(Rect(x, y, 1, 1))
    assert layout.touching(Rect(x, y, width, height)).tolist() == [item]
    assert layout.near(y) == row_of(layout, item)[0]


@given(layouts(), st.data())
def test_going_up_and_down_changes_the_row_by_one(layout: GridLayout, data: st.DataObject) -> None:
    if not layout.count:
        return
    item = data.draw(st.integers(0, layout.count - 1))
    first, last = row_of(layout, item)
    assert first <= item <= last
    below, above = layout.below(item), layout.above(item)
    assert below == item if last == layout.count - 1 else row_of(layout, below)[0] == last + 1
    assert above == item if first == 0 else row_of(layout, above)[1] == first - 1


@given(layouts())
def test_each_group_begins_a_row_under_its_header(layout: GridLayout) -> None:
    if not layout.count or not layout.metrics.header:
        assert layout.sticky_header(0) is None
        return
    headers = layout.headers(0, layout.height)
    for header in headers:
        first = layout.group_items(header.group).start
        assert row_of(layout, first)[0] == first
        assert layout.rect(first).y == header.y + layout.metrics.header
        assert layout.group_of(first) == header.group
    covered = [item for header in headers for item in layout.group_items(header.group)]
    assert covered == list(range(layout.count))


@given(layouts(), st.integers(0, 20_000))
def test_the_sticky_header_is_pushed_out_by_the_next(layout: GridLayout, top: int) -> None:
    sticky = layout.sticky_header(top)
    if sticky is None:
        return
    assert top - layout.metrics.header <= sticky.y <= top
    following = [header for header in layout.headers(0, layout.height)
                 if header.group == sticky.group + 1]  # fmt: skip
    assert all(header.y >= sticky.y + layout.metrics.header for header in following)


def test_justified_rows_fill_the_width_and_keep_near_the_wished_height() -> None:
    rng = np.random.default_rng(3)
    aspects = rng.choice([0.667, 0.75, 1.0, 1.333, 1.5], 500).astype(np.float32)
    metrics = Metrics(width=1200, cell=200)
    layout = GridLayout(aspects, np.zeros(1, np.int64), metrics, Style.JUSTIFIED)
    item = 0
    while True:
        first, last = row_of(layout, item)
        if last == layout.count - 1:
            break
        end = layout.rect(last)
        assert abs(end.x + end.width - (1200 - metrics.margin)) <= 1
        assert 130 <= layout.picture_rect(first).height <= 270
        item = last + 1


def test_a_hundred_thousand_squares_are_found_by_bisection() -> None:
    aspects = np.ones(100_000, np.float32)
    layout = GridLayout(aspects, np.zeros(1, np.int64), Metrics(width=1200), Style.SQUARE)
    x, y, _, _ = layout.rect(99_999)
    assert layout.at(x, y) == 99_999
    assert layout.height < 2**31


def test_dates_are_cut_by_local_time() -> None:
    day = 86_400
    taken = np.array([100 * day + day - 1, 100 * day, 99 * day + 5, 60 * day], np.int64)
    assert group_starts(taken, Grouping.DAY).tolist() == [0, 2, 3]
    assert group_starts(taken, Grouping.MONTH).tolist() == [0, 3]
    assert group_starts(taken, Grouping.YEAR).tolist() == [0]
    assert group_starts(taken, Grouping.NONE).tolist() == [0]


@pytest.mark.parametrize("grouping", list(Grouping))
def test_no_photos_make_no_group(grouping: Grouping) -> None:
    assert not len(group_starts(np.zeros(0, np.int64), grouping))
