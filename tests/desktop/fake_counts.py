"""What is counted in a library in memory."""

from __future__ import annotations

from albumen.library.facets import Facets
from albumen.library.views import Counts, Failure, Skipped, Statistics
from tests.desktop.fake_photo import facets_of, statistics_of
from tests.desktop.fake_tags import FakeTags


class FakeCounts(FakeTags):
    """Counts photos by what is known of them and lists what went wrong."""

    def counts(self) -> Counts:
        with self.lock:
            rows = list(self.rows.values())
        states = [row.state for row in rows]
        captioned = sum(bool(row.shown and row.shown.text) for row in rows)
        failed = sum(bool(row.failures) for row in rows)
        return Counts(states.count("present"), captioned, 0, failed, states.count("missing"),
                      states.count("offline"), 0)  # fmt: skip

    def facets(self) -> Facets:
        return facets_of(list(self.rows.values()))

    def statistics(self) -> Statistics:
        return statistics_of(list(self.rows.values()), self.tags(), self.counts())

    def failures(self) -> list[Failure]:
        return [Failure(row.path, job, reason, row.id)
                for row in self.rows.values() for job, reason in row.failures]  # fmt: skip

    def skipped(self) -> list[Skipped]:
        return list(self.skipped_files)
