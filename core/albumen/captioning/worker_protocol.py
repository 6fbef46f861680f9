"""Messages between the caption worker and its owner; free of torch.

They travel over the worker's own standard input and output: pipes that no other process can open.
A message is two lengths (big-endian, 4 bytes each), a JSON header, and raw bytes of arrays.
Nothing is ever pickled.
"""

from __future__ import annotations

import json
import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, BinaryIO, Final

import numpy as np

from albumen.captioning.results import (
    Alternative,
    Attention,
    CaptionResult,
    TagProbability,
    Word,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

_LENGTHS: Final = struct.Struct(">II")
MAX_BYTES: Final = 256 * 2**20


class ProtocolError(Exception):
    """What arrived is not a message."""


@dataclass(frozen=True, slots=True)
class Message:
    """A JSON header, whose "kind" says what it means, with the bytes of its arrays."""

    header: dict[str, Any]
    payload: bytes = b""

    @property
    def kind(self) -> str:
        """What the message means."""
        return str(self.header.get("kind", ""))


def write_message(stream: BinaryIO, message: Message) -> None:
    """Write one message and flush; the caller holds whatever lock guards the stream."""
    header = json.dumps(message.header).encode("ascii")
    stream.write(_LENGTHS.pack(len(header), len(message.payload)) + header + message.payload)
    stream.flush()


def read_message(stream: BinaryIO) -> Message | None:
    """Read one message; None when the other side has gone, be it in the middle of one.

    Raises:
        ProtocolError: The bytes are not a message.

    """
    lengths = stream.read(_LENGTHS.size)
    if len(lengths) < _LENGTHS.size:
        return None
    header_size, payload_size = _LENGTHS.unpack(lengths)
    if header_size + payload_size > MAX_BYTES:
        raise ProtocolError(f"a message of {header_size + payload_size} bytes")
    content = stream.read(header_size + payload_size)
    if len(content) < header_size + payload_size:
        return None
    try:
        header = json.loads(content[:header_size])
    except ValueError as error:
        raise ProtocolError("a header that is not JSON") from error
    if not isinstance(header, dict):
        raise ProtocolError("a header that is not an object")
    return Message(header, content[header_size:])


def result_message(
    request: int, index: int, result: CaptionResult, *, attention: bool, feature: bool
) -> Message:
    """The message that carries a result."""
    arrays: dict[str, NDArray[Any]] = {}
    if attention and result.attention is not None:
        arrays["attention"] = result.attention.weights
    if feature and result.feature is not None:
        arrays["feature"] = result.feature
    header = {
        "kind": "result",
        "request": request,
        "index": index,
        "caption": result.caption,
        "score": result.score,
        "words": [[item.word, item.logprob] for item in result.words],
        "alternatives": [[item.caption, item.logprob] for item in result.alternatives],
        "tags": [[item.tag, item.probability] for item in result.tags],
        "arrays": {name: list(value.shape) for name, value in arrays.items()},
    }
    return Message(header, b"".join(value.tobytes() for value in arrays.values()))


def read_result(message: Message) -> CaptionResult:
    """The inverse of `result_message`.

    Raises:
        ProtocolError: The message does not hold a result.

    """
    header = message.header
    arrays: dict[str, NDArray[Any]] = {}
    offset = 0
    try:
        for name, shape in header["arrays"].items():
            dtype = np.dtype(np.uint8 if name == "attention" else np.float16)
            size = int(np.prod(shape)) * dtype.itemsize
            flat = np.frombuffer(message.payload[offset : offset + size], dtype)
            arrays[name] = flat.reshape(shape)
            offset += size
        return CaptionResult(
            caption=header["caption"],
            score=header["score"],
            words=tuple(Word(word, logprob) for word, logprob in header["words"]),
            alternatives=tuple(Alternative(text, value) for text, value in header["alternatives"]),
            tags=tuple(TagProbability(tag, value) for tag, value in header["tags"]),
            attention=Attention(arrays["attention"]) if "attention" in arrays else None,
            feature=arrays.get("feature"),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ProtocolError("a result that is not one") from error
