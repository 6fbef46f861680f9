"""Forms whose labels stand beside the middle of their fields."""

from __future__ import annotations

from PySide6.QtWidgets import QFormLayout, QLabel


def align_labels(form: QFormLayout) -> None:
    """Centre each label on its field; Qt moves it only by a part of what a tall field needs."""
    for row in range(form.rowCount()):
        label = form.itemAt(row, QFormLayout.ItemRole.LabelRole)
        field = form.itemAt(row, QFormLayout.ItemRole.FieldRole)
        beside = label.widget() if label is not None else None
        inside = field.widget() if field is not None else None
        if isinstance(beside, QLabel) and beside.text() and inside is not None:
            inside.ensurePolished()
            beside.setMinimumHeight(inside.sizeHint().height())
