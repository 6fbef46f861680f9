"""Cutting a list of photos by the folders that they lie in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from albumen.library.views import PhotoList
from albumen_desktop.grid.groups import Grouping, Groups
from albumen_desktop.sidebar.entries import root_title

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from albumen.library.views import FolderView, RootView


def group_by_folder(
    photos: PhotoList,
    folder_ids: NDArray[np.int64],
    folders: Sequence[FolderView],
    roots: Sequence[RootView],
) -> tuple[PhotoList, Groups]:
    """Put a list in order of folders, as the sidebar has them; in each, the order stays.

    `folder_ids` are those of the photos. Headings are paths below the root, which they begin with
    where there are several roots.
    """
    names = _names(folders, roots)
    ordered = sorted(names, key=lambda one: names[one][1])
    # Photos of folders that were not there yet when the folders were read come last.
    highest = max(int(folder_ids.max(initial=0)), *ordered, 0)
    ranks = np.full(highest + 1, len(ordered), dtype=np.int64)
    ranks[ordered] = np.arange(len(ordered))
    rank = ranks[folder_ids]
    order = np.argsort(rank, kind="stable")
    rank = rank[order]
    changes = np.flatnonzero(np.diff(rank)) + 1
    starts = np.concatenate((np.zeros(min(len(rank), 1), dtype=np.int64), changes))
    headings = tuple(
        names[ordered[place]][0] if place < len(ordered) else "" for place in rank[starts].tolist()
    )
    listed = PhotoList(photos.ids[order], photos.aspects[order], photos.taken[order])
    return listed, Groups(Grouping.FOLDER, starts, dated=False, names=headings)


def _names(
    folders: Sequence[FolderView], roots: Sequence[RootView]
) -> dict[int, tuple[str, tuple[str, ...]]]:
    """Heading and place in the order of each folder."""
    titles = {root.id: root_title(root.path) for root in roots}
    paths = {root.id: root.path for root in roots}
    found = {}
    for folder in folders:
        title = titles.get(folder.root_id, "")
        if not folder.path:
            heading = title
        else:
            heading = f"{title}/{folder.path}" if len(roots) > 1 else folder.path
        # The path parts two roots of one name; their folders must not mix.
        below = folder.path.casefold().split("/") if folder.path else []
        place = (title.casefold(), paths.get(folder.root_id, ""), *below)
        found[folder.id] = (heading, place)
    return found
