"""A tiny world: squares of one colour, and captions that name the colour."""

from __future__ import annotations

import io
import json
import tarfile
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pytest
import torch
from PIL import Image
from safetensors.torch import save_file

from albumen.captioning.config import EncoderConfig
from albumen.captioning.encoder import Encoder
from albumen_training.cli import main
from albumen_training.feature_cache import extract_features
from albumen_training.photo_store import Preparation, prepare_photos

if TYPE_CHECKING:
    from pathlib import Path

COLOURS = {"red": (220, 30, 30), "green": (20, 200, 40), "blue": (30, 40, 230)}
PHOTOS = 24


@dataclass(frozen=True)
class World:
    """Files of the tiny world; all paths of configurations are below `root`."""

    root: Path
    names: tuple[str, ...]

    @property
    def config(self) -> Path:
        return self.root / "tiny.toml"


def captions_of(colour: str) -> list[str]:
    return [f"A {colour} square on a wall.", f"a big {colour} square", f"the {colour} square"]


def coco_json(names: list[str], start: int = 0) -> dict[str, object]:
    images, annotations = [], []
    for number, name in enumerate(names):
        images.append({"id": number, "file_name": name})
        colour = list(COLOURS)[(start + number) % 3]
        annotations += [{"image_id": number, "caption": text} for text in captions_of(colour)]
    return {"images": images, "annotations": annotations}


def photo_bytes(colour: tuple[int, int, int], size: tuple[int, int] = (48, 40)) -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", size, colour).save(stream, "PNG")
    return stream.getvalue()


def extract_by_colour(batch: np.ndarray) -> np.ndarray:
    """Grid features (N, 2, 2, 512) that carry the mean colour."""
    colours = batch.reshape(len(batch), -1, 3).mean(1) / 255
    features = np.zeros((len(batch), 2, 2, 512), np.float16)
    features[..., :3] = 3 * colours[:, None, None, :]
    return features


def extract_third_stage(batch: np.ndarray) -> np.ndarray:
    """The same with the shape that a ResNet-18's third stage would give."""
    return np.repeat(np.repeat(extract_by_colour(batch)[..., :256], 2, 1), 2, 2)


def extract_second_stage(batch: np.ndarray) -> np.ndarray:
    """And of the second."""
    return np.repeat(np.repeat(extract_third_stage(batch)[..., :128], 2, 1), 2, 2)


#: An override: the collections with features of the third stage, of which a run trains the last.
OF_THIRD_STAGE = (
    'collections=[{name="a",captions="train.json",features=["third"],boxes="boxes.json",'
    'style="plain"},{name="b",captions="dev.json",features=["third"],style="plain",role="dev"}]'
)

#: Likewise, with features of the second stage, behind which two are trained.
OF_SECOND_STAGE = OF_THIRD_STAGE.replace("third", "second")

CONFIG = """
vocabulary = "vocabulary.json"
tags = "tags.json"

[model]
family = "up_down"
embedding_size = 16
hidden_size = 16
attention_size = 8
dropout = 0.0
styles = ["plain", "fancy"]
default_style = "plain"

[encoder]
arch = "resnet18"
image_size = 64
resize_to = 64
weights = "encoder.safetensors"

[optimisation]
epochs = 3
photos_per_batch = 6
rate = 0.02
seed = 3

[objective]
captions_per_photo = 3
label_smoothing = 0.0
beam = 2

[[collections]]
name = "squares"
captions = "train.json"
features = ["grid"]
flipped = ["grid"]
boxes = "boxes.json"
style = "plain"

[[collections]]
name = "held"
captions = "dev.json"
features = ["grid"]
flipped = ["grid"]
style = "plain"
role = "dev"

[[texts]]
path = "text.txt"
style = "fancy"
"""


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    """Photos, captions, vocabulary, features and a configuration."""
    root = tmp_path_factory.mktemp("world")
    names = [f"square{number:02d}.png" for number in range(PHOTOS)]
    colours = list(COLOURS.values())
    with tarfile.open(root / "photos.tar", "w") as archive:
        for number, name in enumerate(names):
            content = photo_bytes(colours[number % 3])
            info = tarfile.TarInfo(f"photos/{name}")
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    (root / "train.json").write_text(json.dumps(coco_json(names[:18])))
    (root / "dev.json").write_text(json.dumps(coco_json(names[18:])))
    boxes = {name.removesuffix(".png"): [[n % 3, 0.5, 0.5, 1, 1]] for n, name in enumerate(names)}
    (root / "boxes.json").write_text(json.dumps(boxes))
    lines = [text for colour in COLOURS for text in captions_of(colour)]
    (root / "text.txt").write_text("\n".join(lines * 4))
    (root / "tiny.toml").write_text(CONFIG)
    code = main(
        [
            *("vocabulary", str(root / "train.json"), "--min-count", "1"),
            *("--tags", str(root / "tags.json"), "--out", str(root / "vocabulary.json")),
        ]
    )
    assert code == 0
    store = prepare_photos(root / "photos.tar", root / "photos", Preparation(64), threads=1)
    extract_features(store, root / "grid", extract_by_colour, encoder="colour", batch_size=7)
    extract_features(store, root / "third", extract_third_stage, encoder="colour-third")
    extract_features(store, root / "second", extract_second_stage, encoder="colour-second")
    torch.manual_seed(0)
    encoder = Encoder(EncoderConfig(arch="resnet18", image_size=64, resize_to=64))
    save_file(dict(encoder.trunk.state_dict()), root / "encoder.safetensors")
    return World(root, tuple(names))
