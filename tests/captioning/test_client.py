from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from albumen.captioning import client
from albumen.captioning.captioner import Captioner, CaptionerOptions
from albumen.captioning.client import CRASHED, CaptionReply, CaptionWorker, WorkerState
from albumen.captioning.errors import CaptionerError, CheckpointError
from albumen.errors import KnownError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


STAND_IN = Path(__file__).with_name("stand_in")


@pytest.fixture
def make(
    tiny_checkpoint: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[..., CaptionWorker]]:
    """Workers whose process runs the captioner of `stand_in`."""
    monkeypatch.setenv("PYTHONPATH", str(STAND_IN))
    workers: list[CaptionWorker] = []

    def make_worker(**options: object) -> CaptionWorker:
        workers.append(CaptionWorker(checkpoint=tiny_checkpoint, **options))  # type: ignore[arg-type]  # keywords
        return workers[-1]

    yield make_worker
    for worker in workers:
        worker.stop()


def _summary(replies: list[CaptionReply]) -> list[str]:
    return [reply.result.caption if reply.result else reply.error for reply in replies]


def test_replies_in_order(make: Callable[..., CaptionWorker]) -> None:
    worker = make()
    paths = ["/x/1", "/x/broken", "/x/caf\udce9\n", "/x/noisy", "/x/4"]
    replies = list(worker.caption(paths))
    assert [reply.index for reply in replies] == [0, 1, 2, 3, 4]
    assert [reply.path for reply in replies] == paths
    assert _summary(replies) == ["1", "The file is broken.", "caf\udce9\n", "noisy", "4"]
    assert list(worker.caption([])) == []


def test_states_and_information(make: Callable[..., CaptionWorker]) -> None:
    states: list[WorkerState] = []
    worker = make(on_state=states.append)
    assert worker.state is WorkerState.STOPPED
    assert worker.pid is None
    info = worker.info()
    assert (info.model_id, info.device, info.dtype) == ("stand-in", "abacus", "beads")
    assert worker.state is WorkerState.READY
    assert worker.pid is not None
    worker.stop()
    assert worker.state is WorkerState.STOPPED
    assert worker.info() == info
    assert worker.pid is None
    worker.stop()
    assert _summary(list(worker.caption(["/x/1"]))) == ["1"]
    expected = [WorkerState.STARTING, WorkerState.READY, WorkerState.STOPPED]
    assert states == [*expected, *expected[:2]]


@pytest.mark.parametrize(
    ("names", "crashing"),
    [
        (["1", "crash", "2", "3"], {1}),
        (["crash"], {0}),
        (["crash1", "crash2", "3"], {0, 1}),
        (["1", "2", "3", "4", "5", "6", "7", "broken", "crash", "10"], {8}),
    ],
)
def test_a_photo_that_kills_the_worker_is_found(
    make: Callable[..., CaptionWorker], names: list[str], crashing: set[int]
) -> None:
    replies = list(make().caption([f"/x/{name}" for name in names]))
    assert [reply.index for reply in replies] == list(range(len(names)))
    for reply, name in zip(replies, names, strict=True):
        if reply.index in crashing:
            assert reply.error == CRASHED
        elif name != "broken":
            assert reply.result is not None
            assert reply.result.caption == name


def test_a_worker_that_always_dies_is_given_up(
    make: Callable[..., CaptionWorker], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "MAX_CRASHES", 3)
    worker = make()
    replies: list[CaptionReply] = []
    with pytest.raises(CaptionerError, match="keeps crashing"):
        replies.extend(worker.caption([f"/x/crash{number}" for number in range(9)]))
    assert set(_summary(replies)) == {CRASHED}
    assert _summary(list(worker.caption(["/x/1"]))) == ["1"]


def test_a_photo_that_never_ends(
    make: Callable[..., CaptionWorker], monkeypatch: pytest.MonkeyPatch
) -> None:
    worker = make()
    worker.info()
    monkeypatch.setattr(client, "SILENCE_SECONDS", 0.5)
    assert _summary(list(worker.caption(["/x/hang"]))) == [CRASHED]


def test_stopping_by_event(make: Callable[..., CaptionWorker]) -> None:
    worker = make()
    stop = threading.Event()
    replies = []
    for reply in worker.caption([f"/x/{number}" for number in range(1000)], stop=stop):
        replies.append(reply)
        if reply.index == 2:
            stop.set()
    assert len(replies) == 3
    pid = worker.pid
    assert _summary(list(worker.caption(["/x/again"]))) == ["again"]
    assert worker.pid == pid


def test_leaving_off(make: Callable[..., CaptionWorker]) -> None:
    worker = make()
    replies = worker.caption([f"/x/{number}" for number in range(1000)])
    assert _summary([next(replies)]) == ["0"]
    replies.close()  # type: ignore[attr-defined]  # it is a generator
    assert _summary(list(worker.caption(["/x/again"]))) == ["again"]


def test_stop_ends_a_request(make: Callable[..., CaptionWorker]) -> None:
    ready = threading.Event()

    def note(state: WorkerState) -> None:
        if state is WorkerState.READY:
            ready.set()

    worker = make(on_state=note)
    replies: list[CaptionReply] = []
    asking = threading.Thread(target=lambda: replies.extend(worker.caption(["/x/hang", "/x/1"])))
    asking.start()
    assert ready.wait(60)
    worker.stop()
    asking.join(60)
    assert not asking.is_alive()
    assert replies == []


