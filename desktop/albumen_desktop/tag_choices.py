"""Which tags a person may mean: completion over names, other names and the tree. Knows no Qt."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from albumen.library.views import NamedCount

MOST_PROPOSALS = 9


@dataclass(frozen=True)
class TagProposal:
    """One line under the tag box.

    Attributes:
        name: The tag.
        path: The tag below those above it, as `animal/dog`.
        alias: The other name that was typed, or empty.
        count: Number of photos.

    """

    name: str
    path: str
    alias: str = ""
    count: int = 0


@dataclass(frozen=True)
class _Choice:
    tag: NamedCount
    path: str
    folded: str
    folded_path: str
    folded_aliases: tuple[str, ...]


def split_names(text: str) -> list[str]:
    """The tags of a line: separated by commas, each once, spaces made single."""
    names: dict[str, str] = {}
    for part in text.split(","):
        levels = [" ".join(level.split()) for level in part.replace("|", "/").split("/")]
        name = "/".join(level for level in levels if level)
        if name:
            names.setdefault(name.casefold(), name)
    return list(names.values())


@dataclass
class TagChoices:
    """All tags of a library, to be searched by what somebody types."""

    tags: Sequence[NamedCount] = ()
    _choices: list[_Choice] = field(init=False, default_factory=list)
    _by_name: dict[str, str] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        by_id = {tag.id: tag for tag in self.tags}
        for tag in self.tags:
            path = "/".join(_levels(tag, by_id))
            aliases = tuple(alias.casefold() for alias in tag.aliases)
            self._choices.append(_Choice(tag, path, tag.name.casefold(), path.casefold(), aliases))
            self._by_name.update(dict.fromkeys(aliases, tag.name))
        for tag in self.tags:
            self._by_name[tag.name.casefold()] = tag.name

    def canonical(self, name: str) -> str:
        """The tag that a typed name or path stands for; an unknown one is itself."""
        last = name.rpartition("/")[2].strip()
        return self._by_name.get(last.casefold(), last)

    def knows(self, name: str) -> bool:
        """Whether there is a tag of this name."""
        return name.casefold() in self._by_name

    def propose(self, typed: str, recent: Iterable[str] = ()) -> list[TagProposal]:
        """The tags that `typed` may become, best first; the recent ones when nothing is typed.

        Names that begin so come before other names, then words and levels that begin so, then
        those that hold it anywhere; among equals recent tags come first, then frequent ones. A
        parent that is typed brings its children with it.
        """
        place = {name.casefold(): number for number, name in enumerate(recent)}
        wanted = _folded(typed)
        ranked = []
        for choice in self._choices:
            if wanted:
                rank, alias = _rank(choice, wanted)
                if rank is None:
                    continue
            elif choice.folded not in place:
                continue
            else:
                rank, alias = 0, ""
            order = (rank, place.get(choice.folded, len(place)), -choice.tag.count, choice.folded)
            ranked.append((order, choice, alias))
        ranked.sort(key=lambda one: one[0])
        return [
            TagProposal(choice.tag.name, choice.path, alias, choice.tag.count)
            for _, choice, alias in ranked[:MOST_PROPOSALS]
        ]


def _folded(text: str) -> str:
    levels = [" ".join(level.split()) for level in text.replace("|", "/").split("/")]
    return "/".join(levels).casefold().lstrip("/")


def _rank(choice: _Choice, wanted: str) -> tuple[int | None, str]:
    """How well a tag fits, 0 best and None not at all, and by which of its other names."""
    if "/" in wanted:
        path = f"/{choice.folded_path}"
        found = path.find(f"/{wanted}")
        return (None, "") if found < 0 else (0 if found == 0 else 1, "")
    if choice.folded.startswith(wanted):
        return (0, "")
    for folded, alias in zip(choice.folded_aliases, choice.tag.aliases, strict=True):
        if folded.startswith(wanted):
            return (1, alias)
    if f" {wanted}" in choice.folded or f"/{wanted}" in f"/{choice.folded_path}":
        return (2, "")
    if wanted in choice.folded:
        return (3, "")
    for folded, alias in zip(choice.folded_aliases, choice.tag.aliases, strict=True):
        if wanted in folded:
            return (4, alias)
    return (None, "")


def _levels(tag: NamedCount, by_id: dict[int, NamedCount]) -> list[str]:
    levels = [tag.name]
    seen = {tag.id}
    above = by_id.get(tag.parent_id) if tag.parent_id is not None else None
    while above is not None and above.id not in seen:
        seen.add(above.id)
        levels.append(above.name)
        above = by_id.get(above.parent_id) if above.parent_id is not None else None
    return levels[::-1]
