"""describe, caption, retry."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from albumen.captioning.client import CaptionWorker
from albumen.captioning.neutral_wording import neutral_result
from albumen.catalog.paths import join_path
from albumen.catalog.scanner import scan_tree
from albumen.cli.output import Output, duration
from albumen.cli.session import opened, progress_of
from albumen.errors import UsageError
from albumen.imaging.formats import skip_reason

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from albumen.captioning.results import CaptionResult
    from albumen.library.facade import Library

# So many photos go to the worker at once: it decodes ahead, and output still comes in good time.
_PORTION = 256


def describe(directory: Path, options: argparse.Namespace, output: Output) -> int:
    """Caption photos without any library, in the order given."""
    del directory
    failed = False
    worker = CaptionWorker(
        device=options.device,
        beam_size=options.beam,
        alternatives=options.alternatives,
        batch_size=options.batch_size,
    )
    with worker:
        for portion in _portions(_expand(options.paths)):
            readable = [path for path, error in portion if not error]
            replies = worker.caption(readable, attention=False, feature=False)
            for path, error in portion:
                if error:
                    result = None
                else:
                    reply = next(replies)
                    result, error = reply.result, reply.error  # noqa: PLW2901 - the photo's own
                if result is None:
                    failed = True
                    output.result({"path": path, "error": error}, f"{path}: {error}")
                else:
                    said = neutral_result(result) if options.neutral else result
                    output.result(_as_json(path, said), f"{path}: {said.caption}")
    return 1 if failed else 0


def _expand(paths: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield each photo with an empty error, or what is no photo with the reason."""
    for path in paths:
        if os.path.isdir(path):  # noqa: PTH112 - paths may hold surrogates
            yield from _expand_folder(path)
        elif not os.path.lexists(path):
            yield path, "There is no such file."
        else:
            yield path, ""


def _expand_folder(root: str) -> Iterator[tuple[str, str]]:
    for folder in scan_tree(root, prune=()):
        if folder.problem:
            yield join_path(root, folder.path), folder.problem
        for file in folder.files:
            yield join_path(root, folder.path, file.name), ""


def _portions(items: Iterable[tuple[str, str]]) -> Iterator[list[tuple[str, str]]]:
    portion: list[tuple[str, str]] = []
    for item in items:
        portion.append(item)
        if len(portion) == _PORTION:
            yield portion
            portion = []
    if portion:
        yield portion


def _as_json(path: str, result: CaptionResult) -> dict[str, Any]:
    return {
        "path": path,
        "caption": result.caption,
        "score": result.score,
        "words": [{"word": word.word, "logprob": word.logprob} for word in result.words],
        "alternatives": [
            {"caption": other.caption, "logprob": other.logprob} for other in result.alternatives
        ],
        "tags": [{"tag": tag.tag, "probability": tag.probability} for tag in result.tags],
    }


def caption(directory: Path, options: argparse.Namespace, output: Output) -> int:
    """Caption what is pending, and wait for it; Ctrl-C leaves the rest for next time."""
    with opened(directory) as library:
        with progress_of(library, output, "metadata", "reading"):
            library.wait_for(["metadata"])
        chosen = _ids(library, options.paths) if options.paths else None
        plan = library.plan_captions(chosen, again=options.all, limit=options.limit)
        if not plan.ids:
            output.say("Nothing is pending.")
            return 0
        time = f", about {duration(len(plan.ids) / plan.rate)}" if plan.rate else ""
        first = "" if plan.rate else " (how long is known after the first run on this machine)"
        output.say(f"{len(plan.ids)} photos to caption{time}{first}")
        run = _Run(library, options, plan.ids)
        with progress_of(library, output, "caption", "captioning"):
            result = run.wait()
        if output.as_json:
            for card in library.cards(plan.ids):
                if card.error:
                    output.result({"path": card.path, "error": card.error}, "")
                elif card.caption:
                    output.result(
                        {"path": card.path, "caption": card.caption, "score": card.score}, ""
                    )
        left = f", {result.left} left for the next time" if result.left else ""
        output.say(f"{result.captioned} captioned, {result.failed} failed{left}")
        return 1 if result.failed or result.left else 0


class _Run:
    """A captioning run that Ctrl-C ends in order."""

    def __init__(self, library: Library, options: argparse.Namespace, ids: tuple[int, ...]) -> None:
        self._library = library
        self._options = options
        self._ids = ids

    def wait(self) -> Any:
        with ThreadPoolExecutor(1) as pool:
            running = pool.submit(
                self._library.run_captions,
                self._ids,
                again=self._options.all,
                device=self._options.device,
                batch_size=self._options.batch_size,
            )
            try:
                return running.result()
            except KeyboardInterrupt:
                self._library.stop_captions()
                return running.result()


def _ids(library: Library, paths: Iterable[str]) -> list[int]:
    ids: list[int] = []
    for path in paths:
        found = library.photo_ids_below(path)
        if not found:
            reason = skip_reason(os.path.basename(path))  # noqa: PTH119 - bytes in names
            raise UsageError(
                f"{path} holds no photo of the library.",
                way_out=reason or "Add its folder first: albumen add FOLDER.",
            )
        ids += found
    return list(dict.fromkeys(ids))


def retry(directory: Path, options: argparse.Namespace, output: Output) -> int:
    """Queue what failed again and wait for everything but captions."""
    with opened(directory) as library:
        chosen = _ids(library, options.paths) if options.paths else None
        count = library.retry_failed(chosen)
        library.wait_for(["metadata", "thumbnail"])
        output.result({"retried": count}, f"{count} retried")
        return 1 if library.counts().failed else 0
