"""`Library`: what the window and the command line see of a library."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from albumen.database.connection import Database
from albumen.imaging.thumbnail_files import ThumbnailFiles
from albumen.interchange.export import export_captions, export_library
from albumen.interchange.summary import ImportSummary
from albumen.library.caption_scope import CaptionBacklog, read_backlog
from albumen.library.facets import Facets, read_facets
from albumen.library.outdated import outdated_captions
from albumen.library.paths import normalise, resolve_photo
from albumen.library.photo_folders import read_photo_folders
from albumen.library.places import Places, read_places
from albumen.library.reads import LibraryReads
from albumen.library.statistics import read_statistics
from albumen.library.tag_shares import TagShare, read_suggested, read_tag_shares
from albumen.library.unfinished import waits_for_caption
from albumen.library.views import (
    CaptionPlan,
    CaptionRunResult,
    ChangeSet,
    Counts,
    DuplicateGroup,
    EngineStatus,
    Failure,
    Finding,
    FolderView,
    FoundPhoto,
    NamedCount,
    OutdatedCaptions,
    PhotoCard,
    PhotoDetail,
    PhotoEdit,
    PhotoList,
    RootView,
    SearchAnswer,
    Selection,
    Skipped,
    Sort,
    Statistics,
)
from albumen.library.wire import from_wire, to_wire
from albumen.search.answers import Completion
from albumen.settings import LibraryPaths, Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

T = TypeVar("T")


class CommandPort(Protocol):
    """The way to the engine."""

    def call(self, command: str, **parameters: Any) -> Any:
        """Run a command in the engine and return its JSON answer; raises its `KnownError`."""

    def subscribe(
        self,
        on_change: Callable[[ChangeSet], None],
        on_status: Callable[[EngineStatus], None],
        on_lost: Callable[[str], None],
    ) -> Callable[[], None]:
        """Be told of changes and progress until the returned function is called."""

    def close(self) -> None:
        """Leave the engine."""


class Library:
    """One library: reads go straight to its database, everything else through the engine.

    All methods may be called from any thread. Reads take milliseconds; commands take as long as
    their work. Both raise `KnownError` with a sentence for people.
    """

    def __init__(self, paths: LibraryPaths, port: CommandPort) -> None:
        self._paths = paths
        self._port = port
        self._database = Database.open_for_reading(paths)
        self._reads = LibraryReads(self._database)
        self._thumbnails = ThumbnailFiles(paths.thumbnails)

    @property
    def directory(self) -> Path:
        """The library's own folder."""
        return self._paths.directory

    def close(self) -> None:
        """Leave the library; the engine ends when nobody is left."""
        self._port.close()
        self._database.close()

    # --- reads ----------------------------------------------------------------------------------

    def _thumbnail(self, fingerprint: bytes) -> str | None:
        path = self._thumbnails.path(fingerprint)
        return str(path) if path.exists() else None

    def photos(self, selection: Selection) -> PhotoList:
        """List the photos of a selection."""
        return self._reads.photos(selection)

    def count(self, selection: Selection) -> int:
        """Count the photos of a selection."""
        return self._reads.count(selection)

    def cards(self, ids: Sequence[int]) -> list[PhotoCard]:
        """Read what a grid shows of photos, in their order; vanished ids are left out."""
        return self._reads.cards(ids, self._thumbnail)

    def found(self, ids: Sequence[int]) -> list[FoundPhoto]:
        """Read what a list of results tells of photos, in their order, however many they are."""
        return self._reads.found(ids, self._thumbnail)

    def photo(self, photo_id: int) -> PhotoDetail | None:
        """Read everything about a photo."""
        return self._reads.photo(photo_id, self._thumbnail)

    def photo_by_path(self, path: str) -> PhotoDetail | None:
        """Read everything about the photo at a path."""
        photo_id = self._reads.photo_id_by_path(resolve_photo(path))
        return None if photo_id is None else self.photo(photo_id)

    def photo_ids_below(self, path: str) -> list[int]:
        """List the photos at or below a path."""
        single = self._reads.photo_id_by_path(resolve_photo(path))
        if single is not None:
            return [single]
        return self._reads.photo_ids_below(os.path.realpath(normalise(path)))

    def attention(self, caption_id: int) -> NDArray[np.uint8] | None:
        """Read where the model looked: uint8, (words, rows, columns), or None."""
        return self._reads.attention(caption_id)

    def roots(self) -> list[RootView]:
        """List the registered folders."""
        return self._reads.roots()

    def folders(self) -> list[FolderView]:
        """List the folder tree."""
        return self._reads.folders()

    def tags(self) -> list[NamedCount]:
        """List the tags."""
        return self._reads.tags()

    def tag_shares(self, ids: Sequence[int]) -> list[TagShare]:
        """Count the set and suggested tags of photos; for thousands, not for hundred thousands."""
        return read_tag_shares(self._database, ids)

    def suggested_for(self, ids: Sequence[int], name: str) -> list[int]:
        """List those of the photos for which a tag is suggested."""
        return read_suggested(self._database, ids, name)

    def albums(self) -> list[NamedCount]:
        """List the albums."""
        return self._reads.albums()

    def saved_searches(self) -> list[NamedCount]:
        """List the saved searches."""
        return self._reads.saved_searches()

    def counts(self) -> Counts:
        """Count photos by what is known of them."""
        return self._reads.counts()

    def failures(self) -> list[Failure]:
        """List what could not be done, and why."""
        return self._reads.failures()

    def skipped(self) -> list[Skipped]:
        """List the files that are no photos, and why each was left out."""
        return self._reads.skipped()

    def settings(self) -> dict[str, Any]:
        """Read every setting, defaults included."""
        return Settings(self._reads.settings()).as_dict()

    def caption_backlog(self) -> CaptionBacklog:
        """Count the photos without a model caption by folder, with the rate of this machine."""
        return read_backlog(self._database, waits_for_caption())

    def places(self) -> Places:
        """Read where photos were taken."""
        return read_places(self._database)

    def photo_folders(self, ids: NDArray[np.int64]) -> NDArray[np.int64]:
        """Read the folder ids of photos, in their order; 0 for photos that are not there."""
        return read_photo_folders(self._database, ids)

    def facets(self) -> Facets:
        """Count the values that photos can be filtered by."""
        return read_facets(self._database)

    def statistics(self) -> Statistics:
        """Count photos by month, camera, tag and caption word."""
        return read_statistics(self._database)

    # --- what a person enters -------------------------------------------------------------------

    def edit(self, edits: Sequence[PhotoEdit]) -> list[PhotoEdit]:
        """Apply edits in one transaction; the answer undoes them when it is applied."""
        return from_wire(list[PhotoEdit], self._port.call("edit", edits=to_wire(list(edits))))

    def create_album(self, name: str) -> int:
        """Create an empty album."""
        return int(self._port.call("create_album", name=name))

    def rename_album(self, album_id: int, name: str) -> str:
        """Rename an album and return its former name."""
        return str(self._port.call("rename_album", album_id=album_id, name=name))

    def delete_album(self, album_id: int) -> dict[str, Any]:
        """Delete an album and return what `restore_album` takes."""
        return dict(self._port.call("delete_album", album_id=album_id))

    def restore_album(self, token: dict[str, Any]) -> int:
        """Undo `delete_album`."""
        return int(self._port.call("restore_album", token=token))

    def save_search(self, name: str, query: str) -> int:
        """Keep a query under a name."""
        return int(self._port.call("save_search", name=name, query=query))

    def rename_search(self, search_id: int, name: str) -> str:
        """Rename a saved search and return its former name."""
        return str(self._port.call("rename_search", search_id=search_id, name=name))

    def delete_search(self, search_id: int) -> dict[str, Any]:
        """Delete a saved search and return what `restore_search` takes."""
        return dict(self._port.call("delete_search", search_id=search_id))

    def restore_search(self, token: dict[str, Any]) -> int:
        """Undo `delete_search`."""
        return int(self._port.call("restore_search", token=token))

    def rename_tag(self, tag_id: int, name: str) -> str:
        """Rename a tag everywhere and return its former name."""
        return str(self._port.call("rename_tag", tag_id=tag_id, name=name))

    def create_tag(self, name: str, parent_id: int | None = None) -> int:
        """Create a tag, below another one if that is named."""
        return int(self._port.call("create_tag", name=name, parent_id=parent_id))

    def merge_tags(self, tag_id: int, into_id: int) -> dict[str, Any]:
        """Give everything of one tag to another and return what `unmerge_tags` takes."""
        return dict(self._port.call("merge_tags", tag_id=tag_id, into_id=into_id))

    def unmerge_tags(self, token: dict[str, Any]) -> int:
        """Undo `merge_tags`; returns the id of the tag that is back."""
        return int(self._port.call("unmerge_tags", token=token))

    def delete_tag(self, tag_id: int) -> dict[str, Any]:
        """Delete a tag everywhere and return what `restore_tag` takes."""
        return dict(self._port.call("delete_tag", tag_id=tag_id))

    def restore_tag(self, token: dict[str, Any]) -> int:
        """Undo `delete_tag`."""
        return int(self._port.call("restore_tag", token=token))

    def set_tag(
        self,
        tag_id: int,
        *,
        name: str | None = None,
        colour: str | None = None,
        parent_id: int | None = None,
        aliases: Sequence[str] | None = None,
    ) -> dict[str, Any]:
        """Change a tag's name, colour, parent (0: none) or aliases.

        Returns the arguments that undo it.
        """
        return dict(
            self._port.call(
                "set_tag",
                tag_id=tag_id,
                name=name,
                colour=colour,
                parent_id=parent_id,
                aliases=None if aliases is None else list(aliases),
            )
        )

    def export_entered(self, path: Path) -> int:
        """Write everything that a person entered as JSON lines; returns how many photos."""
        with self._database.read() as session:
            return export_library(session, path)

    def export_captions(self, path: Path) -> int:
        """Write the shown captions as CSV; returns how many."""
        with self._database.read() as session:
            return export_captions(session, path)

    def import_entered(self, path: Path, *, replace: bool = False) -> ImportSummary:
        """Bring an export into this library; fills what is empty unless `replace`."""
        answer = self._port.call("import_entered", path=normalise(path), replace=replace)
        return from_wire(ImportSummary, answer)

    # --- folders --------------------------------------------------------------------------------

    def add_folders(self, paths: Sequence[str]) -> list[RootView]:
        """Register folders and scan them."""
        return from_wire(list[RootView], self._port.call("add_folders", paths=_absolute(paths)))

    def remove_folder(self, path: str, *, forget: bool = False) -> int:
        """Take a folder out of the library; returns how many photos left the lists."""
        return int(self._port.call("remove_folder", path=normalise(path), forget=forget))

    def scan(
        self,
        paths: Sequence[str] | None = None,
        *,
        deep: bool = False,
        confirm_empty: bool = False,
        wait: bool = False,
    ) -> dict[str, int]:
        """Compare folders with the disk."""
        return dict(
            self._port.call(
                "scan",
                paths=_absolute(paths) if paths else None,
                deep=deep,
                confirm_empty=confirm_empty,
                wait=wait,
            )
        )

    # --- search ---------------------------------------------------------------------------------

    def search(
        self, query: str, *, limit: int = 200, offset: int = 0, sort: Sort = Sort.RELEVANCE
    ) -> SearchAnswer:
        """Find photos by what they show; mistakes in the query are part of the answer."""
        answer = self._port.call("search", query=query, limit=limit, offset=offset, sort=sort)
        return from_wire(SearchAnswer, answer)

    def complete(self, text: str, cursor: int) -> list[Completion]:
        """Propose how the word at the cursor may go on."""
        return from_wire(list[Completion], self._port.call("complete", text=text, cursor=cursor))

    def similar(self, photo_id: int, limit: int = 200) -> SearchAnswer:
        """Find photos like this one."""
        answer = self._port.call("similar", photo_id=photo_id, limit=limit)
        return from_wire(SearchAnswer, answer)

    def duplicates(self) -> list[DuplicateGroup]:
        """Group photos that are there more than once, as the same file or looking alike."""
        return from_wire(list[DuplicateGroup], self._port.call("duplicates"))

    # --- background work ------------------------------------------------------------------------

    def attach(self, *, asks: bool = False) -> None:
        """Have the folders watched and new photos captioned while this client is connected.

        With `asks`, many photos are described for the first time only after `caption.when` was set.
        """
        self._port.call("attach", asks=asks)

    def person_active(self) -> None:
        """Say that somebody uses a window, so that the computer does not count as idle."""
        self._port.call("person_active")

    def request_captions(self, ids: Sequence[int] | None = None, *, again: bool = False) -> int:
        """Queue photos for captioning; returns how many."""
        wanted = None if ids is None else list(ids)
        return int(self._port.call("request_captions", ids=wanted, again=again))

    def describe_again(
        self, ids: Sequence[int], *, rejected: Mapping[int, int] | None = None
    ) -> int:
        """Have photos described anew; returns what `restore_descriptions` takes.

        `rejected` are captions of the model that are not right: {photo id: caption id}.
        """
        return int(
            self._port.call("describe_again", ids=list(ids), rejected=to_wire(dict(rejected or {})))
        )

    def restore_descriptions(self, snapshot: int) -> int:
        """Undo `describe_again`, or an earlier undoing; returns what undoes this."""
        return int(self._port.call("restore_descriptions", snapshot=snapshot))

    def outdated_captions(self) -> OutdatedCaptions:
        """Find the photos that show a caption of other weights than there are now."""
        return outdated_captions(self._database)

    def plan_captions(
        self, ids: Sequence[int] | None = None, *, again: bool = False, limit: int | None = None
    ) -> CaptionPlan:
        """Tell which photos `run_captions` would take and, if known, how many a second."""
        wanted = None if ids is None else list(ids)
        return from_wire(
            CaptionPlan, self._port.call("plan_captions", ids=wanted, again=again, limit=limit)
        )

    def run_captions(
        self,
        ids: Sequence[int],
        *,
        again: bool = False,
        device: str | None = None,
        batch_size: int | None = None,
    ) -> CaptionRunResult:
        """Caption exactly these photos and return when that is done."""
        answer = self._port.call(
            "run_captions", ids=list(ids), again=again, device=device, batch_size=batch_size
        )
        return from_wire(CaptionRunResult, answer)

    def stop_captions(self) -> None:
        """End `run_captions` early; what is left stays queued."""
        self._port.call("stop_captions")

    def retry_failed(self, ids: Sequence[int] | None = None) -> int:
        """Queue failed jobs again; returns how many."""
        return int(self._port.call("retry_failed", ids=None if ids is None else list(ids)))

    def pause(self, kind: str) -> None:
        """Let no further job of a kind begin."""
        self._port.call("pause", kind=kind)

    def resume(self, kind: str) -> None:
        """Let a paused kind go on."""
        self._port.call("resume", kind=kind)

    def cancel(self, kind: str) -> int:
        """Drop the queued jobs of a kind; returns how many."""
        return int(self._port.call("cancel", kind=kind))

    def want_visible(self, ids: Sequence[int]) -> None:
        """Work on these photos first."""
        self._port.call("want_visible", ids=list(ids))

    def wait_for(self, kinds: Sequence[str], timeout: float | None = None) -> bool:
        """Wait until no job of these kinds is left and the index is up to date."""
        return bool(self._port.call("wait_for", kinds=list(kinds), timeout=timeout))

    def status(self) -> EngineStatus:
        """Describe the background work."""
        return from_wire(EngineStatus, self._port.call("status"))

    # --- maintenance ----------------------------------------------------------------------------

    def set_setting(self, key: str, value: Any) -> None:
        """Store a setting; None goes back to the default."""
        self._port.call("set_setting", key=key, value=value)

    def rebuild_index(self) -> None:
        """Make the search index anew."""
        self._port.call("rebuild_index")

    def doctor(self, *, verify: bool = False) -> list[Finding]:
        """Look at everything that can be broken."""
        return from_wire(list[Finding], self._port.call("doctor", verify=verify))

    def subscribe(
        self,
        on_change: Callable[[ChangeSet], None],
        on_status: Callable[[EngineStatus], None],
        on_lost: Callable[[str], None],
    ) -> Callable[[], None]:
        """Be told of changes and progress, on the client's own thread."""
        return self._port.subscribe(on_change, on_status, on_lost)


def _absolute(paths: Sequence[str]) -> list[str]:
    return [normalise(path) for path in paths]
