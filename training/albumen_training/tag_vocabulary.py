"""The tags that the classifier can suggest: COCO's 80 classes and frequent content words."""

from __future__ import annotations

import hashlib
import itertools
import json
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from albumen.captioning.vocabulary import tokenize

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

COCO_CLASSES: Final = (
    "person", "bicycle", "car", "motorcycle", "airplane", "bus", "train", "truck", "boat",
    "traffic light", "fire hydrant", "stop sign", "parking meter", "bench", "bird", "cat", "dog",
    "horse", "sheep", "cow", "elephant", "bear", "zebra", "giraffe", "backpack", "umbrella",
    "handbag", "tie", "suitcase", "frisbee", "skis", "snowboard", "sports ball", "kite",
    "baseball bat", "baseball glove", "skateboard", "surfboard", "tennis racket", "bottle",
    "wine glass", "cup", "fork", "knife", "spoon", "bowl", "banana", "apple", "sandwich", "orange",
    "broccoli", "carrot", "hot dog", "pizza", "donut", "cake", "chair", "couch", "potted plant",
    "bed", "dining table", "toilet", "tv", "laptop", "mouse", "remote", "keyboard", "cell phone",
    "microwave", "oven", "toaster", "sink", "refrigerator", "book", "clock", "vase", "scissors",
    "teddy bear", "hair drier", "toothbrush",
)  # fmt: skip

# What captions say where the detection classes say something else.
SYNONYMS: Final[Mapping[str, str]] = {
    "plane": "airplane", "jet": "airplane", "bike": "bicycle", "motorbike": "motorcycle",
    "sofa": "couch", "television": "tv", "phone": "cell phone", "cellphone": "cell phone",
    "fridge": "refrigerator", "doughnut": "donut", "ski": "skis", "skiing": "skis",
    "snowboarding": "snowboard", "skateboarding": "skateboard", "surfing": "surfboard",
    "racket": "tennis racket", "racquet": "tennis racket", "hydrant": "fire hydrant",
    "stoplight": "traffic light", "puppy": "dog", "kitten": "cat", "calf": "cow",
    "cattle": "cow", "lamb": "sheep", "sailboat": "boat", "canoe": "boat", "kayak": "boat",
    "taxi": "car", "purse": "handbag", "luggage": "suitcase", "mug": "cup", "bicyclist": "bicycle",
    "cyclist": "bicycle", "skateboarder": "skateboard", "snowboarder": "snowboard",
    "surfer": "surfboard", "skier": "skis",
}  # fmt: skip

PEOPLE: Final = frozenset(
    {
        "man", "woman", "boy", "girl", "child", "kid", "baby", "person", "people", "guy",
        "lady", "men", "women", "children", "toddler", "player", "skier", "surfer",
        "skateboarder", "snowboarder", "cyclist", "bicyclist", "crowd", "couple",
    }
)  # fmt: skip

