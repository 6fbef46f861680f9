"""Where a library keeps its parts, and the options that a person can set for it."""

from __future__ import annotations

import contextlib
import logging
import os
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import platformdirs

from albumen.errors import KnownError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

T = TypeVar("T")

_LOG = logging.getLogger(__name__)


class SettingError(KnownError):
    """A setting that does not exist, or a value that it cannot have."""


@dataclass(frozen=True, slots=True)
class LibraryPaths:
    """The parts of a library folder."""

    directory: Path

    @property
    def database(self) -> Path:
        """The SQLite file that holds everything worth keeping."""
        return self.directory / "library.db"

    @property
    def index(self) -> Path:
        """The folder of the search index, a cache of the database."""
        return self.directory / "index"

    @property
    def thumbnails(self) -> Path:
        """The folder of the thumbnails, a cache of the photos."""
        return self.directory / "thumbnails"

    @property
    def backups(self) -> Path:
        """The folder of dated copies of the database."""
        return self.directory / "backups"

    @property
    def log(self) -> Path:
        """The folder of the engine's log files."""
        return self.directory / "log"

    @property
    def lock(self) -> Path:
        """The file that the engine of this library keeps locked."""
        return self.directory / "lock"

    @property
    def endpoint(self) -> Path:
        """The file in which the running engine says where it can be reached."""
        return self.directory / "endpoint"


def default_library_directory() -> Path:
    """Return the library that is used when none is named: `$ALBUMEN_LIBRARY` or the user's own."""
    named = os.environ.get("ALBUMEN_LIBRARY", "")
    if named:
        return Path(named).expanduser().absolute()
    return platformdirs.user_data_path("albumen", appauthor=False)


@dataclass(frozen=True, slots=True)
class Option(Generic[T]):
    """One setting: its name, its default, its meaning and what values it takes.

    Attributes:
        key: Name in the table `setting` and on the command line.
        default: Value while nothing is stored.
        describe: One sentence for the preferences.
        parse: Returns the value of the right type or raises `ValueError` saying what is allowed.

    """

    key: str
    default: T
    describe: str
    parse: Callable[[object], T]

    def check(self, value: object) -> T:
        """Return `value` as this option's type.

        Raises:
            SettingError: The option cannot have this value.

        """
        try:
            return self.parse(value)
        except ValueError as error:
            raise SettingError(
                f"The setting {self.key} cannot be {value!r}.", way_out=f"It is {error}."
            ) from error


def _switch(value: object) -> bool:
    if isinstance(value, bool):
        return value
    words = {"true": True, "on": True, "yes": True, "false": False, "off": False, "no": False}
    if isinstance(value, str) and value.strip().lower() in words:
        return words[value.strip().lower()]
    raise ValueError("either on or off")


def _whole(low: int, high: int) -> Callable[[object], int]:
    def parse(value: object) -> int:
        if isinstance(value, int | str) and not isinstance(value, bool):
            with contextlib.suppress(ValueError):
                number = int(value)
                if low <= number <= high:
                    return number
        raise ValueError(f"a whole number from {low} to {high}")

    return parse


def _fraction(low: float, high: float) -> Callable[[object], float]:
    def parse(value: object) -> float:
        if isinstance(value, int | float | str) and not isinstance(value, bool):
            with contextlib.suppress(ValueError, OverflowError):
                number = float(value)
                if low <= number <= high:
                    return number
        raise ValueError(f"a number from {low:g} to {high:g}")

    return parse


