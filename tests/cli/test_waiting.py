"""What the command line says about describing that waits."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from albumen.cli import main
from albumen.cli.waiting import REASONS, WaitNews
from albumen.library.views import EngineStatus, JobStatus, ModelStatus
from tests.support.photos import save_photo

if TYPE_CHECKING:
    from pathlib import Path

    from albumen.settings import LibraryPaths


def status_of(state: str, waits_for: str = "", kind: str = "caption") -> EngineStatus:
    job = JobStatus(kind, state, 0, 3, 0, None, None, waits_for=waits_for)
    return EngineStatus((job,), ModelStatus("unloaded"))


def test_a_reason_is_told_once_and_again_after_a_change() -> None:
    news = WaitNews()
    assert news.sentence(status_of("waiting", "idle")) == REASONS["idle"]
    assert news.sentence(status_of("waiting", "idle")) == ""
    assert news.sentence(status_of("waiting", "power")) == REASONS["power"]
    assert news.sentence(status_of("running")) == "Photos are being described."
    assert news.sentence(status_of("running")) == ""
    assert news.sentence(status_of("waiting", "power")) == REASONS["power"]


@pytest.mark.parametrize(
    "status",
    [status_of("running"), status_of("idle"), status_of("waiting", "nobody"),
     status_of("waiting", "idle", kind="thumbnail")],
)  # fmt: skip
def test_what_is_no_news_is_not_told(status: EngineStatus) -> None:
    assert WaitNews().sentence(status) == ""


def test_status_says_why_describing_waits(
    engine: LibraryPaths, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "photos"
    folder.mkdir()
    save_photo(folder / "one.jpg")

    def run(*words: str) -> str:
        assert main(["--library", str(engine.directory), *words]) == 0
        return capsys.readouterr().out

    assert json.loads(run("--json", "status"))["describing_waits_for"] == ""
    run("add", str(folder))
    # No window and no watch is there.
    assert json.loads(run("--json", "status"))["describing_waits_for"] == "nobody"
    assert REASONS["nobody"] in run("status")
