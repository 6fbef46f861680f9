"""What the sidebar can list."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import PurePath
from typing import TYPE_CHECKING

from albumen.library.views import Selection

if TYPE_CHECKING:
    from albumen.library.views import Counts, FolderView, NamedCount, RootView

RECENT_DAYS = 14
DAY_SECONDS = 86_400


class Kind(StrEnum):
    """What an entry of the sidebar stands for."""

    SECTION = "section"
    PLACE = "place"
    FOLDER = "folder"
    ALBUM = "album"
    TAG = "tag"
    SEARCH = "search"
    PAGE = "page"


@dataclass(frozen=True)
class Scope:
    """What the grid lists before a search narrows it down.

    Attributes:
        key: Names the scope across sessions, as `place:all` or `folder:17`.
        title: For people.
        selection: The photos, unless they come from a query.
        query: A saved search's query, or empty.
        added_within_days: Only photos added that recently; 0 for all.

    """

    key: str
    title: str
    selection: Selection = field(default_factory=Selection)
    query: str = ""
    added_within_days: int = 0


@dataclass(frozen=True)
class SidebarContents:
    """Everything that the sidebar shows, read at once.

    Attributes:
        counts: The line of counts.
        favourites: How many photos are favourites.
        recent: How many photos were added within `RECENT_DAYS`.

    """

    counts: Counts
    favourites: int
    recent: int
    roots: tuple[RootView, ...]
    folders: tuple[FolderView, ...]
    tags: tuple[NamedCount, ...]
    albums: tuple[NamedCount, ...]
    searches: tuple[NamedCount, ...]


@dataclass
class FolderNode:
    """A folder with those below it and the number of photos in all of them."""

    folder: FolderView
    title: str
    total: int
    children: list[FolderNode]


def folder_tree(folders: tuple[FolderView, ...], roots: tuple[RootView, ...]) -> list[FolderNode]:
    """Folders as trees, one for each root, with totals; folders without photos are left out."""
    root_paths = {root.id: root.path for root in roots}
    nodes = {
        folder.id: FolderNode(folder, _title(folder, root_paths), folder.count, [])
        for folder in folders
    }
    tops = []
    # Deepest first, so that each folder's total is complete before its parent takes it.
    for folder in sorted(folders, key=_depth, reverse=True):
        parent = nodes.get(folder.parent_id) if folder.parent_id is not None else None
        node = nodes[folder.id]
        if parent is None:
            tops.append(node)
        elif node.total:
            parent.total += node.total
            parent.children.append(node)
    for node in nodes.values():
        node.children.sort(key=lambda child: child.title.casefold())
    return sorted(tops, key=lambda node: node.title.casefold())


def root_title(path: str) -> str:
    """What the folder at the top of a tree is called: its name, or its path if it has none."""
    return PurePath(path).name or path


def _depth(folder: FolderView) -> int:
    return folder.path.count("/") + bool(folder.path)


def _title(folder: FolderView, root_paths: dict[int, str]) -> str:
    if folder.path:
        return folder.path.rsplit("/", 1)[-1]
    return root_title(root_paths.get(folder.root_id, ""))
