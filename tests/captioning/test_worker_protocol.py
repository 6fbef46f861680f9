from __future__ import annotations

import contextlib
import io

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from albumen.captioning.results import (
    Alternative,
    Attention,
    CaptionResult,
    TagProbability,
    Word,
)
from albumen.captioning.worker_protocol import (
    Message,
    ProtocolError,
    read_message,
    read_result,
    result_message,
    write_message,
)

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)
MESSAGES = st.builds(Message, st.dictionaries(st.text(), JSON, max_size=3), st.binary(max_size=50))
NUMBERS = st.floats(-100, 0)
RESULTS = st.builds(
    CaptionResult,
    caption=st.text(),
    score=st.floats(0, 1),
    words=st.lists(st.builds(Word, st.text(), NUMBERS), max_size=4).map(tuple),
    alternatives=st.lists(st.builds(Alternative, st.text(), NUMBERS), max_size=3).map(tuple),
    tags=st.lists(st.builds(TagProbability, st.text(), st.floats(0, 1)), max_size=3).map(tuple),
    attention=st.none()
    | st.builds(Attention, npst.arrays(np.uint8, npst.array_shapes(min_dims=3, max_dims=3))),
    feature=st.none()
    | npst.arrays(np.float16, st.integers(1, 9), elements=st.floats(-1, 1, width=16)),
)


@given(st.lists(MESSAGES, max_size=4))
def test_messages_round_trip(messages: list[Message]) -> None:
    stream = io.BytesIO()
    for message in messages:
        write_message(stream, message)
    stream.seek(0)
    assert [read_message(stream) for _ in messages] == messages
    assert read_message(stream) is None


@given(MESSAGES, st.data())
def test_an_end_in_the_middle_is_an_end(message: Message, data: st.DataObject) -> None:
    stream = io.BytesIO()
    write_message(stream, message)
    whole = stream.getvalue()
    cut = data.draw(st.integers(0, len(whole) - 1))
    assert read_message(io.BytesIO(whole[:cut])) is None


@given(st.binary(max_size=60))
def test_noise_is_refused_or_ends(noise: bytes) -> None:
    with contextlib.suppress(ProtocolError):
        message = read_message(io.BytesIO(noise))
        assert message is None or isinstance(message.header, dict)


@pytest.mark.parametrize("header", [b"nonsense", b"[1]", b"\xff"])
def test_headers_that_are_not_objects(header: bytes) -> None:
    content = len(header).to_bytes(4, "big") + bytes(4) + header
    with pytest.raises(ProtocolError):
        read_message(io.BytesIO(content))


def test_a_path_that_is_not_unicode() -> None:
    stream = io.BytesIO()
    path = b"/photos/caf\xe9\n.jpg".decode("utf-8", "surrogateescape")
    write_message(stream, Message({"kind": "caption", "paths": [path]}))
    stream.seek(0)
    message = read_message(stream)
    assert message is not None
    assert message.kind == "caption"
    assert message.header["paths"] == [path]


@given(RESULTS, st.booleans(), st.booleans())
def test_results_round_trip(result: CaptionResult, attention: bool, feature: bool) -> None:
    message = result_message(4, 2, result, attention=attention, feature=feature)
    stream = io.BytesIO()
    write_message(stream, message)
    stream.seek(0)
    arrived = read_message(stream)
    assert arrived is not None
    assert (arrived.header["request"], arrived.header["index"]) == (4, 2)
    read = read_result(arrived)
    for name in ("caption", "score", "words", "alternatives", "tags"):
        assert getattr(read, name) == getattr(result, name)
    if attention and result.attention is not None:
        assert read.attention is not None
        np.testing.assert_array_equal(read.attention.weights, result.attention.weights)
    else:
        assert read.attention is None
    if feature and result.feature is not None:
        assert read.feature is not None
        np.testing.assert_array_equal(read.feature, result.feature)
    else:
        assert read.feature is None


@pytest.mark.parametrize(
    "header",
    [
        {},
        {"arrays": {}},
        {"arrays": {"feature": [9]}, "caption": "", "score": 0},
        {"arrays": [], "caption": ""},
        {"arrays": {}, "caption": "", "score": 0, "words": 3, "alternatives": [], "tags": []},
    ],
)
def test_results_that_are_not(header: dict[str, object]) -> None:
    with pytest.raises(ProtocolError):
        read_result(Message(header))
