"""How words that are not the window's own are put into what it says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

if TYPE_CHECKING:
    from collections.abc import Iterable


def literal_label(text: str) -> str:
    """A text for a button or a menu in which "&" is no mark of a mnemonic."""
    return text.replace("&", "&&")


def quoted(words: Iterable[str]) -> str:
    """Words in a sentence, each in quotation marks."""
    quotes = QCoreApplication.translate("Wording", "“{word}”")
    return ", ".join(quotes.format(word=word) for word in words)