def _folders(value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        value = value.split(os.pathsep)
    if isinstance(value, list | tuple) and all(isinstance(one, str) for one in value):
        return tuple(os.path.realpath(one) for one in value if one)
    raise ValueError(f"paths of folders, separated by {os.pathsep!r}")


def _patterns(value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        value = value.split(";")
    if isinstance(value, list | tuple) and all(isinstance(one, str) for one in value):
        patterns = tuple(dict.fromkeys(one.strip() for one in value if one.strip()))
        # One that leaves out everything is a slip.
        if all(set(one) - set("*/") for one in patterns):
            return patterns
    raise ValueError(
        "names of folders or files, or patterns such as **/previews/**, separated by ';'"
    )


def _choice(*allowed: str) -> Callable[[object], str]:
    def parse(value: object) -> str:
        if isinstance(value, str) and value in allowed:
            return value
        raise ValueError(f"one of {', '.join(allowed)}")

    return parse


CAPTION_AUTOMATIC = Option(
    key="caption.automatic",
    default=True,
    describe="Caption new photos by themselves.",
    parse=_switch,
)
CAPTION_WHEN = Option(
    key="caption.when",
    default="always",
    describe="When photos are described that nobody waits for: always, when the computer is idle, "
    "or never.",
    parse=_choice("always", "idle", "never"),
)
CAPTION_ASK_ABOVE = Option(
    key="caption.ask_above",
    default=200,
    describe="A window asks when to describe photos before it first describes more than so many; "
    "setting caption.when is the answer.",
    parse=_whole(0, 1_000_000_000),
)
CAPTION_ASKED = Option(
    key="caption.asked",
    default=False,
    describe="That question has come up by itself, and does not again.",
    parse=_switch,
)
CAPTION_ON_BATTERY = Option(
    key="caption.on_battery",
    default=True,
    describe="Describe photos on battery power, too.",
    parse=_switch,
)
CAPTION_IDLE_MINUTES = Option(
    key="caption.idle_minutes",
    default=5,
    describe="After how many minutes without anybody at its windows the computer counts as idle.",
    parse=_whole(1, 1440),
)
CAPTION_FOLDERS: Option[tuple[str, ...]] = Option(
    key="caption.folders",
    default=(),
    describe="The only folders whose photos are described by themselves; none means all.",
    parse=_folders,
)
CAPTION_NEUTRAL_WORDING = Option(
    key="caption.neutral_wording",
    default=False,
    describe="Word the model's captions without telling whether people are men or women.",
    parse=_switch,
)
CAPTION_BEAM_SIZE = Option(
    key="caption.beam_size",
    default=3,
    describe="How many captions are followed at once while searching for the best.",
    parse=_whole(1, 20),
)
CAPTION_DEVICE = Option(
    key="caption.device",
    default="auto",
    describe="What computes captions.",
    parse=_choice("auto", "cpu", "cuda", "mps"),
)
CAPTION_BATCH_SIZE = Option(
    key="caption.batch_size",
    default=32,
    describe="How many photos are captioned together.",
    parse=_whole(1, 1024),
)
CAPTION_IDLE_SECONDS = Option(
    key="caption.idle_seconds",
    default=300,
    describe="After how many seconds without work the model leaves the memory.",
    parse=_whole(1, 86_400),
)
CAPTION_DECLINED_WEIGHTS = Option(
    key="caption.declined_weights",
    default="",
    describe="The weights for which nobody wants older captions to be made anew.",
    parse=str,
)
CAPTION_SHOW_THRESHOLD = Option(
    key="caption.show_threshold",
    default=0.25,
    describe="Captions that are less likely to fit than this are shown as caption.unsure says.",
    parse=_fraction(0.0, 1.0),
)
CAPTION_UNSURE = Option(
    key="caption.unsure",
    default="guess",
    describe="What the window does with captions below caption.show_threshold: calls them a guess, "
    "hides them, or shows them like others. Searches find them in any case.",
    parse=_choice("guess", "hide", "show"),
)
FOLDERS_LEFT_OUT: Option[tuple[str, ...]] = Option(
    key="folders.left_out",
    default=(),
    describe="Names or patterns of folders and files that are left out, such as **/previews/**.",
    parse=_patterns,
)
THUMBNAILS_CACHE_MIB = Option(
    key="thumbnails.cache_mib",
    default=4096,
    describe="How many MiB of thumbnails are kept on disk.",
    parse=_whole(16, 1_048_576),
)
WATCH_BACKGROUND = Option(
    key="watch.background",
    default=False,
    describe="Keep watching and captioning after the last window is closed.",
    parse=_switch,
)
SEARCH_SEMANTIC = Option(
    key="search.semantic",
    default=True,
    describe="Find photos by what they look like as well, not only by the words about them.",
    parse=_switch,
)
INTERCHANGE_WRITE_BACK = Option(
    key="interchange.write_back",
    default="off",
    describe="Where captions, tags and ratings are written besides the library.",
    parse=_choice("off", "sidecar"),
)

OPTIONS: Mapping[str, Option[Any]] = MappingProxyType(
    {
        option.key: option
        for option in (
            CAPTION_AUTOMATIC,
            CAPTION_WHEN,
            CAPTION_ASK_ABOVE,
            CAPTION_ASKED,
            CAPTION_ON_BATTERY,
            CAPTION_IDLE_MINUTES,
            CAPTION_FOLDERS,
            CAPTION_NEUTRAL_WORDING,
            CAPTION_BEAM_SIZE,
            CAPTION_DEVICE,
            CAPTION_BATCH_SIZE,
            CAPTION_IDLE_SECONDS,
            CAPTION_DECLINED_WEIGHTS,
            CAPTION_SHOW_THRESHOLD,
            CAPTION_UNSURE,
            FOLDERS_LEFT_OUT,
            THUMBNAILS_CACHE_MIB,
            WATCH_BACKGROUND,
            SEARCH_SEMANTIC,
            INTERCHANGE_WRITE_BACK,
        )
    }
)


def option(key: str) -> Option[Any]:
    """Return the option with this key.

    Raises:
        SettingError: There is no such option.

    """
    try:
        return OPTIONS[key]
    except KeyError:
        raise SettingError(
            f"There is no setting {key!r}.", way_out=f"Settings are: {', '.join(OPTIONS)}."
        ) from None


@dataclass(frozen=True, slots=True)
class Settings:
    """Typed reading of the stored settings; what is not stored has its default."""

    values: Mapping[str, Any] = field(default_factory=dict)

    def get(self, option: Option[T]) -> T:
        """Return the value of an option; a stored value that it cannot have counts as absent."""
        if option.key not in self.values:
            return option.default
        try:
            return option.check(self.values[option.key])
        except SettingError as error:
            # Written by another version, or by hand: no reason to keep a library closed.
            _LOG.warning("%s The default is used.", error)
            return option.default

    def as_dict(self) -> dict[str, Any]:
        """Return the value of every option by key."""
        return {key: self.get(known) for key, known in OPTIONS.items()}
