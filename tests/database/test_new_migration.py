import pytest
import sqlalchemy as sa
from sqlalchemy import create_engine

from albumen.database.models import Base
from albumen.database.types import FilePath, UtcDateTime
from tests.support.new_migration import write_migration


@pytest.fixture
def extended():
    """The models with one table more than the migrations know."""
    table = sa.Table(
        "receipt",
        Base.metadata,
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("path", FilePath, nullable=False),
        sa.Column("bought_at", UtcDateTime),
        sa.Column("kind", sa.Enum("shop", "friend", native_enum=False, length=16)),
    )
    yield
    Base.metadata.remove(table)


def test_a_new_migration_says_what_changed_in_plain_types(extended, tmp_path):
    engine = create_engine("sqlite://")
    with engine.connect() as connection:
        path = write_migration(connection, "Remember receipts", tmp_path)
    engine.dispose()
    text = path.read_text(encoding="utf-8")
    compile(text, path, "exec")
    assert path.name == "v0004_remember_receipts.py"
    assert "create_table('receipt'" in text
    assert "down_revision = '0003'" in text
    for plain in ("sa.String()", "sa.DateTime()", "sa.String(length=16)"):
        assert plain in text
    assert "albumen" not in text
