from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
import torch
from PIL import Image

from albumen.captioning import checkpoint
from albumen.captioning.checkpoint_config import CheckpointConfig, DecodingConfig, TagConfig
from albumen.captioning.config import EncoderConfig, Family, ModelConfig
from albumen.captioning.decoders import build_decoder
from albumen.captioning.encoder import Encoder, ImageFeatures
from albumen.captioning.tag_head import TagHead
from albumen.captioning.vocabulary import SPECIAL_WORDS, Vocabulary

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

WORDS = [
    "a",
    "the",
    "man",
    "woman",
    "dog",
    "cat",
    "on",
    "in",
    "of",
    "with",
    "red",
    "blue",
    "ball",
    "boat",
    "tree",
    "house",
    "street",
    "beach",
    "runs",
    "sits",
    "holding",
    "standing",
    "black",
    "white",
    "grass",
    "water",
]


@pytest.fixture(autouse=True, scope="session")
def _one_thread() -> Iterator[None]:
    """Tiny models compute faster alone than they wake other threads."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


@pytest.fixture(autouse=True)
def _seeded() -> Iterator[None]:
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(7)
        yield


@pytest.fixture
def tiny_config() -> Callable[..., ModelConfig]:
    def make(family: Family = "soft_attention", **changes: object) -> ModelConfig:
        config = ModelConfig(
            family=family,
            encoder=EncoderConfig(arch="resnet18", image_size=64, resize_to=64),
            vocabulary_size=len(SPECIAL_WORDS) + len(WORDS),
            embedding_size=12,
            hidden_size=16,
            attention_size=10,
        )
        return replace(config, **changes)  # type: ignore[arg-type]  # keywords of the dataclass

    return make


@pytest.fixture
def random_features() -> Callable[[int], ImageFeatures]:
    def make(photos: int, channels: int = 512, regions: int = 4) -> ImageFeatures:
        return ImageFeatures.from_grid(torch.rand(photos, regions, channels) * 3)

    return make


@pytest.fixture(scope="session")
def vocabulary() -> Vocabulary:
    return Vocabulary((*SPECIAL_WORDS, *WORDS))


@pytest.fixture(scope="session")
def tiny_parts(
    vocabulary: Vocabulary,
) -> tuple[CheckpointConfig, Encoder, torch.nn.Module, TagHead]:
    """A random model: fit for testing mechanics, and for nothing else."""
    torch.manual_seed(3)
    model = ModelConfig(
        family="soft_attention",
        encoder=EncoderConfig(arch="resnet18", image_size=64, resize_to=64),
        vocabulary_size=len(vocabulary),
        embedding_size=12,
        hidden_size=16,
        attention_size=10,
        tie_embeddings=True,
        styles=("coco", "flickr"),
        default_style="flickr",
        tag_count=3,
    )
    config = CheckpointConfig(
        name="tiny",
        model=model,
        vocabulary=vocabulary,
        decoding=DecodingConfig(max_words=8),
        tags=(
            TagConfig(name="dog", threshold=0.0),
            TagConfig(name="beach", threshold=1.1),
            TagConfig(name="birthday cake", threshold=0.0, slope=2.0, intercept=0.1),
        ),
        metrics={"coco_dev": {"CIDEr-D": 0.0}},
    )
    decoder = build_decoder(model)
    with torch.no_grad():
        for parameter in decoder.parameters():
            parameter.mul_(3)
    return config, Encoder(model.encoder).eval(), decoder.eval(), TagHead(model).eval()


@pytest.fixture(scope="session")
def tiny_checkpoint(
    tmp_path_factory: pytest.TempPathFactory,
    tiny_parts: tuple[CheckpointConfig, Encoder, torch.nn.Module, TagHead],
) -> Path:
    config, encoder, decoder, tag_head = tiny_parts
    directory = tmp_path_factory.mktemp("checkpoint") / "tiny"
    checkpoint.save(
        directory,
        config,
        encoder=encoder,
        decoder=decoder,  # type: ignore[arg-type]  # a Decoder
        tag_head=tag_head,
        encoding=lambda _name, tensor: "int8" if tensor.ndim == 4 else "fp32",
    )
    return directory


def make_photo(seed: int, size: tuple[int, int] = (120, 90)) -> Image.Image:
    """Coloured blotches: different for each seed, and JPEG-friendly."""
    noise = np.random.default_rng(seed).integers(0, 256, (6, 8, 3), dtype=np.uint8)
    return Image.fromarray(noise).resize(size, Image.Resampling.BICUBIC)


@pytest.fixture
def photos() -> list[Image.Image]:
    return [make_photo(seed) for seed in range(5)]


@pytest.fixture
def photo_files(tmp_path: Path, photos: list[Image.Image]) -> list[str]:
    paths = []
    for number, photo in enumerate(photos):
        path = tmp_path / f"photo{number}.png"
        photo.save(path)
        paths.append(str(path))
    return paths
