"""The command line's grammar."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

import albumen
from albumen.library.views import Sort

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_SEARCH_OPTIONS_WITH_VALUE = ("--limit", "--sort", "--library")
_SEARCH_OPTIONS = ("--json", "-h", "--help")


class _Help(argparse.RawDescriptionHelpFormatter):
    """Keeps the line breaks of the epilog."""


def _common() -> argparse.ArgumentParser:
    """Make the options that may stand before or after the subcommand."""
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument(
        "--library",
        metavar="DIR",
        type=Path,
        default=argparse.SUPPRESS,
        help="the library's own folder (default: $ALBUMEN_LIBRARY or your user data folder)",
    )
    common.add_argument(
        "--json",
        action="store_true",
        default=argparse.SUPPRESS,
        help="write results as JSON, one object a line",
    )
    return common


def build_parser() -> argparse.ArgumentParser:
    """Make the parser of the whole command line."""
    common = _common()
    parser = argparse.ArgumentParser(
        prog="albumen",
        parents=[common],
        formatter_class=_Help,
        description="A photo library that describes your photos in words, so that you find them.",
        epilog=(
            "Without a command, the window opens.\n"
            "Exit status: 0 all done, 1 some items failed, 2 wrong usage or environment."
        ),
    )
    parser.add_argument("--version", action="version", version=f"albumen {albumen.__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")

    def add(name: str, summary: str) -> argparse.ArgumentParser:
        return commands.add_parser(
            name, parents=[common], help=summary, description=summary, formatter_class=_Help
        )

    gui = add("gui", "Open the window, adding the folders.")
    gui.add_argument("folders", nargs="*", metavar="FOLDER")
    gui.add_argument(
        "--tray", action="store_true", help="open no window, but show an icon in the tray"
    )
    _add_folder_commands(add)
    _add_caption_commands(add)
    _add_photo_commands(add)
    _add_care_commands(add)
    return parser


def _add_folder_commands(add: Callable[[str, str], argparse.ArgumentParser]) -> None:
    command = add(
        "add", "Register folders of photos and scan them; the photos stay where they are."
    )
    command.add_argument("folders", nargs="+", metavar="FOLDER")
    command = add("remove", "Take a folder out of the library; the photos stay on disk.")
    command.add_argument("folder", metavar="FOLDER")
    command.add_argument(
        "--forget",
        action="store_true",
        help="also delete captions, tags and ratings entered for its photos",
    )
    add("roots", "List the registered folders.")
    command = add("scan", "Compare the folders with the disk.")
    command.add_argument("paths", nargs="*", metavar="FOLDER")
    command.add_argument("--deep", action="store_true", help="read every file, not only new ones")
    command.add_argument(
        "--confirm-empty",
        action="store_true",
        help="believe that a folder which is suddenly empty was emptied on purpose",
    )
    add("watch", "Watch the folders and caption new photos, in the foreground, until stopped.")
    command = add("status", "Count photos, and list what could not be done.")
    command.add_argument(
        "--skipped", action="store_true", help="also list the files that are no photos, and why"
    )


def _add_caption_commands(add: Callable[[str, str], argparse.ArgumentParser]) -> None:
    command = add("describe", "Caption photos without any library.")
    command.add_argument("paths", nargs="+", metavar="FILE|FOLDER")
    command.add_argument("--beam", type=_positive, metavar="N", help="beam size")
    command.add_argument(
        "--alternatives", type=_natural, default=4, metavar="N", help="further captions (default 4)"
    )
    command.add_argument("--device", choices=_DEVICES, default="auto")
    command.add_argument("--batch-size", type=_positive, default=32, metavar="N")
    command.add_argument(
        "--neutral", action="store_true", help="do not say whether people are men or women"
    )
    command = add("caption", "Caption what is pending, and wait for it.")
    command.add_argument("paths", nargs="*", metavar="PATH", help="only these photos or folders")
    command.add_argument("--limit", type=_positive, metavar="N", help="at most so many photos")
    command.add_argument(
        "--all", action="store_true", help="make model captions anew; your own are never touched"
    )
    command.add_argument("--device", choices=_DEVICES)
    command.add_argument("--batch-size", type=_positive, metavar="N")
    command = add("retry", "Try again what failed.")
    command.add_argument("paths", nargs="*", metavar="PATH")


def _add_photo_commands(add: Callable[[str, str], argparse.ArgumentParser]) -> None:
    command = add("search", "Find photos by what they show.")
    command.add_argument("--limit", type=_positive, default=50, metavar="N")
    command.add_argument(
        "--sort",
        choices=[sort.value for sort in Sort if sort is not Sort.ADDED],
        default=Sort.RELEVANCE.value,
    )
    command.add_argument("query", nargs="+", metavar="QUERY", help="may begin with a minus")
    command = add("show", "Show everything about photos.")
    command.add_argument("paths", nargs="+", metavar="PATH")
    command = add("tag", "Add tags to photos and take them away.")
    command.add_argument("paths", nargs="+", metavar="PATH")
    command.add_argument("--add", type=_text, action="append", default=[], metavar="TAG")
    command.add_argument("--remove", type=_text, action="append", default=[], metavar="TAG")
    command = add("set", "Enter a caption, a rating or a favourite.")
    command.add_argument("paths", nargs="+", metavar="PATH")
    caption = command.add_mutually_exclusive_group()
    caption.add_argument(
        "--caption", type=_text, metavar="TEXT", help="your caption; empty means none at all"
    )
    caption.add_argument("--clear-caption", action="store_true", help="take your caption away")
    command.add_argument("--rating", type=int, choices=range(6), metavar="0-5")
    command.add_argument("--favourite", action=argparse.BooleanOptionalAction, default=None)


def _add_care_commands(add: Callable[[str, str], argparse.ArgumentParser]) -> None:
    command = add("doctor", "Look for everything that can be wrong with the library.")
    command.add_argument("--rebuild-index", action="store_true", help="make the search index anew")
    command.add_argument("--verify", action="store_true", help="compare every photo with its file")
    command = add("settings", "Show the settings, or change one.")
    command.add_argument("key", nargs="?", metavar="KEY")
    command.add_argument(
        "value", type=_text, nargs="?", metavar="VALUE", help="'default' goes back to it"
    )
    command = add("export", "Write what you entered, as JSON lines or captions as CSV.")
    command.add_argument("file", type=Path, metavar="FILE.jsonl|FILE.csv")
    command = add("import", "Bring an export of a library into this one.")
    command.add_argument("file", type=Path, metavar="FILE.jsonl")
    command.add_argument(
        "--replace", action="store_true", help="let the export count over what is here"
    )
    command = add("screenshot", "Draw the real window into a PNG file, off screen.")
    command.add_argument("out", type=Path, metavar="OUT.png")
    command.add_argument("--query", default="", help="search for this first")
    command.add_argument("--photo", default="", metavar="PATH", help="show this photo")
    command.add_argument("--size", type=_size, default=(1280, 800), metavar="WxH")
    command.add_argument("--page", default="", help="a page of the window by name")


_DEVICES = ("auto", "cpu", "cuda", "mps")


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("must be at least 1")
    return number


def _natural(text: str) -> int:
    number = int(text)
    if number < 0:
        raise argparse.ArgumentTypeError("must not be negative")
    return number


def _text(text: str) -> str:
    """Refuse bytes of another encoding: a path may hold them, what is entered may not."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        raise argparse.ArgumentTypeError("is not valid text: it is not in UTF-8") from None
    return text


