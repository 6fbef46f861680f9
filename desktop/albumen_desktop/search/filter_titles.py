"""Filters in the words of people."""

from __future__ import annotations

from PySide6.QtCore import QObject

from albumen.search.query.errors import QueryError
from albumen.search.query.printer import to_text
from albumen.search.query.syntax import (
    Absent,
    And,
    DateFilter,
    Flag,
    Near,
    Node,
    Not,
    NumberFilter,
    Or,
    Phrase,
    Word,
)
from albumen_desktop.search.query_filters import filters_of, without_filters

STAR = "★"


class FilterTitles(QObject):
    """Names what a query's filters let pass."""

    def query(self, query: str) -> str:
        """A query that can be read, its filters as on their chips."""
        try:
            filters = [self.title(node) for node in filters_of(query)]
            words = without_filters(query)
        except QueryError:
            return query
        return ", ".join([words, *filters] if words else filters)

    def title(self, node: Node) -> str:  # noqa: C901, PLR0912 - a flat table of cases
        """A filter as it is written on its chip."""
        match node:
            case Not(Absent(scope)):
                return self._pair(scope, self.tr("any"))
            case Not(member):
                return self.tr("Not: {filter}").format(filter=self.title(member))
            case Or(members):
                return self.tr(" or ").join(self.title(one) for one in members)
            case And(members):
                return ", ".join(self.title(one) for one in members)
            case Flag("source", name):
                return self._pair("caption", self.origin(name))
            case Flag(_, name):
                return self._property(name)
            case Absent("caption"):
                return self._pair("caption", self.origin("none"))
            case Absent(scope):
                return self._pair(scope, self.tr("none"))
            case DateFilter(text):
                return self._pair("date", self.date(text))
            case NumberFilter("rating"):
                return self._pair("rating", self._stars(node))
            case NumberFilter(scope):
                return self._pair(scope, to_text(node).partition(":")[2])
            case Near(latitude, longitude, kilometres):
                place = f"{latitude:g}, {longitude:g}"
                return self.tr("Within {distance} km of {place}").format(
                    distance=f"{kilometres:g}", place=place
                )
            case Word(text, "label") | Phrase(text, "label"):
                return self._pair("label", self.colour(text))
            case Word(text, "type") | Phrase(text, "type"):
                return self._pair("type", text.upper())
            case Word(text, scope) | Phrase(text, scope):
                return self._pair(scope or "", text)
            case _:
                return to_text(node)

    def field(self, scope: str) -> str:
        """A field of the query language."""
        names = {
            "caption": self.tr("Caption"),
            "tag": self.tr("Tag"),
            "title": self.tr("Title"),
            "file": self.tr("File"),
            "folder": self.tr("Folder"),
            "album": self.tr("Album"),
            "camera": self.tr("Camera"),
            "lens": self.tr("Lens"),
            "label": self.tr("Colour label"),
            "type": self.tr("Type"),
            "date": self.tr("Date"),
            "rating": self.tr("Rating"),
            "size": self.tr("Size"),
            "width": self.tr("Width"),
            "height": self.tr("Height"),
            "megapixels": self.tr("Megapixels"),
            "iso": "ISO",
            "aperture": self.tr("Aperture"),
            "focal": self.tr("Focal length"),
            "exposure": self.tr("Exposure"),
        }
        return names.get(scope, scope)

    def origin(self, name: str) -> str:
        """Who wrote a caption."""
        names = {
            "user": self.tr("yours"),
            "imported": self.tr("from the file"),
            "model": self.tr("by the model"),
            "none": self.tr("none"),
        }
        return names.get(name, name)

    def colour(self, name: str) -> str:
        """A colour label."""
        names = {
            "red": self.tr("red"),
            "yellow": self.tr("yellow"),
            "green": self.tr("green"),
            "blue": self.tr("blue"),
            "purple": self.tr("purple"),
        }
        return names.get(name.casefold(), name)

    def date(self, text: str) -> str:
        """A stretch of time."""
        names = {
            "today": self.tr("today"),
            "yesterday": self.tr("yesterday"),
            "this week": self.tr("this week"),
            "last week": self.tr("last week"),
            "this month": self.tr("this month"),
            "last month": self.tr("last month"),
            "this year": self.tr("this year"),
            "last year": self.tr("last year"),
        }
        return names.get(text, text.replace("..", " – ").strip())

    def stars(self, count: int) -> str:
        """So many stars, or more if there are any more."""
        if not count:
            return self.tr("no stars")
        stars = STAR * count
        return stars if count == 5 else self.tr("{stars} or more").format(stars=stars)

    def _stars(self, rating: NumberFilter) -> str:
        low, high = rating.low, rating.high
        if low is not None and low.is_integer() and not rating.low_strict:
            if low == high:
                return STAR * int(low) or self.tr("no stars")
            if low and high is None:
                return self.stars(int(low))
        return to_text(rating).partition(":")[2]

    def _property(self, name: str) -> str:
        names = {
            "favourite": self.tr("Favourites"),
            "captioned": self.tr("With a caption"),
            "caption": self.tr("With a caption"),
            "missing": self.tr("File missing"),
            "offline": self.tr("Offline"),
            "landscape": self.tr("Landscape format"),
            "portrait": self.tr("Portrait format"),
            "square": self.tr("Square"),
            "failed": self.tr("Failed"),
            "tagged": self.tr("With tags"),
            "tag": self.tr("With tags"),
            "rated": self.tr("With stars"),
            "rating": self.tr("With stars"),
            "gps": self.tr("With a place"),
            "title": self.tr("With a title"),
            "camera": self.tr("With a camera"),
            "lens": self.tr("With a lens"),
            "exposure": self.tr("With an exposure"),
            "date": self.tr("With a date"),
            "album": self.tr("In an album"),
        }
        return names.get(name, name)

    def _pair(self, scope: str, value: str) -> str:
        return self.tr("{field}: {value}").format(field=self.field(scope), value=value)
