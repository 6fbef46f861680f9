"""`albumen-train vocabulary`: the words, and the tags, of caption files."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from albumen.captioning.vocabulary import SPECIAL_WORDS, Vocabulary, tokenize
from albumen_training.arguments import whole
from albumen_training.caption_files import CaptionFileError, read_captions
from albumen_training.files import write_json
from albumen_training.tag_vocabulary import build_tag_vocabulary
from albumen_training.text_stage import read_text

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable

HELP = "collect the words, and the tags, of caption files"
DESCRIPTION = """\
Writes the words that captions use often enough, most frequent first, as JSON.

  albumen-train vocabulary captions_train2017.json --out vocabulary.json
  albumen-train vocabulary coco.json flickr8k.json --text more.txt.gz --text-min-count 20 \\
      --tags tags.json --out vocabulary.json

Layouts that are understood: COCO captions JSON, Karpathy's split JSON (with --split train),
Flickr8k token.txt, Flickr30k results.csv, a table headed image,caption. Text files hold one caption
a line and may be gzipped. Captions are tokenised as the COCO evaluation does, all alike.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("captions", type=Path, nargs="+", help="caption files with photos")
    parser.add_argument("--text", type=Path, action="append", default=[], help="captions as text")
    parser.add_argument("--split", default="", help="split of Karpathy's file to take")
    parser.add_argument(
        "--min-count", type=whole(1), default=5, help="keep words of the captions seen"
    )
    parser.add_argument(
        "--text-min-count",
        type=whole(1),
        default=20,
        help="keep words as well that captions and text together use so often",
    )
    parser.add_argument("--tags", type=Path, help="write the tag vocabulary here")
    parser.add_argument(
        "--tag-words", type=whole(0), default=400, help="tags beside COCO's classes"
    )
    parser.add_argument("--out", type=Path, required=True, help="the vocabulary to write")


def run(arguments: argparse.Namespace) -> int:
    """Build and write the vocabulary."""
    files = [read_captions(path) for path in arguments.captions]
    if arguments.split:
        files = [each.only(arguments.split) for each in files]
    for path, each in zip(arguments.captions, files, strict=True):
        print(
            f"{path}: {len(each.photos):,} photos; left out: {each.empty_captions} empty captions, "
            f"{len(each.without_caption)} photos without caption, {each.without_photo} captions "
            f"without photo, {each.malformed} lines of another layout"
        )
    by_photo = [photo.captions for each in files for photo in each.photos]
    captions = [caption for own in by_photo for caption in own]
    texts = [line for path in arguments.text for line in read_text(path)]
    vocabulary = choose_words(
        captions, texts, min_count=arguments.min_count, total_min_count=arguments.text_min_count
    )
    if len(vocabulary) == len(SPECIAL_WORDS):
        raise CaptionFileError(
            f"No word is used {arguments.min_count} times.", way_out="Give a lower --min-count."
        )
    write_json(arguments.out, vocabulary.to_json())
    print(f"{arguments.out}: {len(vocabulary):,} words, sha256 {vocabulary.sha256[:16]}")
    if arguments.tags:
        tags = build_tag_vocabulary(by_photo, words=arguments.tag_words)
        write_json(arguments.tags, {"names": list(tags.names), "words": dict(tags.words)})
        print(f"{arguments.tags}: {len(tags)} tags")
    return 0


def choose_words(
    captions: Iterable[str], texts: Iterable[str], *, min_count: int, total_min_count: int
) -> Vocabulary:
    """Words seen `min_count` times in captions, or `total_min_count` times in both together."""
    described = Counter(word for caption in captions for word in tokenize(caption))
    total = described + Counter(word for line in texts for word in tokenize(line))
    kept = [
        word
        for word, count in sorted(total.items(), key=lambda item: (-item[1], item[0]))
        if described[word] >= min_count or count >= total_min_count
    ]
    return Vocabulary((*SPECIAL_WORDS, *kept))
