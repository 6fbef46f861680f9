import pytest
from hypothesis import given
from hypothesis import strategies as st

from albumen.jobs.progress import WINDOW_S, RateMeter


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_the_rate_is_unknown_before_there_is_something_to_tell(clock):
    meter = RateMeter(clock)
    assert meter.rate() is None
    meter.begin()
    assert meter.rate() is None
    meter.add(500)
    clock.now += 0.5
    assert meter.rate() is None
    clock.now += 0.5
    assert meter.rate() == 500.0


def test_the_rate_is_of_the_last_moments(clock):
    meter = RateMeter(clock)
    meter.begin()
    for _ in range(100):
        clock.now += 1
        meter.add(2)
    assert meter.rate() == pytest.approx(2.0, rel=0.06)
    for _ in range(int(WINDOW_S) + 1):
        clock.now += 1
        meter.add(10)
    assert meter.rate() == pytest.approx(10.0, rel=0.06)
    assert meter.done == 200 + 10 * (int(WINDOW_S) + 1)


def test_a_stall_lowers_the_rate_until_it_is_unknown(clock):
    meter = RateMeter(clock)
    meter.begin()
    clock.now += 10
    meter.add(100)
    assert meter.rate() == 10.0
    clock.now += 5
    assert meter.rate() == pytest.approx(100 / 15)
    clock.now += WINDOW_S
    assert meter.rate() is None


def test_rest_is_no_part_of_the_rate_and_a_long_one_begins_anew(clock):
    meter = RateMeter(clock)
    meter.begin()
    clock.now += 10
    meter.add(100)
    meter.rest()
    assert meter.rate() is None
    clock.now += 3
    meter.begin()
    clock.now += 2
    meter.add(10)
    assert meter.rate() == 5.0
    assert meter.done == 110
    meter.rest()
    clock.now += 60
    meter.begin()
    assert meter.done == 0


@given(st.lists(st.tuples(st.floats(0.01, 60.0), st.integers(0, 1000)), max_size=40))
def test_the_rate_never_exceeds_what_was_done_in_the_window(steps):
    clock = Clock()
    meter = RateMeter(clock)
    meter.begin()
    for seconds, jobs in steps:
        clock.now += seconds
        meter.add(jobs)
    rate = meter.rate()
    assert meter.done == sum(jobs for _, jobs in steps)
    assert rate is None or 0 < rate <= meter.done