# Words that say nothing about a picture when they stand alone.
EMPTY_WORDS: Final = frozenset(
    {
        "a", "an", "the", "and", "or", "of", "in", "on", "at", "to", "with", "from", "by",
        "for", "as", "into", "onto", "over", "under", "up", "down", "out", "off", "near",
        "next", "front", "behind", "between", "through", "across", "along", "around",
        "against", "above", "below", "beside", "inside", "outside", "top", "side", "back",
        "left", "right", "middle", "end", "edge", "part", "piece", "is", "are", "was", "were",
        "be", "been", "being", "has", "have", "had", "having", "do", "does", "doing", "did",
        "get", "gets", "getting", "it", "its", "his", "her", "their", "them", "they", "he",
        "she", "him", "there", "this", "that", "these", "those", "some", "several", "many",
        "few", "two", "three", "four", "five", "six", "one", "another", "each", "other",
        "others", "all", "both", "same", "different", "while", "who", "which", "what",
        "that's", "where", "when", "very", "just", "about", "it's", "not", "no", "so",
        "than", "then", "too", "also", "like", "looks", "looking", "look", "holding", "hold",
        "holds", "wearing", "wears", "wear", "sitting", "sits", "sit", "standing", "stands",
        "stand", "laying", "lying", "lies", "lay", "shown", "show", "shows",
        "showing", "using", "use", "used", "set", "sets", "group", "bunch", "pair", "lot",
        "lots", "various", "photo", "picture", "image", "view", "close", "closeup", "area",
        "large", "small", "big", "little", "long", "tall", "short", "old", "new", "young",
        "older", "himself", "herself", "background", "foreground", "something",
        "someone", "s", "'s", "attached", "made", "make", "makes", "making", "taking", "takes",
        "take", "going", "goes", "go", "coming", "comes", "come", "full", "filled", "covered",
        "ready", "trying", "put", "putting", "placed", "parked", "surrounded",
        "itself", "together", "towards", "toward", "past", "away", "during", "upon",
        "after", "before", "asian", "american", "clear", "country", "nearby", "day", "time",
        "kind", "type", "way", "'re", "'ve", "'ll", "n't", "&", "first", "second",
        "body", "face", "head", "hand", "hands", "arm", "arms", "can", "half", "life",
        "number", "open", "high", "upside", "case", "turn", "items", "object", "lit",
        "leg", "legs", "feet", "foot", "camera", "watching", "watches", "watch", "posing",
        "pose", "poses",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class TagVocabulary:
    """Tag names in order, COCO's classes first, and the caption words that stand for each.

    Attributes:
        names: What the application shows.
        words: Caption word or bigram to position in `names`.

    """

    names: tuple[str, ...]
    words: Mapping[str, int]

    def __len__(self) -> int:
        return len(self.names)

    @property
    def sha256(self) -> str:
        """Hash of names and words, hexadecimal."""
        content = json.dumps([self.names, sorted(self.words.items())])
        return hashlib.sha256(content.encode()).hexdigest()

    def mentioned(self, caption: str) -> set[int]:
        """Positions of all tags that a caption speaks of."""
        tokens = tokenize(caption)
        forms = [token if token in self.words else token.removesuffix("s") for token in tokens]
        found = {self.words[form] for form in forms if form in self.words}
        for pair in itertools.pairwise(tokens):
            position = self.words.get(" ".join(pair))
            if position is not None:
                found.add(position)
        if PEOPLE.intersection(tokens):
            found.add(0)
        return found


def build_tag_vocabulary(
    captions: Iterable[Sequence[str]], *, words: int = 400, pairs: int = 60
) -> TagVocabulary:
    """Choose tags by the number of photos whose captions use them at least twice.

    Args:
        captions: The captions of each photo.
        words: Single words to add to COCO's classes.
        pairs: Two-word tags, such as "birthday cake", to add.

    """
    singles, doubles = _agreed_words(captions)
    forms = _canonical_forms(singles)
    halves = _halves(doubles, singles)

    position_of = {name: position for position, name in enumerate(COCO_CLASSES)}
    by_word = dict(position_of)
    grouped: Counter[str] = Counter()
    for word, count in singles.items():
        target = SYNONYMS.get(forms.get(word, word), forms.get(word, word))
        if target in position_of:
            by_word[word] = position_of[target]
        elif not {word, target} & (EMPTY_WORDS | halves) and len(target) > 2:
            grouped[target] += count
    names = list(COCO_CLASSES)
    for name, _ in grouped.most_common(words):
        by_word[name] = len(names)
        names.append(name)
    for word, form in forms.items():
        if form in by_word:
            by_word.setdefault(word, by_word[form])
    for first, second in _telling_pairs(doubles, singles, pairs):
        name = f"{first} {forms.get(second, second)}"
        if name not in by_word:
            by_word[name] = len(names)
            names.append(name)
        by_word.setdefault(f"{first} {second}", by_word[name])
    return TagVocabulary(tuple(names), by_word)


def _agreed_words(
    captions: Iterable[Sequence[str]],
) -> tuple[Counter[str], Counter[tuple[str, str]]]:
    """In how many photos at least two captions share a word, or a pair of words."""
    singles: Counter[str] = Counter()
    doubles: Counter[tuple[str, str]] = Counter()
    for of_photo in captions:
        seen: Counter[str] = Counter()
        seen_pairs: Counter[tuple[str, str]] = Counter()
        for caption in of_photo:
            tokens = tokenize(caption)
            seen.update(set(tokens))
            seen_pairs.update(set(itertools.pairwise(tokens)))
        singles.update(word for word, count in seen.items() if count >= 2)
        doubles.update(pair for pair, count in seen_pairs.items() if count >= 2)
    return singles, doubles


def _canonical_forms(counts: Mapping[str, int]) -> dict[str, str]:
    """Plurals to singulars and verbs to their -ing form, where that form is seen as well."""
    irregular = {"men": "man", "women": "woman", "children": "child", "people": "person"}
    forms = {word: form for word, form in irregular.items() if word in counts}
    for word in counts:
        for ending, replacement in (("ies", "y"), ("ves", "f"), ("es", ""), ("s", "")):
            form = word.removesuffix(ending) + replacement
            if word.endswith(ending) and len(form) > 2 and counts.get(form, 0) * 8 > counts[word]:
                forms[word] = form
                break
    for word, count in counts.items():
        for form in (f"{word}ing", f"{word}{word[-1]}ing", f"{word.removesuffix('e')}ing"):
            if len(word) > 2 and word != "park" and counts.get(form, 0) * 2 > count:
                forms[word] = form
                forms.update(
                    {other: form for other in (f"{word}s", f"{word}es") if other in counts}
                )
                break
    return forms


def _halves(doubles: Mapping[tuple[str, str], int], singles: Mapping[str, int]) -> set[str]:
    """Words that are mostly seen as the first half of one pair, such as "cell" of a phone."""
    return {
        first
        for (first, second), count in doubles.items()
        if count > 0.45 * singles[first] and second not in EMPTY_WORDS
    }


def _telling_pairs(
    doubles: Counter[tuple[str, str]], singles: Mapping[str, int], limit: int
) -> list[tuple[str, str]]:
    """Frequent pairs whose words occur together far more often than chance would have it."""
    total = sum(singles.values())
    chosen: list[tuple[str, str]] = []
    for (first, second), count in doubles.most_common():
        if count < 12 or len(chosen) == limit:
            break
        if {first, second} & EMPTY_WORDS or min(len(first), len(second)) < 3:
            continue
        if {first, second} & PEOPLE or second.endswith("ing") or second in {"run", "runs", "play"}:
            continue
        lift = count * total / (singles[first] * singles[second])
        if lift > 40:
            chosen.append((first, second))
    return chosen


def tag_targets(
    vocabulary: TagVocabulary, captions: Sequence[str], classes: Iterable[int] | None
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Soft targets and loss weights of one photo, each of shape (tags,).

    A tag that one caption alone mentions counts half as sure as one that two mention. Without
    boxes (`classes` is None) the absence of a COCO class from the captions proves little.
    """
    mentions = np.zeros(len(vocabulary), np.float32)
    for caption in captions:
        mentions[list(vocabulary.mentioned(caption))] += 1
    needed = 2.0 if len(captions) > 1 else 1.0
    targets = np.minimum(mentions / needed, 1.0)
    weights = np.ones(len(vocabulary), np.float32)
    known = len(COCO_CLASSES)
    if classes is None:
        weights[:known] = np.where(targets[:known] > 0, 1.0, 0.3)
    else:
        targets[:known] = np.where(targets[:known] >= 1.0, 1.0, 0.0)
        targets[list(classes)] = 1.0
    return targets, weights
