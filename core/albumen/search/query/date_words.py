"""The words that dates are written with, in English, German, French and Spanish."""

from __future__ import annotations

import re
import unicodedata

_MONTHS = (
    "january january jan januar janvier enero",
    "february february feb februar février febrero",
    "march march mar märz mars marzo",
    "april april apr avril abril",
    "may may mai mayo",
    "june june jun juni juin junio",
    "july july jul juli juillet julio",
    "august august aug août agosto",
    "september september sep sept septembre septiembre",
    "october october oct oktober octobre octubre",
    "november november nov novembre noviembre",
    "december december dec dezember décembre diciembre",
)
_SEASONS = (
    "spring spring frühling frühjahr printemps primavera",
    "summer summer sommer été verano",
    "autumn autumn fall herbst automne otoño",
    "winter winter hiver invierno",
)
_DAYS = (
    "monday monday mon montag lundi lunes",
    "tuesday tuesday tue dienstag mardi martes",
    "wednesday wednesday wed mittwoch mercredi miércoles",
    "thursday thursday thu donnerstag jeudi jueves",
    "friday friday fri freitag vendredi viernes",
    "saturday saturday sat samstag sonnabend samedi sábado",
    "sunday sunday sun sonntag dimanche domingo",
)
_OTHERS = (
    "today today heute hoy",
    "yesterday yesterday gestern hier ayer",
    "christmas christmas weihnachten noël navidad",
    "weekend weekend wochenende",
    "last last past letzte letzten letzter letztes",
    "this this diese diesen dieser dieses",
    "day day days tag tage",
    "week week weeks woche wochen",
    "month month months monat monate",
    "year year years jahr jahre",
    "ago ago",
)
# The first of each line stands for all of them; those that stand there only are its spellings.
MONTHS = {line.split()[0]: number for number, line in enumerate(_MONTHS, start=1)}
# Meteorological seasons of the northern half by their first month.
SEASONS = {line.split()[0]: 3 * number for number, line in enumerate(_SEASONS, start=1)}
WEEKDAYS = {line.split()[0]: number for number, line in enumerate(_DAYS)}

_ENGLISH = {
    unicodedata.normalize("NFC", other): line.split()[0]
    for line in (*_MONTHS, *_SEASONS, *_DAYS, *_OTHERS)
    for other in line.split()[1:]
}
_LETTERS = re.compile(r"[^\W\d_]+")


def spellings(*names: str) -> str:
    """A pattern for all that may be written for these words, the longest first."""
    found = sorted((word for word, name in _ENGLISH.items() if name in names), key=len)
    return "|".join(map(re.escape, reversed(found)))


def in_english(text: str) -> str:
    """Replace each word that is known by the English one."""
    composed = unicodedata.normalize("NFC", text)
    return _LETTERS.sub(lambda word: _ENGLISH.get(word.group(), word.group()), composed)
