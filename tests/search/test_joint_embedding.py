"""Reading the joint embedding, and what it makes of words and features."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from albumen.captioning.checkpoint_config import CheckpointConfig
from albumen.captioning.shipped import checkpoint_directory
from albumen.search import joint_embedding
from albumen.search.joint_embedding import EmbeddingDamaged, JointEmbedding, load_shipped
from tests.support.joint_embedding import CAPTIONER, packed_embedding


def test_a_file_is_read_as_it_was_written() -> None:
    embedding = JointEmbedding.read(packed_embedding())
    assert embedding.dimension == 3
    assert list(embedding.rows) == ["dog", "beach", "snow"]
    assert embedding.captioners == {CAPTIONER}


def test_words_and_features_of_a_subject_meet() -> None:
    embedding = JointEmbedding.read(packed_embedding())
    features = np.eye(4, dtype=np.float32)[:3]
    photos = embedding.photos(features)
    assert np.allclose(np.linalg.norm(photos, axis=1), 1, atol=1e-5)
    for subject, word in enumerate(("dog", "beach", "snow")):
        text = embedding.text([(word, 1.0)])
        assert text is not None
        assert int(np.argmax(photos @ text)) == subject


def test_words_add_up_by_their_weights() -> None:
    embedding = JointEmbedding.read(packed_embedding())
    both = embedding.text([("dog", 1.0), ("beach", 0.5)])
    assert both is not None
    assert both[0] > both[1] > both[2]
    assert float(np.linalg.norm(both)) == pytest.approx(1, abs=1e-5)


def test_unknown_words_are_nothing() -> None:
    embedding = JointEmbedding.read(packed_embedding())
    assert embedding.text([("wombat", 1.0)]) is None
    assert embedding.text([]) is None


def test_the_signature_changes_with_the_content() -> None:
    one, other = (JointEmbedding.read(packed_embedding(captioner=name)) for name in ("a1", "b2"))
    assert one.signature != other.signature


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"version": "99"}, "another version"),
        ({"leave_out": "vectors"}, "damaged"),
        ({"words": ("dog", "beach")}, "do not fit"),
    ],
)
def test_files_that_do_not_fit_are_refused(change: dict[str, object], says: str) -> None:
    with pytest.raises(EmbeddingDamaged, match=says):
        JointEmbedding.read(packed_embedding(**change))  # type: ignore[arg-type]  # see above


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_damaged_files_are_refused_or_read(data: st.DataObject) -> None:
    content = bytearray(packed_embedding())
    if data.draw(st.booleans()):
        del content[data.draw(st.integers(0, len(content) - 1)) :]
    else:
        at = data.draw(st.integers(0, len(content) - 1))
        content[at] ^= data.draw(st.integers(1, 255))
    try:
        embedding = JointEmbedding.read(bytes(content))
    except EmbeddingDamaged:
        return
    assert embedding.dimension > 0


@pytest.mark.expected_logs("by their words alone")
def test_without_a_usable_file_searches_go_without(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(joint_embedding, "_FILE", "embedding/absent.safetensors")
    assert JointEmbedding.load() is None
    assert load_shipped() is None

    def damaged() -> None:
        raise EmbeddingDamaged("The joint embedding is damaged.")

    monkeypatch.setattr(JointEmbedding, "load", damaged)
    assert load_shipped() is None


def test_the_shipped_embedding_can_be_read() -> None:
    embedding = JointEmbedding.load()
    assert embedding is not None
    assert {"dog", "beach", "pizza"} <= embedding.rows.keys()
    assert embedding.text([("dog", 1.0)]) is not None


def test_the_shipped_embedding_understands_the_shipped_captioner() -> None:
    """If not, run `albumen-train embed` with features of the new captioner's encoder."""
    embedding = JointEmbedding.load()
    assert embedding is not None
    assert CheckpointConfig.read(checkpoint_directory()).weights_hash in embedding.captioners
