"""`albumen-train embed`: the joint embedding by which searches find photos by their look."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import torch

from albumen.captioning.checkpoint_config import CheckpointConfig
from albumen_training.arguments import THREADS, whole
from albumen_training.captioned_set import CaptionedSet, load_captioned_set
from albumen_training.files import write_atomically
from albumen_training.joint_embedding import EmbeddingSettings, JointEmbeddingTraining
from albumen_training.run_config import load_run_config
from albumen_training.text_stage import read_text
from albumen_training.word_vectors import frequent_words, telling_words, word_vectors

if TYPE_CHECKING:
    import argparse

HELP = "train the embedding that finds photos by their look"
DESCRIPTION = """\
Learns to put captions and photos into one space, from the captions and cached features of a
configuration's train collections, and writes the file that searches load. Takes a few minutes on a
processor. Prints how well the captions of each dev collection find their photos.

  albumen-train embed cross_entropy.toml --data DATA --checkpoint resources/captioner \\
      --text more.txt.gz --out resources/embedding/joint.safetensors

The features must come from the encoder of the checkpoint, because photos in a library have that
encoder's. More captions as text, one a line, teach words that the collections hardly have.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    default = EmbeddingSettings()
    parser.add_argument("config", type=Path, help="names the collections")
    parser.add_argument("--data", type=Path, default=Path(), help="root of its paths")
    parser.add_argument("--set", action="append", default=[], metavar="KEY=VALUE")
    parser.add_argument("--text", type=Path, action="append", default=[], help="captions as text")
    parser.add_argument(
        "--checkpoint",
        type=Path,
        action="append",
        required=True,
        help="captioner whose features are understood; more than one if they share an encoder",
    )
    parser.add_argument(
        "--captioner",
        action="append",
        default=[],
        metavar="HASH",
        help="weights hash of an older captioner with the same encoder, understood as well",
    )
    parser.add_argument("--min-count", type=whole(1), default=5, help="captions that have a word")
    parser.add_argument("--most-words", type=whole(1), default=12_000)
    parser.add_argument("--dimension", type=whole(1), default=default.dimension)
    parser.add_argument("--hidden", type=whole(1), default=default.hidden)
    parser.add_argument("--epochs", type=whole(1), default=default.epochs)
    parser.add_argument("--batch", type=whole(1), default=default.batch)
    parser.add_argument("--seed", type=whole(0), default=default.seed)
    parser.add_argument("--threads", type=THREADS, default=0)
    parser.add_argument("--out", type=Path, required=True, help="file to write")


def run(arguments: argparse.Namespace) -> int:
    """Train and write the embedding."""
    if arguments.threads:
        torch.set_num_threads(arguments.threads)
    config = load_run_config(arguments.config, arguments.set)
    captioners = [CheckpointConfig.read(path).weights_hash for path in arguments.checkpoint]
    train = load_captioned_set(config.of_role("train"), arguments.data)
    captions = _captions(train, arguments.text)
    words = frequent_words(captions, arguments.min_count, arguments.most_words)
    print(f"{len(train.examples):,} photos, {len(captions):,} captions, {len(words):,} words")
    vectors = word_vectors(captions, words, arguments.dimension)
    training = JointEmbeddingTraining(
        train,
        words,
        vectors,
        EmbeddingSettings(
            dimension=arguments.dimension,
            hidden=arguments.hidden,
            epochs=arguments.epochs,
            batch=arguments.batch,
            seed=arguments.seed,
        ),
    )
    training.fit()
    for collection in config.of_role("dev"):
        found = training.evaluate(load_captioned_set([collection], arguments.data))
        shown = ", ".join(f"{name} {value:.1f}" for name, value in asdict(found).items())
        print(f"{collection.name}: {shown}")
    packed = training.packed({"captioners": " ".join([*captioners, *arguments.captioner])})
    arguments.out.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(arguments.out, lambda partial: partial.write_bytes(packed))
    print(f"{arguments.out}: {len(packed) / 2**20:.1f} MiB")
    return 0


def _captions(train: CaptionedSet, texts: list[Path]) -> list[list[str]]:
    """Telling words of every caption, each caption once."""
    unique: dict[tuple[str, ...], None] = {}
    for item in train.examples:
        unique.update((tuple(telling_words(caption)), None) for caption in item.captions)
    for path in texts:
        unique.update((tuple(telling_words(caption)), None) for caption in read_text(path))
    return [list(words) for words in unique]
