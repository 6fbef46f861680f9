"""When descriptions that nobody waits for may be made, and how power is read."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest

from albumen.library.conditions import Conditions, Hold, Measured
from albumen.library.power import Power, from_pmset, from_status, from_supplies
from albumen.settings import Settings


class Computer:
    """A computer whose clock, power and load a test sets."""

    def __init__(self) -> None:
        self.now = 0.0
        self.seen = Measured(Power.MAINS, 0.1)
        self.values: dict[str, Any] = {}
        self.changed = threading.Event()
        self.conditions = Conditions(
            lambda: Settings(self.values),
            self.changed.set,
            look=lambda: self.seen,
            clock=lambda: self.now,
        )

    def judge(self) -> Hold | None:
        self.conditions._held = self.conditions._judge()
        return self.conditions._held


def test_without_settings_nothing_is_held_up() -> None:
    computer = Computer()
    computer.seen = Measured(Power.BATTERY, 9.0)
    assert computer.judge() is None


def test_on_battery_only_when_allowed() -> None:
    computer = Computer()
    computer.values["caption.on_battery"] = False
    assert computer.judge() is None
    computer.seen = Measured(Power.BATTERY, 0.1)
    assert computer.judge() is Hold.POWER


def test_idle_is_rest_and_little_load() -> None:
    computer = Computer()
    computer.values["caption.when"] = "idle"
    assert computer.judge() is Hold.IDLE
    computer.now = 301.0
    computer.seen = Measured(Power.MAINS, 1.0)
    assert computer.judge() is Hold.IDLE
    computer.seen = Measured(Power.MAINS, 0.2)
    assert computer.judge() is None
    # The load of describing itself does not end it; that of something else does.
    computer.seen = Measured(Power.MAINS, 1.1)
    assert computer.judge() is None
    computer.seen = Measured(Power.MAINS, 2.0)
    assert computer.judge() is Hold.IDLE
    computer.seen = Measured(Power.MAINS, None)
    assert computer.judge() is None


def test_somebody_who_comes_ends_it_at_once() -> None:
    computer = Computer()
    computer.values["caption.when"] = "idle"
    computer.now = 1000.0
    computer.conditions.start()
    assert computer.conditions.held() is None
    computer.conditions.person_active()
    assert computer.changed.wait(30.0)
    assert computer.conditions.held() is Hold.IDLE
    computer.changed.clear()
    computer.values["caption.when"] = "never"
    computer.conditions.look_again()
    assert computer.changed.wait(30.0)
    assert computer.conditions.held() is Hold.ASKED
    computer.conditions.stop()


def supply(folder: Path, name: str, **values: str) -> None:
    (folder / name).mkdir()
    for key, value in values.items():
        (folder / name / key).write_text(f"{value}\n")


def test_linux_tells_power_by_supplies(tmp_path: Path) -> None:
    assert from_supplies(tmp_path / "none") is Power.NO_BATTERY
    supply(tmp_path, "mouse", type="Battery", scope="Device", status="Discharging")
    supply(tmp_path, "AC", type="Mains", online="0")
    assert from_supplies(tmp_path) is Power.NO_BATTERY
    supply(tmp_path, "BAT0", type="Battery", status="Discharging")
    assert from_supplies(tmp_path) is Power.BATTERY
    (tmp_path / "AC" / "online").write_text("1\n")
    assert from_supplies(tmp_path) is Power.MAINS


@pytest.mark.parametrize(
    ("line", "battery", "power"),
    [(0, 1, Power.BATTERY), (1, 8, Power.MAINS), (1, 128, Power.NO_BATTERY)],
)
def test_windows_tells_power_by_numbers(line: int, battery: int, power: Power) -> None:
    assert from_status(line, battery) is power


def test_macos_tells_power_in_words() -> None:
    battery = "Now drawing from 'Battery Power'\n -InternalBattery-0\t81%; discharging\n"
    assert from_pmset(battery) is Power.BATTERY
    assert from_pmset(battery.replace("Battery Power", "AC Power")) is Power.MAINS
    assert from_pmset("Now drawing from 'AC Power'\n") is Power.NO_BATTERY
