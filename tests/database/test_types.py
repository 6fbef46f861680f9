from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.dialects.sqlite.pysqlite import dialect

from albumen.database.models import Folder, Photo, Root
from albumen.database.types import (
    UnsignedInt64,
    UtcDateTime,
    from_stored_path,
    to_stored_path,
)

_DIALECT = dialect()


@given(st.binary())
def test_any_name_that_a_disk_can_hold_comes_back(name):
    path = name.decode("utf-8", "surrogateescape")
    stored = to_stored_path(path)
    stored.encode("utf-8")
    assert from_stored_path(stored) == path


@given(st.integers(0, 2**128 - 1))
def test_numbers_of_64_and_128_bits_come_back(number):
    column = UnsignedInt64()
    stored = column.process_bind_param(number, _DIALECT)
    assert stored is not None
    assert len(stored) in (8, 16)
    assert column.process_result_value(stored, _DIALECT) == number


@given(st.datetimes(timezones=st.just(UTC)))
def test_times_come_back_in_utc(moment):
    column = UtcDateTime()
    stored = column.process_bind_param(moment, _DIALECT)
    assert column.process_result_value(stored, _DIALECT) == moment


def test_a_time_elsewhere_is_the_same_moment():
    column = UtcDateTime()
    tokyo = datetime(2024, 1, 1, 9, tzinfo=timezone(timedelta(hours=9)))
    stored = column.process_bind_param(tokyo, _DIALECT)
    assert stored == datetime(2024, 1, 1)  # noqa: DTZ001 - what SQLite holds


def test_a_time_without_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        UtcDateTime().process_bind_param(datetime(2024, 1, 1), _DIALECT)  # noqa: DTZ001 - on purpose


def test_columns_hold_what_files_are_made_of(database):
    moment = datetime(2024, 5, 6, 7, 8, 9, 123456, tzinfo=UTC)
    with database.write() as session:
        root = Root(path="/p\udcff", added_at=moment)
        session.add(root)
        session.flush()
        folder = Folder(root_id=root.id, path="a\nb")
        session.add(folder)
        session.flush()
        session.add(
            Photo(
                folder_id=folder.id,
                name="\udc80.jpg",
                added_at=moment,
                inode=2**64 - 1,
                device=2**100,
                size=2**40,
                mtime_ns=2**62,
            )
        )
    with database.read() as session:
        photo = session.scalars(select(Photo)).one()
        assert (photo.name, photo.inode, photo.device) == ("\udc80.jpg", 2**64 - 1, 2**100)
        assert (photo.size, photo.mtime_ns, photo.added_at) == (2**40, 2**62, moment)
        assert session.scalars(select(Root.path)).one() == "/p\udcff"
        found = session.scalars(select(Photo.id).where(Photo.name == "\udc80.jpg")).all()
        assert found == [photo.id]
