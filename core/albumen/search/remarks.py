"""What the search says besides its hits: a code with arguments, and its sentence in English.

Whoever shows a remark in another language translates the code's text and fills in the arguments.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

# Numbers are written with `:,`, to be grouped as the language does. A list is named after how its
# members belong together: `any_of` are words, to be quoted, `all_of` are parts of a query.
TEXTS: Mapping[str, str] = {
    # About what was found.
    "being-built": (
        "The search index is being built; until then searching is slower and less clever."
    ),
    "relaxed": "Few photos match all words, so those that match some of them follow.",
    "none-for-all": "These match some of the words.",
    "look-one": "One photo looks like it.",
    "look-many": "{count:,} photos look like it.",
    "look-one-more": "One more photo looks like it.",
    "look-many-more": "{count:,} more photos look like it.",
    "unknown-words": "No photo has {any_of}.",
    "missing-one": "1 photo matches, but its file is missing: add is:missing.",
    "missing-many": "{count:,} photos match, but their files are missing: add is:missing.",
    "without-one": "Without {all_of} 1 photo matches.",
    "without-many": "Without {all_of} {count:,} photos match.",
    "uncaptioned-one": "1 photo has no caption.",
    "uncaptioned-many": "{count:,} photos have no caption.",
    "no-match": "No photo matches.",
    "no-match-of-all": "No photo matches all of this.",
    # Mistakes in a query.
    "too-long": "The query is too long.",
    "too-many-words": "The query has too many words.",
    "too-deep": "There are too many parentheses in each other.",
    "not-opened": "This parenthesis was never opened.",
    "not-closed": "This parenthesis is never closed.",
    "empty-group": "There is nothing between the parentheses.",
    "quote-not-closed": "The quotation mark is never closed.",
    "or-needs-both": "“{sign}” needs something on both sides.",
    "and-needs-both": "“AND” needs something on both sides.",
    "nothing-follows": "Nothing follows “{sign}”.",
    "not-searchable": "“{value}” has no letter or digit to look for.",
    "not-searchable-after": "There is no letter or digit to look for after “{sign}”.",
    "nested-field": "“{field}:” cannot stand inside another field's parentheses.",
    "no-field": "There is no field “{field}:”.",
    "no-value": "“{field}:” needs a value.",
    "no-choice": "“{field}:{value}” is nothing that photos can be.",
    "no-number": "“{value}” is not a number or range for {field}.",
    "too-high": "{field} goes up to {highest} only.",
    "range-backwards": "The range ends before it begins.",
    "no-place": "“{value}” is not a place.",
    "place-nowhere": "There is no place at “{value}”.",
    "date-unknown": "“{value}” is not a date: “{part}” is not known.",
    "date-open": "“{value}” is not a date: a range needs a beginning or an end.",
    "date-backwards": "“{value}” is not a date: the range ends before it begins.",
    "date-beyond": "“{value}” is not a date: “{part}” is beyond the calendar.",
    "date-no-year": "“{value}” is not a date: “{part}” is not a year.",
    "date-year-0": "“{value}” is not a date: there is no year 0.",
    "date-month": "“{value}” is not a date: there is no month {part}.",
    "date-day": "“{value}” is not a date: there is no day {part}.",
    "date-two-days": ("“{value}” is not a date: it may mean two days, so write the year first."),
    # How to mend them.
    "at-most": "Use at most {number}.",
    "below-characters": "Keep it below {number} characters.",
    "take-out-or-open": "Take it out, or add a ( before it.",
    "add-closing": "Add a ) where the group ends.",
    "close-before": "Close the parenthesis before it.",
    "fill-group": "Write words between them, or take them out.",
    "close-quote": 'Add a " where the phrase ends.',
    "write-or": "Write dog OR cat; to look for the word itself, put it in quotation marks.",
    "leave-and-out": "Leave it out: words next to each other must all match anyway.",
    "write-not": 'Write -dog for photos without dogs; to look for the word, write "not".',
    "write-word": "Write a word there.",
    "for-example": "For example {example}.",
    "did-you-mean": "Did you mean {query}?",
    "possible": "Possible are {values}.",
    "quote-field": 'To look for the text itself, put it in quotation marks: "{field}:…".',
    "write-one": "Write {first}.",
    "write-either": "Write {first} or {second}.",
    "write-place": "Write {first}: latitude, longitude and distance.",
}


@dataclass(frozen=True, slots=True)
class Remark:
    """A sentence.

    Attributes:
        code: A key of `TEXTS`.
        arguments: What is filled in: strings, numbers and lists of strings.

    """

    code: str
    arguments: dict[str, Any] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The sentence in English."""
        return TEXTS[self.code].format(
            **{name: _filled(name, value) for name, value in self.arguments.items()}
        )


def _filled(name: str, value: Any) -> Any:
    if name == "any_of":
        return " or ".join(f"“{word}”" for word in value)
    return " and ".join(value) if name == "all_of" else value


def remark(code: str, **arguments: Any) -> Remark:
    """Make a remark."""
    return Remark(code, arguments)
