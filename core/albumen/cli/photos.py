"""search, show, tag, set."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from albumen.cli.session import opened
from albumen.errors import UsageError
from albumen.library.views import PhotoDetail, PhotoEdit, SearchAnswer, Sort

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from albumen.cli.output import Output
    from albumen.library.facade import Library


def search(directory: Path, options: argparse.Namespace, output: Output) -> int:
    """Find photos by what they show."""
    query = " ".join(options.query)
    with opened(directory) as library:
        answer = library.search(query, limit=options.limit, sort=Sort(options.sort))
        if answer.error:
            _tell_mistake(query, answer, output)
            return 2
        hits = {hit.photo_id: hit for hit in answer.hits}
        for found in library.found(list(hits)):
            card, hit = found.card, hits[found.card.id]
            why = f"  ({hit.why})" if hit.why else ""
            output.result(
                {
                    "path": card.path,
                    "caption": card.caption,
                    "score": hit.score,
                    "relaxed": hit.relaxed,
                    "why": hit.why,
                    "tags": list(found.tags),
                    "taken": found.taken,
                },
                f"{card.path}: {card.caption or '(no caption)'}{why}",
            )
    if answer.note:
        output.say(answer.note)
    if answer.suggestion:
        output.say(f"Did you mean: {answer.suggestion}")
    if not answer.hits:
        output.say("No photo was found.")
    return 0


def _tell_mistake(query: str, answer: SearchAnswer, output: Output) -> None:
    start, end = answer.error_at
    output.say(f"albumen: {answer.error}")
    output.say(f"  {query}")
    output.say("  " + " " * start + "^" * max(end - start, 1))
    if answer.hint:
        output.say(answer.hint)


def show(directory: Path, options: argparse.Namespace, output: Output) -> int:
    """Show everything about photos."""
    with opened(directory) as library:

        def one(path: str, detail: PhotoDetail) -> None:
            output.result(_as_json(path, detail), *_as_text(detail))

        return _for_each(library, options.paths, output, one)


def _for_each(
    library: Library,
    paths: Sequence[str],
    output: Output,
    action: Callable[[str, PhotoDetail], None],
) -> int:
    """Act on each photo; paths that are no photo of the library are told and counted as failed."""
    status = 0
    for path in paths:
        detail = library.photo_by_path(path)
        if detail is None:
            reason = "This is not a photo of the library."
            output.result({"path": path, "error": reason}, f"{path}: {reason}")
            status = 1
        else:
            action(path, detail)
    return status


def _as_json(path: str, detail: PhotoDetail) -> dict[str, Any]:
    card = detail.card
    return {
        "path": card.path,
        "asked": path,
        "caption": card.caption,
        "source": card.caption_source,
        "score": card.score,
        "captions": [
            {
                "text": caption.text,
                "source": caption.source,
                "score": caption.score,
                "model": caption.model_id,
                "created": caption.created_at,
                "shown": caption.shown,
                "rejected": caption.rejected,
                "alternatives": [text for text, _ in caption.alternatives],
            }
            for caption in detail.captions
        ],
        "tags": [tag.name for tag in detail.tags if tag.state == "set"],
        "suggested_tags": [
            {"tag": tag.name, "probability": tag.probability}
            for tag in detail.tags
            if tag.state == "suggested"
        ],
        "albums": list(detail.albums),
        "title": detail.title,
        "rating": card.rating,
        "favourite": card.favourite,
        "taken": detail.taken,
        "camera": detail.camera,
        "lens": detail.lens,
        "latitude": detail.latitude,
        "longitude": detail.longitude,
        "format": detail.format,
        "width": detail.width,
        "height": detail.height,
        "size": detail.size,
        "state": card.state,
        "error": card.error,
    }


def _as_text(detail: PhotoDetail) -> list[str]:
    card = detail.card
    lines = [card.path]
    if card.caption:
        sure = "" if card.score is None else f", {card.score:.0%} sure"
        lines.append(f"  caption: {card.caption} ({card.caption_source}{sure})")
    else:
        lines.append("  caption: none")
    tags = ", ".join(tag.name for tag in detail.tags if tag.state == "set")
    suggested = ", ".join(tag.name for tag in detail.tags if tag.state == "suggested")
    values = {
        "tags": tags,
        "suggested": suggested,
        "rating": "★" * card.rating,
        "favourite": "yes" if card.favourite else "",
        "taken": detail.taken,
        "camera": detail.camera,
        "size": f"{detail.width} × {detail.height}" if detail.width else "",
        "state": card.state if card.state != "present" else "",
        "error": card.error,
    }
    lines += [f"  {name}: {value}" for name, value in values.items() if value]
    return lines


def tag(directory: Path, options: argparse.Namespace, output: Output) -> int:
    """Add tags to photos and take them away."""
    if not options.add and not options.remove:
        raise UsageError("No tag was named.", way_out="Give --add TAG or --remove TAG.")
    tags = {**dict.fromkeys(options.remove, ""), **dict.fromkeys(options.add, "set")}
    return _edit(directory, options.paths, output, lambda photo_id: PhotoEdit(photo_id, tags=tags))


def set_values(directory: Path, options: argparse.Namespace, output: Output) -> int:
    """Enter a caption, a rating or a favourite."""
    caption: tuple[str, ...] | None = None
    if options.clear_caption:
        caption = ()
    elif options.caption is not None:
        caption = (options.caption,)
    if caption is None and options.rating is None and options.favourite is None:
        raise UsageError(
            "Nothing was given to set.", way_out="Give --caption, --rating or --favourite."
        )
    return _edit(
        directory,
        options.paths,
        output,
        lambda photo_id: PhotoEdit(
            photo_id, caption=caption, rating=options.rating, favourite=options.favourite
        ),
    )


def _edit(
    directory: Path,
    paths: Sequence[str],
    output: Output,
    edit: Callable[[int], PhotoEdit],
) -> int:
    """Edit the photos in one step, then show them as they are now."""
    edits: list[PhotoEdit] = []
    with opened(directory) as library:
        status = _for_each(
            library, paths, output, lambda _path, detail: edits.append(edit(detail.card.id))
        )
        if edits:
            library.edit(edits)
        # The next command of a script may search for it.
        library.wait_for([])
        for done in edits:
            detail = library.photo(done.photo_id)
            if detail is not None:
                output.result(_as_json(detail.card.path, detail), *_as_text(detail))
    return status
