"""Names of cameras as people say them."""

from __future__ import annotations

import re

_COMPANY = re.compile(
    r"[\s,]+(?:corporation|corp|company|co|ltd|limited|inc|ag|gmbh|imaging|optical|camera|computer"
    r"|electric|electronics|communications|technologies|technology|mobile|international)\b.*",
    re.IGNORECASE,
)
_KNOWN = {"eastman kodak": "Kodak", "lge": "LG", "lg": "LG", "research in motion": "BlackBerry"}
_INITIALS = 3


def clean_make(make: str) -> str:
    """Turn `NIKON CORPORATION` into `Nikon`."""
    name = _COMPANY.sub("", " ".join(make.split())).strip(" ,.")
    if known := _KNOWN.get(name.lower()):
        return known
    if name.isalpha() and ((name.isupper() and len(name) > _INITIALS) or name.islower()):
        return name.capitalize()
    return name


def clean_model(model: str, make: str) -> str:
    """Drop the make from the front of a model: `NIKON D90` of Nikon is `D90`."""
    name = " ".join(model.split())
    for prefix in (" ".join(make.split()), clean_make(make)):
        rest = name[len(prefix) :]
        if prefix and name.lower().startswith(prefix.lower()) and rest[:1] in {" ", "-", "_"}:
            return rest.strip(" -_")
    return name
