"""Starting at login, as each system does it, in folders and files of the tests."""

from __future__ import annotations

import plistlib
import string
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QSettings

from albumen_desktop.program.login_start import (
    DesktopEntry,
    LaunchAgent,
    LoginStart,
    LoginStartRefused,
    RunKey,
    exec_line,
    login_command,
    login_start,
)

COMMAND = ["/opt/py thon", "-m", "albumen.cli", "--library", '/home/a/100 % "mine" $x', "gui"]


def run_key(folder: Path) -> RunKey:
    return RunKey(str(folder / "run.ini"), QSettings.Format.IniFormat)


@pytest.fixture(params=["linux", "darwin", "win32"])
def start(request: pytest.FixtureRequest, tmp_path: Path) -> LoginStart:
    makers = {"linux": DesktopEntry, "darwin": LaunchAgent, "win32": run_key}
    made: LoginStart = makers[request.param](tmp_path / "new folder")
    return made


def test_it_is_switched_on_and_off(start: LoginStart, tmp_path: Path) -> None:
    assert not start.enabled()
    start.disable()
    start.enable(COMMAND)
    start.enable(COMMAND)
    assert start.enabled()
    start.disable()
    assert not start.enabled()
    left = [path for path in tmp_path.rglob("*") if path.is_file() and path.suffix != ".ini"]
    assert left == []


def parsed(value: str) -> list[str]:
    """A command line as the Desktop Entry Specification says that `Exec` is read."""
    escapes = {"s": " ", "n": "\n", "t": "\t", "r": "\r", "\\": "\\"}
    text, rest = "", iter(value)
    for one in rest:
        text += escapes[next(rest)] if one == "\\" else one
    found: list[str] = []
    characters = iter(text.replace("%%", "%"))
    for one in characters:
        if one == '"':
            argument = ""
            while (inner := next(characters)) != '"':
                argument += next(characters) if inner == "\\" else inner
            found.append(argument)
        else:
            assert one == " "
    return found


@given(st.lists(st.text(string.printable + "äß—%\\\"'`$"), min_size=1, max_size=5))
def test_a_command_comes_back_from_its_line(command: list[str]) -> None:
    line = exec_line(command)
    assert "\n" not in line
    assert parsed(line) == command


def test_the_entry_of_a_desktop(tmp_path: Path) -> None:
    start = DesktopEntry(tmp_path)
    start.enable(COMMAND)
    lines = start.path.read_text("utf-8").splitlines()
    assert lines[0] == "[Desktop Entry]"
    assert {"Type=Application", "Name=Albumen", "Terminal=false"} <= set(lines)
    executed = next(line for line in lines if line.startswith("Exec="))
    assert parsed(executed.removeprefix("Exec=")) == COMMAND


@pytest.mark.parametrize("line", ["Hidden=true", "X-GNOME-Autostart-enabled=false"])
def test_a_desktop_can_switch_its_entry_off(tmp_path: Path, line: str) -> None:
    start = DesktopEntry(tmp_path)
    start.enable(COMMAND)
    with start.path.open("a", encoding="utf-8") as file:
        file.write(f"{line}\n")
    assert not start.enabled()
    start.enable(COMMAND)
    assert start.enabled()


def test_the_list_of_launchd(tmp_path: Path) -> None:
    start = LaunchAgent(tmp_path)
    start.enable(COMMAND)
    agent = plistlib.loads(start.path.read_bytes())
    assert agent["ProgramArguments"] == COMMAND
    assert agent["RunAtLoad"] is True
    start.path.write_bytes(plistlib.dumps({**agent, "Disabled": True}))
    assert not start.enabled()


@pytest.mark.parametrize(
    ("start", "content", "said"),
    [
        (DesktopEntry(Path()), b"Exec=x\n", "damaged"),
        (DesktopEntry(Path()), b"\xff\xfe[", "damaged"),
        (DesktopEntry(Path()), b"", "damaged"),
        (DesktopEntry(Path()), b"[Desktop Entry]\nExec=other\n", "not written by Albumen"),
        (LaunchAgent(Path()), b"", "damaged"),
        (LaunchAgent(Path()), b"<plist><dict>", "damaged"),
        (LaunchAgent(Path()), plistlib.dumps(["a"]), "damaged"),
        (LaunchAgent(Path()), plistlib.dumps({"Label": "org.other"}), "not written by Albumen"),
    ],
)
def test_what_is_damaged_or_not_ours_is_left_alone(
    start: DesktopEntry | LaunchAgent, content: bytes, said: str, tmp_path: Path
) -> None:
    start = type(start)(tmp_path)
    start.path.write_bytes(content)
    for attempt in (start.enabled, start.disable, lambda: start.enable(COMMAND)):
        with pytest.raises(LoginStartRefused, match=said) as refused:
            attempt()
        assert refused.value.way_out
    assert start.path.read_bytes() == content


@given(st.binary(max_size=200))
def test_no_content_is_a_bug(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    folder = tmp_path_factory.mktemp("content")
    for start in (DesktopEntry(folder), LaunchAgent(folder)):
        start.path.write_bytes(content)
        with pytest.raises(LoginStartRefused):
            start.enabled()


def test_a_value_of_another_program_is_left_alone(tmp_path: Path) -> None:
    settings = QSettings(str(tmp_path / "run.ini"), QSettings.Format.IniFormat)
    settings.setValue("Albumen", r"C:\other.exe")
    settings.sync()
    start = run_key(tmp_path)
    with pytest.raises(LoginStartRefused, match="not written by Albumen"):
        start.enable(COMMAND)
    assert settings.value("Albumen") == r"C:\other.exe"


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for start in (DesktopEntry(tmp_path / "file" / "x"), LaunchAgent(tmp_path / "file" / "x")):
        with pytest.raises(LoginStartRefused, match="cannot be"):
            start.enable(COMMAND)


def test_each_system_has_its_own_way(tmp_path: Path) -> None:
    linux = login_start("linux", tmp_path, {"XDG_CONFIG_HOME": str(tmp_path / "c")})
    assert isinstance(linux, DesktopEntry)
    assert linux.path == tmp_path / "c" / "autostart" / "albumen.desktop"
    relative = login_start("linux", tmp_path, {"XDG_CONFIG_HOME": "c"})
    assert isinstance(relative, DesktopEntry)
    assert relative.path == tmp_path / ".config" / "autostart" / "albumen.desktop"
    mac = login_start("darwin", tmp_path, {})
    assert isinstance(mac, LaunchAgent)
    assert mac.path.parent == tmp_path / "Library" / "LaunchAgents"


def test_the_command_opens_no_console(tmp_path: Path) -> None:
    python = tmp_path / "python.exe"
    assert login_command(tmp_path, python)[0] == str(python)
    (tmp_path / "pythonw.exe").touch()
    command = login_command(tmp_path, python)
    assert command[0] == str(tmp_path / "pythonw.exe")
    assert command[1:] == ["-m", "albumen.cli", "--library", str(tmp_path), "gui", "--tray"]
