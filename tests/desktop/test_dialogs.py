"""Crash report, replacement, texts of progress."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from albumen.library.views import EngineStatus, JobStatus
from albumen_desktop.dialogs.about import AboutDialog
from albumen_desktop.dialogs.crash import CrashDialog, CrashReporter, report_text
from albumen_desktop.dialogs.replace_captions import replaced
from albumen_desktop.jobs.progress_text import duration, job_line, summary
from albumen_desktop.theme import Theme


@pytest.mark.expected_logs("unexpected error in the window")
def test_a_bug_is_reported_once_and_the_report_saved(
    qapp: QApplication, theme: Theme, tmp_path: Path, qtbot: QtBot
) -> None:
    reporter = CrashReporter()
    hook = sys.excepthook
    reporter.install()
    assert sys.excepthook != hook
    try:
        for _ in range(2):
            try:
                raise ValueError("broken inside")
            except ValueError as error:
                reporter.on_exception(type(error), error, error.__traceback__)
        assert len(reporter.dialogs) == 1
        dialog = reporter.dialogs[0]
        dialog.save_to(tmp_path / "report.txt")
        dialog.reject()
        assert reporter.dialogs == []
    finally:
        reporter.remove()
    assert sys.excepthook == hook
    report = (tmp_path / "report.txt").read_text("utf-8")
    assert "ValueError: broken inside" in report
    assert report.startswith("Albumen ")


def test_a_report_that_cannot_be_saved_says_why(
    theme: Theme, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog = CrashDialog("report")
    qtbot.addWidget(dialog)
    dialog.show()
    nowhere = str(tmp_path / "gone" / "report.txt")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (nowhere, ""))
    save = next(one for one in dialog.findChildren(QPushButton) if "Save" in one.text())
    save.click()
    box = dialog.findChild(QMessageBox)
    assert isinstance(box, QMessageBox)
    assert box.text() == "The report could not be saved: No such file or directory"
    box.reject()
    monkeypatch.setattr(
        QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "report.txt"), "")
    )
    save.click()
    assert (tmp_path / "report.txt").read_text("utf-8") == "report"


def test_a_report_has_the_traceback() -> None:
    try:
        raise KeyError("x")
    except KeyError as error:
        text = report_text(type(error), error, error.__traceback__)
    assert "test_a_report_has_the_traceback" in text


def test_about_names_library_and_model(qtbot: QtBot, theme: Theme) -> None:
    dialog = AboutDialog("/library", "the model")
    qtbot.addWidget(dialog)
    dialog.show()
    assert not dialog.grab().isNull()


@pytest.mark.parametrize(
    ("caption", "find", "by", "wanted"),
    [
        ("a dog and a Dog", "dog", "cat", "a cat and a cat"),
        ("a doghouse", "dog", "cat", "a doghouse"),
        ("a very big dog", "very", "", "a big dog"),
        ("what? yes", "what?", "no", "no yes"),
        ("a dog", "", "cat", "a dog"),
        (r"a dog", "dog", r"\1", r"a \1"),
    ],
)
def test_replacing_whole_words(caption: str, find: str, by: str, wanted: str) -> None:
    assert replaced(caption, find, by) == wanted


@given(st.text(), st.text(), st.text())
def test_replacing_never_fails(caption: str, find: str, by: str) -> None:
    assert isinstance(replaced(caption, find, by), str)


def test_times_left_as_people_say_them(theme: Theme) -> None:
    assert duration(20) == "less than a minute"
    assert duration(61) == "1 minute"
    assert duration(600) == "10 minutes"
    assert duration(3 * 3600 + 120) == "3 h 2 min"
    assert duration(20 * 3600) == "20 hours"


def test_progress_in_words(theme: Theme) -> None:
    paused = JobStatus("thumbnail", "paused", 3, 9, 0, None, None)
    assert job_line(paused) == "3 of 9 · paused"
    running = JobStatus("caption", "running", 1, 10, 0, 2.5, 90.0)
    assert job_line(running) == "1 of 10 · 2.5 a second · 2 minutes left"
    assert summary(EngineStatus((paused, running))).startswith("Describing photos: 1 of 10")
    assert summary(EngineStatus()) == ""
    scanning = JobStatus("scan", "running", 0, 0, 0, None, None)
    assert summary(EngineStatus((scanning,))) == "Looking for photos…"
