"""METEOR through a programme that may not be there."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from albumen.captioning.vocabulary import tokenize
from albumen_training import meteor as module
from albumen_training.meteor import Meteor, MeteorUnavailable


def test_the_figure_is_the_official_one() -> None:
    try:
        meteor = Meteor.find()
    except MeteorUnavailable as reason:
        pytest.skip(str(reason))
    path = Path(__file__).with_name("metric_fixture.json")
    photos = json.loads(path.read_text(encoding="utf-8"))["photos"]
    score = meteor.score(
        [tokenize(photo["hypothesis"]) for photo in photos],
        [[tokenize(each) for each in photo["references"]] for photo in photos],
    )
    # What pycocoevalcap 1.2 gives for these tokens.
    assert score == pytest.approx(0.3533760075456724, abs=1e-9)


def test_what_is_missing_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    with pytest.raises(MeteorUnavailable, match="needs Java"):
        Meteor.find()
    monkeypatch.setattr(shutil, "which", lambda name: f"/bin/{name}")
    monkeypatch.setattr(module.importlib.util, "find_spec", lambda _name: None)
    with pytest.raises(MeteorUnavailable, match="needs pycocoevalcap"):
        Meteor.find()


def test_a_failing_programme_is_told(tmp_path: Path) -> None:
    meteor = Meteor(str(tmp_path / "no-java"), tmp_path / "meteor.jar")
    with pytest.raises(MeteorUnavailable, match="METEOR failed"):
        meteor.score([["a", "dog"]], [[["a", "dog"]]])


@pytest.mark.parametrize("answer", [["1 2"], ["1 2", "0.5", "none"], ["1 2", "0.5"]])
def test_strange_answers_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answer: list[str]
) -> None:
    class Done:
        stdout = ""

    outputs = iter(["\n".join(answer[:1]), "\n".join(answer[1:])])

    def run(*_arguments: object, **_keywords: object) -> Done:
        done = Done()
        done.stdout = next(outputs)
        return done

    monkeypatch.setattr(module.subprocess, "run", run)
    with pytest.raises(MeteorUnavailable, match=r"METEOR (answered|gave)"):
        Meteor("java", tmp_path / "meteor.jar").score([["a", "dog"]], [[["a", "dog"]]])
