"""Starting at login, in each system's own way; only what Albumen wrote is changed or removed."""

from __future__ import annotations

import configparser
import os
import plistlib
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol
from xml.parsers.expat import ExpatError

from PySide6.QtCore import QCoreApplication, QSaveFile, QSettings

from albumen.errors import KnownError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

SECTION = "Desktop Entry"
OURS = "X-Albumen"
LABEL = "org.albumen.Albumen"
RUN_KEY = r"HKEY_CURRENT_USER\Software\Microsoft\Windows\CurrentVersion\Run"
RUN_VALUE = "Albumen"

translate = QCoreApplication.translate


class LoginStartRefused(KnownError):
    """Starting at login cannot be read or changed."""


class LoginStart(Protocol):
    """Whether Albumen starts when its user logs in; each method raises `LoginStartRefused`."""

    def enabled(self) -> bool:
        """Whether it starts."""

    def enable(self, command: Sequence[str]) -> None:
        """Start with this command from now on."""

    def disable(self) -> None:
        """Start no more."""


class DesktopEntry:
    """An entry in the autostart folder of a freedesktop.org desktop."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "albumen.desktop"

    def enabled(self) -> bool:
        """Whether there is an entry that the desktop has not switched off."""
        entry = self._read()
        if entry is None:
            return False
        hidden = entry.get("Hidden", "false").lower() == "true"
        return not hidden and entry.get("X-GNOME-Autostart-enabled", "true").lower() != "false"

    def enable(self, command: Sequence[str]) -> None:
        """Write the entry."""
        self._read()
        lines = [
            f"[{SECTION}]",
            "Type=Application",
            "Name=Albumen",
            f"Exec={exec_line(command)}",
            "Icon=albumen",
            "Terminal=false",
            f"{OURS}=true",
        ]
        _write(self.path, "\n".join([*lines, ""]).encode())

    def disable(self) -> None:
        """Delete the entry."""
        if self._read() is not None:
            _delete(self.path)

    def _read(self) -> Mapping[str, str] | None:
        data = _content(self.path)
        if data is None:
            return None
        parser = configparser.RawConfigParser(delimiters=("=",), comment_prefixes=("#",))
        parser.optionxform = str  # type: ignore[assignment, method-assign]  # keys have capitals
        try:
            parser.read_string(data.decode())
        except (configparser.Error, UnicodeDecodeError) as error:
            raise _broken(self.path) from error
        if not parser.has_section(SECTION):
            raise _broken(self.path)
        if not parser.has_option(SECTION, OURS):
            raise _foreign(str(self.path))
        return parser[SECTION]


class LaunchAgent:
    """A property list that launchd reads at login (macOS)."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / f"{LABEL}.plist"

    def enabled(self) -> bool:
        """Whether there is a list that is not switched off."""
        agent = self._read()
        return agent is not None and bool(agent.get("RunAtLoad")) and not agent.get("Disabled")

    def enable(self, command: Sequence[str]) -> None:
        """Write the list."""
        self._read()
        agent = {
            "Label": LABEL,
            "ProgramArguments": list(command),
            "RunAtLoad": True,
            "ProcessType": "Interactive",
        }
        _write(self.path, plistlib.dumps(agent))

    def disable(self) -> None:
        """Delete the list."""
        if self._read() is not None:
            _delete(self.path)

    def _read(self) -> dict[str, Any] | None:
        data = _content(self.path)
        if data is None:
            return None
        try:
            agent = plistlib.loads(data)
        except (plistlib.InvalidFileException, ExpatError, ValueError, KeyError) as error:
            raise _broken(self.path) from error
        if not isinstance(agent, dict):
            raise _broken(self.path)
        if agent.get("Label") != LABEL:
            raise _foreign(str(self.path))
        return agent


