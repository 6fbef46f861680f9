"""Priorities of caption jobs; smaller numbers come first.

What a person chose comes before what is in view (see `work_commands`), then what a command waits
for, and everything else.
"""

from __future__ import annotations

ASKED_PRIORITY = 5
RUN_PRIORITY = 20
ANY_PRIORITY = 1_000_000
