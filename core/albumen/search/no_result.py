"""Says why a query found nothing and what would find something."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from albumen.search.evaluation import optional_words
from albumen.search.query.printer import to_text
from albumen.search.query.syntax import And, Node, Not, Or, Phrase, Word, all_of, leaves
from albumen.search.ranking import asks_for_missing
from albumen.search.remarks import Remark, remark
from albumen.search.suggestions import nearest_word
from albumen.search.text import split_words
from albumen.search.text_column import normalise

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from albumen.search.evaluation import Evaluator, WordMatch
    from albumen.search.filters import Filters
    from albumen.search.index import KnownWords

# How alike a name must be to be what was meant (difflib's ratio).
_ALIKE = 0.7
# Up to so many terms all ways to leave some out are counted at once.
_FEW = 16


@dataclass(frozen=True, slots=True)
class NoResult:
    """Why nothing was found, and the query that finds something and leaves out least, if any."""

    why: tuple[Remark, ...]
    looser: str = ""


def explain(node: Node, evaluator: Evaluator, filters: Filters) -> NoResult:
    """Explain why no photo matches; `evaluator` has evaluated the query."""
    required = _required(node)
    unknown = [
        match.word.text
        for member in required
        for leaf in leaves(member)
        if isinstance(leaf, Word) and (match := evaluator.found.get(leaf)) and not match.sources
    ]
    said: list[Remark] = []
    if unknown:
        said.append(remark("unknown-words", any_of=list(dict.fromkeys(unknown))))
    missing = _missing(node, evaluator, filters)
    if missing:
        said.append(_counted("missing", missing))
    loosened = _loosened(required, evaluator, filters)
    looser = ""
    if loosened is not None:
        left_out, matching = loosened
        gone = [to_text(member) for member in left_out]
        said.append(_counted("without", matching, all_of=gone))
        members = node.members if isinstance(node, And) else (node,)
        looser = to_text(all_of(member for member in members if member not in left_out))
    if evaluator.found and (silent := filters.uncaptioned()):
        said.append(_counted("uncaptioned", silent))
    if not unknown and not missing:
        said.insert(0, remark("no-match-of-all" if len(required) > 1 else "no-match"))
    return NoResult(tuple(said), looser)


def _counted(code: str, count: int, **arguments: Any) -> Remark:
    if count == 1:
        return remark(f"{code}-one", **arguments)
    return remark(f"{code}-many", count=count, **arguments)


def _required(node: Node) -> tuple[Node, ...]:
    """The members of a conjunction that must match; what says little need not."""
    if not isinstance(node, And):
        return (node,)
    optional = optional_words(node.members)
    return tuple(dict.fromkeys(member for member in node.members if member not in optional))


def _missing(node: Node, evaluator: Evaluator, filters: Filters) -> int:
    if asks_for_missing(node):
        return 0
    found = evaluator.evaluate(node).mask & filters.universe(missing=True)
    return int(np.count_nonzero(found))


def _loosened(
    required: tuple[Node, ...], evaluator: Evaluator, filters: Filters
) -> tuple[tuple[Node, ...], int] | None:
    """What to leave out, as little as possible, and how many photos match then."""
    if len(required) < 2:
        return None
    missing = any(map(asks_for_missing, required))
    photos = np.flatnonzero(filters.universe(missing=missing))
    matched = np.array([evaluator.evaluate(member).mask[photos] for member in required])
    counts = matched.sum(axis=0, dtype=np.int16)
    most = counts.max(initial=0)
    if not most:
        return None
    kept, numbers = _ways(matched[:, counts == most])
    said = np.array([any(map(_is_said, leaves(member))) for member in required])
    # Words matter more than filters; the fewer photos it brings, the nearer it is to what was
    # asked; and what comes first stays.
    best = np.lexsort((-np.arange(len(kept)), numbers, -kept[:, said].sum(axis=1)))[0]
    left_out = tuple(
        member for member, stays in zip(required, kept[best], strict=True) if not stays
    )
    return left_out, int(numbers[best])


def _ways(matched: NDArray[np.bool_]) -> tuple[NDArray[np.bool_], NDArray[np.int64]]:
    """The different columns in ascending order, one a row, and how often there is each."""
    if len(matched) > _FEW:
        ways, numbers = np.unique(matched, axis=1, return_counts=True)
        return ways.T, numbers
    # As whole numbers, of which there are few, they need not be sorted.
    numbers = np.bincount((1 << np.arange(len(matched))[::-1]) @ matched)
    found = np.flatnonzero(numbers)
    bits = found[:, None] >> np.arange(len(matched))[::-1] & 1
    return bits.astype(bool), numbers[found]


def _is_said(leaf: Node) -> bool:
    return isinstance(leaf, Word | Phrase) and leaf.scope in {None, "caption"}


def suggestion(node: Node, found: Iterable[WordMatch], known: KnownWords, filters: Filters) -> str:
    """The query with unknown words and names replaced by the nearest known ones, or nothing."""
    replaced: dict[Node, Node] = {}
    for match in found:
        if match.sources or "*" in match.word.text:
            continue
        near = nearest_word("".join(split_words(match.word.text)), known.counts)
        if near is not None:
            replaced[match.word] = Word(near, match.word.scope)
    for leaf in leaves(node):
        if isinstance(leaf, Word | Phrase) and leaf.scope is not None and "*" not in leaf.text:
            names = filters.known_names(leaf.scope)
            if names and not filters.matches(leaf).any():
                near = _nearest_name(leaf.text, names)
                if near is not None:
                    replaced[leaf] = (
                        Word(near, leaf.scope) if near.isalnum() else Phrase(near, leaf.scope)
                    )
    return to_text(_replaced(node, replaced)) if replaced else ""


def _nearest_name(text: str, names: Iterable[str]) -> str | None:
    """The name, or the word of a name, that is most like a text."""
    wholes = {normalise(name): name for name in names if name}
    parts = {word: word for name in wholes for word in split_words(name)}
    choices = parts | wholes
    near = difflib.get_close_matches(normalise(text), choices, n=1, cutoff=_ALIKE)
    return choices[near[0]] if near else None


def _replaced(node: Node, leaf_for: dict[Node, Node]) -> Node:
    match node:
        case And(members):
            return And(tuple(_replaced(member, leaf_for) for member in members))
        case Or(members):
            return Or(tuple(_replaced(member, leaf_for) for member in members))
        case Not(member):
            return Not(_replaced(member, leaf_for))
        case _:
            return leaf_for.get(node, node)
