"""What the search says, in the language of the window."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QLocale, QObject

if TYPE_CHECKING:
    from collections.abc import Iterable

    from albumen.search.remarks import Remark


class RemarkTexts(QObject):
    """Says remarks; the codes are those of `albumen.search.remarks`."""

    def say(self, remarks: Iterable[Remark], otherwise: str) -> str:
        """Remarks as sentences; `otherwise` where one of them is not known here."""
        texts = self.texts()
        said = []
        for one in remarks:
            text = texts.get(one.code)
            if text is None:
                return otherwise
            arguments = {name: self._filled(name, value) for name, value in one.arguments.items()}
            said.append(text.format(**arguments))
        return " ".join(said) or otherwise

    def texts(self) -> dict[str, str]:
        """The text of each code."""
        return {
            "being-built": self.tr(
                "The search index is being built; until then searching is slower and less clever."
            ),
            "relaxed": self.tr(
                "Few photos match all words, so those that match some of them follow."
            ),
            "none-for-all": self.tr("These match some of the words."),
            "look-one": self.tr("One photo looks like it."),
            "look-many": self.tr("{count} photos look like it."),
            "look-one-more": self.tr("One more photo looks like it."),
            "look-many-more": self.tr("{count} more photos look like it."),
            "unknown-words": self.tr("No photo has {any_of}."),
            "missing-one": self.tr("1 photo matches, but its file is missing: add is:missing."),
            "missing-many": self.tr(
                "{count} photos match, but their files are missing: add is:missing."
            ),
            "without-one": self.tr("Without {all_of} 1 photo matches."),
            "without-many": self.tr("Without {all_of} {count} photos match."),
            "uncaptioned-one": self.tr("1 photo has no caption."),
            "uncaptioned-many": self.tr("{count} photos have no caption."),
            "no-match": self.tr("No photo matches."),
            "no-match-of-all": self.tr("No photo matches all of this."),
            "too-long": self.tr("The query is too long."),
            "too-many-words": self.tr("The query has too many words."),
            "too-deep": self.tr("There are too many parentheses in each other."),
            "not-opened": self.tr("This parenthesis was never opened."),
            "not-closed": self.tr("This parenthesis is never closed."),
            "empty-group": self.tr("There is nothing between the parentheses."),
            "quote-not-closed": self.tr("The quotation mark is never closed."),
            "or-needs-both": self.tr("“{sign}” needs something on both sides."),
            "and-needs-both": self.tr("“AND” needs something on both sides."),
            "nothing-follows": self.tr("Nothing follows “{sign}”."),
            "not-searchable": self.tr("“{value}” has no letter or digit to look for."),
            "not-searchable-after": self.tr(
                "There is no letter or digit to look for after “{sign}”."
            ),
            "nested-field": self.tr("“{field}:” cannot stand inside another field's parentheses."),
            "no-field": self.tr("There is no field “{field}:”."),
            "no-value": self.tr("“{field}:” needs a value."),
            "no-choice": self.tr("“{field}:{value}” is nothing that photos can be."),
            "no-number": self.tr("“{value}” is not a number or range for {field}."),
            "too-high": self.tr("{field} goes up to {highest} only."),
            "range-backwards": self.tr("The range ends before it begins."),
            "no-place": self.tr("“{value}” is not a place."),
            "place-nowhere": self.tr("There is no place at “{value}”."),
            "date-unknown": self.tr("“{value}” is not a date: “{part}” is not known."),
            "date-open": self.tr("“{value}” is not a date: a range needs a beginning or an end."),
            "date-backwards": self.tr("“{value}” is not a date: the range ends before it begins."),
            "date-beyond": self.tr("“{value}” is not a date: “{part}” is beyond the calendar."),
            "date-no-year": self.tr("“{value}” is not a date: “{part}” is not a year."),
            "date-year-0": self.tr("“{value}” is not a date: there is no year 0."),
            "date-month": self.tr("“{value}” is not a date: there is no month {part}."),
            "date-day": self.tr("“{value}” is not a date: there is no day {part}."),
            "date-two-days": self.tr(
                "“{value}” is not a date: it may mean two days, so write the year first."
            ),
            "at-most": self.tr("Use at most {number}."),
            "below-characters": self.tr("Keep it below {number} characters."),
            "take-out-or-open": self.tr("Take it out, or add a ( before it."),
            "add-closing": self.tr("Add a ) where the group ends."),
            "close-before": self.tr("Close the parenthesis before it."),
            "fill-group": self.tr("Write words between them, or take them out."),
            "close-quote": self.tr('Add a " where the phrase ends.'),
            "write-or": self.tr(
                "Write dog OR cat; to look for the word itself, put it in quotation marks."
            ),
            "leave-and-out": self.tr(
                "Leave it out: words next to each other must all match anyway."
            ),
            "write-not": self.tr(
                'Write -dog for photos without dogs; to look for the word, write "not".'
            ),
            "write-word": self.tr("Write a word there."),
            "for-example": self.tr("For example {example}."),
            "did-you-mean": self.tr("Did you mean {query}?"),
            "possible": self.tr("Possible are {values}."),
            "quote-field": self.tr(
                'To look for the text itself, put it in quotation marks: "{field}:…".'
            ),
            "write-one": self.tr("Write {first}."),
            "write-either": self.tr("Write {first} or {second}."),
            "write-place": self.tr("Write {first}: latitude, longitude and distance."),
        }

    def _filled(self, name: str, value: Any) -> str:
        if name == "any_of":
            return self.tr(" or ").join(self.tr("“{word}”").format(word=one) for one in value)
        if name == "all_of":
            return self.tr(" and ").join(value)
        return QLocale().toString(value) if isinstance(value, int) else str(value)