def _size(text: str) -> tuple[int, int]:
    width, _, height = text.lower().partition("x")
    if not (width.isdigit() and height.isdigit() and int(width) and int(height)):
        raise argparse.ArgumentTypeError("must be like 1280x800")
    return int(width), int(height)


def protect_query(arguments: Sequence[str]) -> list[str]:
    """Let the words of a search begin with a minus: everything but known options is query."""
    words = list(arguments)
    at = _command_at(words)
    if at is None or words[at] != "search":
        return words
    options: list[str] = []
    query: list[str] = []
    rest = iter(words[at + 1 :])
    for word in rest:
        if word == "--":
            query += rest
        elif word in _SEARCH_OPTIONS or word.startswith(
            tuple(f"{option}=" for option in _SEARCH_OPTIONS_WITH_VALUE)
        ):
            options.append(word)
        elif word in _SEARCH_OPTIONS_WITH_VALUE:
            options += [word, *[value for value in [next(rest, None)] if value is not None]]
        else:
            query.append(word)
    return [*words[: at + 1], *options, *(["--", *query] if query else [])]


def _command_at(words: Sequence[str]) -> int | None:
    value_follows = False
    for index, word in enumerate(words):
        if value_follows:
            value_follows = False
        elif word == "--library":
            value_follows = True
        elif not word.startswith("-"):
            return index
    return None
