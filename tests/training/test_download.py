"""Fetching from a server on the loopback address that behaves well, badly, or not at all."""

from __future__ import annotations

import http.server
import io
import json
import shutil
import threading
import zipfile
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest

from albumen_training.cli import main
from albumen_training.download import (
    DownloadError,
    RemoteFile,
    check_disk_space,
    fetch,
    verify_archive,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class Server(http.server.ThreadingHTTPServer):
    """Serves `files`; breaks off `breaks` answers in the middle; resumes if told to."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.files: dict[str, bytes] = {}
        self.breaks = 0
        self.resumes = True
        self.ranges: list[str] = []

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class Handler(http.server.BaseHTTPRequestHandler):
    server: Server

    def do_HEAD(self) -> None:
        content = self.server.files.get(self.path)
        if content is None:
            self.send_error(404)
            return
        self.send_response(200)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()

    def do_GET(self) -> None:
        content = self.server.files[self.path]
        start = 0
        wanted = self.headers.get("Range")
        if wanted:
            self.server.ranges.append(wanted)
        if wanted and self.server.resumes:
            start = int(wanted.removeprefix("bytes=").rstrip("-"))
            self.send_response(206)
        else:
            self.send_response(200)
        rest = content[start:]
        self.send_header("Content-Length", str(len(rest)))
        self.end_headers()
        if self.server.breaks:
            self.server.breaks -= 1
            self.wfile.write(rest[: len(rest) // 2])
            self.close_connection = True
            return
        self.wfile.write(rest)

    def log_message(self, *_arguments: object) -> None:
        """Say nothing."""


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as running:
        thread = threading.Thread(target=running.serve_forever, args=(0.01,))
        thread.start()
        yield running
        running.shutdown()
        thread.join()


def archive_of(names: dict[str, str]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, text in names.items():
            archive.writestr(name, text)
    return stream.getvalue()


def no_pause(_seconds: float) -> None:
    """Do not wait between attempts."""


@pytest.mark.parametrize("resumes", [True, False])
def test_a_broken_download_goes_on(server: Server, tmp_path: Path, resumes: bool) -> None:
    server.files["/a.bin"] = bytes(range(256)) * 40
    server.breaks, server.resumes = 2, resumes
    path = fetch(RemoteFile(f"{server.address}/a.bin"), tmp_path, pause=no_pause)
    assert path.read_bytes() == server.files["/a.bin"]
    assert len(server.ranges) == 2
    assert not list(tmp_path.glob("*.part"))


def test_a_partial_file_of_an_earlier_run_is_continued(server: Server, tmp_path: Path) -> None:
    server.files["/a.bin"] = b"0123456789"
    (tmp_path / "a.bin.part").write_bytes(b"01234")
    fetch(RemoteFile(f"{server.address}/a.bin"), tmp_path)
    assert server.ranges == ["bytes=5-"]
    assert (tmp_path / "a.bin").read_bytes() == b"0123456789"
    fetch(RemoteFile(f"{server.address}/a.bin"), tmp_path)
    assert len(server.ranges) == 1


def test_endless_breaking_is_told(server: Server, tmp_path: Path) -> None:
    server.files["/a.bin"] = bytes(1000)
    server.breaks = 99
    server.resumes = False
    with pytest.raises(DownloadError, match="broke off 5 times"):
        fetch(RemoteFile(f"{server.address}/a.bin"), tmp_path, pause=no_pause)
    assert (tmp_path / "a.bin.part").exists()


def test_unreachable_and_unknown_addresses(server: Server, tmp_path: Path) -> None:
    with pytest.raises(DownloadError, match="cannot be reached"):
        fetch(RemoteFile(f"{server.address}/absent"), tmp_path)
    with pytest.raises(DownloadError, match="not a web address"):
        RemoteFile("file:///etc/hosts")


def test_disk_space_is_looked_at_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = SimpleNamespace(total=10, used=5, free=5)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage)
    with pytest.raises(DownloadError, match="are needed"):
        check_disk_space(tmp_path, 1)


def test_damaged_archives_are_found(tmp_path: Path) -> None:
    content = archive_of({"a.txt": "hello " * 50})
    (tmp_path / "good.zip").write_bytes(content)
    assert verify_archive(tmp_path / "good.zip") == 1
    spoiled = bytearray(content)
    spoiled[60] ^= 0xFF
    (tmp_path / "bad.zip").write_bytes(bytes(spoiled))
    with pytest.raises(DownloadError, match="is damaged"):
        verify_archive(tmp_path / "bad.zip")
    (tmp_path / "no.tar").write_bytes(b"nothing")
    with pytest.raises(DownloadError, match="is damaged"):
        verify_archive(tmp_path / "no.tar")


def test_the_command_fetches_checks_and_unpacks(
    server: Server, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    captions = json.dumps({"images": [], "annotations": []})
    server.files["/annotations/annotations_trainval2017.zip"] = archive_of(
        {"annotations/captions_val2017.json": captions, "annotations/instances_val2017.json": "{}"}
    )
    server.files["/zips/val2017.zip"] = archive_of({"val2017/1.jpg": "picture"})
    arguments = ["download", "--server", server.address, "--out", str(tmp_path)]
    assert main([*arguments, "--parts", "annotations", "val"]) == 0
    assert (tmp_path / "captions_val2017.json").read_text() == captions
    assert not (tmp_path / "instances_val2017.json").exists()
    assert "archive intact" in capsys.readouterr().out
    assert main([*arguments, "--parts", "train"]) == 1
    assert "cannot be reached" in capsys.readouterr().err