@pytest.mark.parametrize("by_event", [False, True])
def test_stop_while_starting(make: Callable[..., CaptionWorker], by_event: bool) -> None:
    starting = threading.Event()
    stop = threading.Event()
    worker = make(device="slow", on_state=lambda _state: starting.set())
    replies: list[CaptionReply] = []
    asking = threading.Thread(target=lambda: replies.extend(worker.caption(["/x/1"], stop=stop)))
    asking.start()
    assert starting.wait(60)
    if by_event:
        stop.set()
    else:
        worker.stop()
    asking.join(60)
    assert not asking.is_alive()
    assert replies == []
    assert worker.pid is None


def test_two_threads_take_turns(make: Callable[..., CaptionWorker]) -> None:
    worker = make()
    found: dict[str, list[str]] = {}

    def ask(name: str) -> None:
        paths = [f"/x/{name}{number}" for number in range(50)]
        found[name] = _summary(list(worker.caption(paths)))

    threads = [threading.Thread(target=ask, args=[name]) for name in "abc"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert found == {name: [f"{name}{number}" for number in range(50)] for name in "abc"}


def test_a_device_that_fails_is_told(make: Callable[..., CaptionWorker]) -> None:
    worker = make()
    with pytest.raises(CaptionerError, match=r"The abacus is broken\. Mend it\."):
        list(worker.caption(["/x/unwell"]))
    assert worker.state is WorkerState.STOPPED


def test_a_worker_that_cannot_start(make: Callable[..., CaptionWorker]) -> None:
    with pytest.raises(CaptionerError, match="status 66"):
        list(make(device="crash").caption(["/x/1"]))


def test_checkpoints_that_do_not_load(tiny_checkpoint: Path, tmp_path: Path) -> None:
    with pytest.raises(CheckpointError, match="no captioner"):
        CaptionWorker(checkpoint=tmp_path).info()
    damaged = shutil.copytree(tiny_checkpoint, tmp_path / "damaged")
    (damaged / "config.json").write_text("{}")
    worker = CaptionWorker(checkpoint=damaged)
    with pytest.raises(KnownError, match="not the configuration"):
        worker.info()
    assert worker.state is WorkerState.STOPPED


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such signals")
def test_interrupts_do_not_reach_the_worker(
    make: Callable[..., CaptionWorker], capfd: pytest.CaptureFixture[str]
) -> None:
    worker = make()
    worker.info()
    pid = worker.pid
    assert pid is not None
    os.kill(pid, signal.SIGINT)
    assert _summary(list(worker.caption(["/x/1"]))) == ["1"]
    assert worker.pid == pid
    worker.stop()
    assert capfd.readouterr().err == ""


OWNER = """
import sys
from pathlib import Path
from albumen.captioning.client import CaptionWorker
worker = CaptionWorker(checkpoint=Path(sys.argv[1]))
replies = worker.caption(["/x/1", "/x/hang", "/x/2"])
print(next(replies).result.caption, flush=True)
sys.stdin.read()
"""


def test_the_worker_ends_with_its_owner(
    tiny_checkpoint: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(STAND_IN))
    owner = subprocess.Popen(
        [sys.executable, "-c", OWNER, str(tiny_checkpoint)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert owner.stdin
    assert owner.stdout
    assert owner.stderr
    with owner.stdin, owner.stdout, owner.stderr:
        assert owner.stdout.readline().strip() == b"1"
        owner.kill()
        owner.wait()
        # The worker holds the other end of this pipe: it closes when the worker is gone as well.
        assert owner.stderr.read() == b""


def test_the_real_worker(tiny_checkpoint: Path, photo_files: list[str], tmp_path: Path) -> None:
    real = Captioner.load(tiny_checkpoint, CaptionerOptions(beam_size=2, batch_size=2))
    expected = list(real.caption_files(photo_files))
    (tmp_path / "text.jpg").write_text("not a photo")
    paths = [*photo_files, str(tmp_path / "text.jpg")]
    with CaptionWorker(checkpoint=tiny_checkpoint, beam_size=2, batch_size=2) as worker:
        *replies, broken = worker.caption(paths)
        (plain,) = worker.caption(paths[:1], attention=False, feature=False)
        info = worker.info()
    assert info.weights_hash == real.config.weights_hash
    assert info.model_id == "tiny"
    assert info.device == str(real.device)
    assert broken.result is None
    assert broken.error
    assert len(replies) == len(expected)
    for reply, item in zip(replies, expected, strict=True):
        assert reply.result is not None
        assert item.result is not None
        assert reply.result.caption == item.result.caption
        assert reply.result.score == pytest.approx(item.result.score, abs=1e-3)
        assert reply.result.attention is not None
        assert item.result.attention is not None
        np.testing.assert_allclose(
            reply.result.attention.weights, item.result.attention.weights, atol=2
        )
        assert reply.result.feature is not None
        np.testing.assert_allclose(reply.result.feature, item.result.feature, atol=1e-2)
    assert plain.result is not None
    assert plain.result.attention is None
    assert plain.result.feature is None


def test_the_client_is_free_of_torch() -> None:
    modules = (
        "client",
        "results",
        "vocabulary",
        "config",
        "checkpoint_config",
        "shipped",
        "errors",
    )
    imports = ", ".join(f"albumen.captioning.{name}" for name in modules)
    code = f"import sys, {imports}; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