class RunKey:
    """A value of the registry key that Windows carries out at login."""

    def __init__(self, place: str, form: QSettings.Format) -> None:
        self._place = place
        self._form = form

    def enabled(self) -> bool:
        """Whether there is a value."""
        return bool(self._read(self._open()))

    def enable(self, command: Sequence[str]) -> None:
        """Write the value."""
        settings = self._open()
        self._read(settings)
        settings.setValue(RUN_VALUE, subprocess.list2cmdline(command))
        _sync(settings)

    def disable(self) -> None:
        """Delete the value."""
        settings = self._open()
        if self._read(settings):
            settings.remove(RUN_VALUE)
            _sync(settings)

    def _open(self) -> QSettings:
        # Each time anew: it belongs to the thread that made it.
        return QSettings(self._place, self._form)

    @staticmethod
    def _read(settings: QSettings) -> str:
        value = settings.value(RUN_VALUE, "")
        if value and (not isinstance(value, str) or "albumen" not in value.lower()):
            raise _foreign(f"{settings.fileName()}\\{RUN_VALUE}")
        return str(value)


def login_start(
    platform: str = sys.platform,
    home: Path | None = None,
    environment: Mapping[str, str] = os.environ,
) -> LoginStart:
    """The way of this system."""
    home = home if home is not None else Path.home()
    if platform == "win32":
        return RunKey(RUN_KEY, QSettings.Format.NativeFormat)
    if platform == "darwin":
        return LaunchAgent(home / "Library" / "LaunchAgents")
    named = Path(environment.get("XDG_CONFIG_HOME", ""))
    # The specification says that a path that is not absolute counts as none.
    return DesktopEntry((named if named.is_absolute() else home / ".config") / "autostart")


def login_command(library_directory: Path, python: Path | None = None) -> list[str]:
    """How to start hidden in the tray, on this library."""
    python = python if python is not None else Path(sys.executable)
    windowed = python.with_name("pythonw.exe")
    if python.name.lower() == "python.exe" and windowed.exists():
        # The other one opens a console.
        python = windowed
    library = str(library_directory.absolute())
    return [str(python), "-m", "albumen.cli", "--library", library, "gui", "--tray"]


def exec_line(command: Sequence[str]) -> str:
    """A command as the value of `Exec`, quoted as the Desktop Entry Specification asks for."""
    quoted = []
    for argument in command:
        text = argument
        for character in '\\"`$':
            text = text.replace(character, f"\\{character}")
        quoted.append(f'"{text}"')
    line = " ".join(quoted).replace("%", "%%")
    # The general rule for strings comes on top of that for arguments.
    return line.replace("\\", "\\\\").replace("\n", "\\n").replace("\t", "\\t").replace("\r", "\\r")


def _sync(settings: QSettings) -> None:
    settings.sync()
    if settings.status() is not QSettings.Status.NoError:
        raise LoginStartRefused(
            translate("LoginStart", "{path} cannot be written.").format(path=settings.fileName()),
            way_out=translate("LoginStart", "Check that you may write there."),
        )


def _content(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise LoginStartRefused(
            translate("LoginStart", "{path} cannot be read ({reason}).").format(
                path=path, reason=error.strerror
            ),
            way_out=translate("LoginStart", "Check who may read it."),
        ) from error


def _write(path: Path, data: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _unwritable(path, str(error.strerror)) from error
    file = QSaveFile(str(path))
    written = file.open(QSaveFile.OpenModeFlag.WriteOnly) and file.write(data) == len(data)
    if not written or not file.commit():
        raise _unwritable(path, file.errorString())


def _delete(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise _unwritable(path, str(error.strerror)) from error


def _unwritable(path: Path, reason: str) -> LoginStartRefused:
    return LoginStartRefused(
        translate("LoginStart", "{path} cannot be changed ({reason}).").format(
            path=path, reason=reason
        ),
        way_out=translate("LoginStart", "Check that you may write there."),
    )


def _broken(path: Path) -> LoginStartRefused:
    return LoginStartRefused(
        translate("LoginStart", "{path} is damaged.").format(path=path),
        way_out=translate("LoginStart", "Delete it and try again."),
    )


def _foreign(place: str) -> LoginStartRefused:
    return LoginStartRefused(
        translate("LoginStart", "{path} was not written by Albumen and is left alone.").format(
            path=place
        ),
        way_out=translate("LoginStart", "Delete it yourself if you do not need it."),
    )
