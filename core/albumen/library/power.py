"""Where the computer takes its power from."""

from __future__ import annotations

import ctypes
import logging
import subprocess
import sys
from enum import Enum
from pathlib import Path

_LOG = logging.getLogger(__name__)

_SUPPLIES = Path("/sys/class/power_supply")
_PMSET_SECONDS = 5.0


class Power(Enum):
    """`NO_BATTERY` also stands for a system that does not tell."""

    NO_BATTERY = "no battery"
    MAINS = "mains"
    BATTERY = "battery"


def read_power() -> Power:
    """Ask the operating system; takes milliseconds, so do it now and then only."""
    if sys.platform == "win32":
        return _windows()
    if sys.platform == "darwin":
        return _macos()
    return from_supplies(_SUPPLIES)


def from_supplies(folder: Path) -> Power:
    """Read Linux's list of power supplies (Documentation/ABI/testing/sysfs-class-power).

    Batteries of a mouse or a keyboard have the scope "Device" and do not count.
    """
    try:
        supplies = sorted(folder.iterdir())
    except OSError:
        return Power.NO_BATTERY
    states = [
        _value(supply, "status")
        for supply in supplies
        if _value(supply, "type") == "Battery" and _value(supply, "scope") != "Device"
    ]
    plugged = any(_value(supply, "online") == "1" for supply in supplies)
    if not states:
        return Power.NO_BATTERY
    return Power.BATTERY if "Discharging" in states and not plugged else Power.MAINS


def _value(supply: Path, name: str) -> str:
    try:
        return (supply / name).read_text("ascii", "replace").strip()
    except OSError:
        # Not every supply says everything, and some fail to answer for a moment.
        return ""


class _SystemPowerStatus(ctypes.Structure):
    """SYSTEM_POWER_STATUS of the Windows API."""

    _fields_ = (
        ("line", ctypes.c_ubyte),
        ("battery", ctypes.c_ubyte),
        ("percent", ctypes.c_ubyte),
        ("saver", ctypes.c_ubyte),
        ("seconds_left", ctypes.c_uint32),
        ("seconds_full", ctypes.c_uint32),
    )


def _windows() -> Power:
    status = _SystemPowerStatus()
    if not ctypes.windll.kernel32.GetSystemPowerStatus(  # type: ignore[attr-defined]  # on Windows
        ctypes.byref(status)
    ):
        return Power.NO_BATTERY
    return from_status(status.line, status.battery)


def from_status(line: int, battery: int) -> Power:
    """Read ACLineStatus (0: offline) and BatteryFlag (128: none, 255: unknown) of Windows."""
    if battery in {128, 255}:
        return Power.NO_BATTERY
    return Power.BATTERY if line == 0 else Power.MAINS


def _macos() -> Power:
    try:
        told = subprocess.run(
            ["pmset", "-g", "batt"],
            capture_output=True,
            text=True,
            timeout=_PMSET_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        _LOG.info("pmset does not tell about power: %s", error)
        return Power.NO_BATTERY
    return from_pmset(told.stdout)


def from_pmset(text: str) -> Power:
    """Read what `pmset -g batt` prints."""
    if "InternalBattery" not in text:
        return Power.NO_BATTERY
    return Power.BATTERY if "'Battery Power'" in text.partition("\n")[0] else Power.MAINS
