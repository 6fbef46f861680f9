"""From a configuration to the task that the training loop runs."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import torch
from torch import nn

from albumen.captioning.config import ModelConfig
from albumen.captioning.decoders import build_decoder
from albumen.captioning.errors import CheckpointError
from albumen.captioning.vocabulary import Vocabulary
from albumen_training.caption_batches import CaptionBatches
from albumen_training.caption_files import read_captions
from albumen_training.captioned_set import DataError, load_captioned_set
from albumen_training.cross_entropy_stage import CrossEntropyTask
from albumen_training.encoder_stages import (
    STAGES,
    encoder_config,
    keep_zeros,
    load_encoder,
    upper_stages,
)
from albumen_training.files import DamagedFileError, read_json
from albumen_training.self_critical_stage import Rewards, SelfCriticalTask, sharpen
from albumen_training.tag_stage import TagModel, TagTask, read_boxes
from albumen_training.tag_vocabulary import TagVocabulary
from albumen_training.text_stage import TextTask, encode_texts, read_text
from albumen_training.weight_files import (
    TrainingError,
    check_facts,
    read_run_weights,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from torch import Tensor

    from albumen.captioning.decoders import Decoder
    from albumen.captioning.encoder import Encoder
    from albumen_training.captioned_set import CaptionedSet
    from albumen_training.distributed import Workers
    from albumen_training.run_config import RunConfig
    from albumen_training.training_loop import Task


_AnyTask = CrossEntropyTask | SelfCriticalTask | TagTask | TextTask


@dataclass(frozen=True, slots=True)
class Sources:
    """Where a run finds what its configuration names.

    Attributes:
        data: Root of captions, texts, feature caches and vocabularies.
        runs: Root of other runs' folders, for `start_from`.

    """

    data: Path
    runs: Path


def run_identity(config: RunConfig) -> str:
    """Hash of all settings that shape a run; a folder is only resumed by the same one."""
    document = asdict(config)
    for name in ("threads", "checkpoint_minutes", "keep"):
        document["optimisation"].pop(name)
    if not config.objective.keep_zeros:
        # Runs that were begun before this setting existed can be gone on with.
        document["objective"].pop("keep_zeros")
    return hashlib.sha256(json.dumps(document, sort_keys=True).encode()).hexdigest()[:16]


def model_config(config: RunConfig, vocabulary: Vocabulary) -> ModelConfig:
    """The decoder's shape as a checkpoint stores it.

    Raises:
        TrainingError: The shape contradicts itself.

    """
    section = config.model
    try:
        return ModelConfig(
            family=section.family,
            encoder=encoder_config(config.encoder),
            vocabulary_size=len(vocabulary),
            embedding_size=section.embedding_size,
            hidden_size=section.hidden_size,
            attention_size=section.attention_size,
            scoring=section.scoring,
            layers=section.layers,
            dropout=section.dropout,
            tie_embeddings=section.tie_embeddings,
            styles=section.styles,
            default_style=section.default_style or None,
        )
    except ValueError as error:
        raise TrainingError(f"The model's configuration is wrong: {error}.") from error


def run_facts(config: RunConfig, sources: Sources) -> dict[str, str]:
    """What the data of a run are known by: hashes of its words, and the encoder of its features."""
    facts = {}
    if config.stage == "tags":
        facts["tags"] = read_tag_vocabulary(sources.data / config.tags).sha256
    else:
        facts["vocabulary"] = read_vocabulary(sources.data / config.vocabulary).sha256
    if config.stage != "text":
        folder = next(item.features[0] for item in config.of_role("train"))
        facts["features"] = str(read_json(sources.data / folder / "features.json")["encoder"])
    return facts


def read_vocabulary(path: Path) -> Vocabulary:
    """Read what `albumen-train vocabulary` wrote."""
    document = read_json(path)
    try:
        return Vocabulary.from_json(document)
    except CheckpointError as error:
        raise DamagedFileError(
            f"{path} is no vocabulary: {error}", way_out="Make one with `albumen-train vocabulary`."
        ) from error


def read_tag_vocabulary(path: Path) -> TagVocabulary:
    """Read what `albumen-train vocabulary --tags` wrote."""
    if path.is_dir():
        raise DataError("The configuration names no tag vocabulary.", way_out="Set `tags`.")
    document = read_json(path)
    try:
        return TagVocabulary(tuple(document["names"]), dict(document["words"]))
    except (KeyError, TypeError, ValueError) as error:
        raise DamagedFileError(
            f"{path} is no tag vocabulary.",
            way_out="Make one with `albumen-train vocabulary --tags`.",
        ) from error


def build_task(
    config: RunConfig,
    sources: Sources,
    workers: Workers,
    *,
    report: Callable[[str], None] = lambda _line: None,
) -> Task[Any]:
    """Read the data and make the task of the configured stage, on the device of `workers`.

    Args:
        config: Of the run.
        sources: Where its files are.
        workers: The processes that train together.
        report: Is told what is trained on.

    Raises:
        KnownError: Data, weights or settings do not fit together; the message says which.

    """
    torch.manual_seed(config.optimisation.seed)
    task = _build_task(config, sources, workers)
    task.module.to(workers.device)
    if isinstance(task, TextTask):
        report(f"{task.size:,} captions without photos")
    else:
        for role, captioned in (("train", task.train), ("dev", task.dev)):
            for line in captioned.described():
                report(f"{role} {line}")
    return task


def _build_task(config: RunConfig, sources: Sources, workers: Workers) -> _AnyTask:
    if config.stage == "tags":
        return _tag_task(config, sources, workers)
    vocabulary = read_vocabulary(sources.data / config.vocabulary)
    decoder = build_decoder(model_config(config, vocabulary))
    start = _start_state(config, sources, {"vocabulary": vocabulary.sha256})
    if start:
        load_prefixed(decoder, start, "decoder.")
    match config.stage:
        case "text":
            return _text_task(config, sources, decoder, vocabulary, workers)
        case "self_critical":
            return _self_critical_task(config, sources, decoder, vocabulary, workers, start)
        case _:
            return _cross_entropy_task(config, sources, decoder, vocabulary, workers, start)


def load_prefixed(module: nn.Module, state: Mapping[str, Tensor], prefix: str) -> None:
    """Load the tensors of `state` whose names begin with `prefix`.

    Raises:
        TrainingError: They do not fit the module.

    """
    own = {name[len(prefix) :]: value for name, value in state.items() if name.startswith(prefix)}
    try:
        module.load_state_dict(own)
    except RuntimeError as error:
        raise TrainingError(
            "The weights to start from belong to another model or vocabulary.",
            way_out="Start from a run with the same model section and vocabulary.",
        ) from error


def _start_state(
    config: RunConfig, sources: Sources, facts: Mapping[str, str]
) -> dict[str, Tensor]:
    if not config.start_from:
        return {}
    path = sources.runs / config.start_from
    start = read_run_weights(path)
    check_facts(path, start.facts, facts)
    return start.module


def _batches(
    config: RunConfig, captioned: CaptionedSet, vocabulary: Vocabulary, workers: Workers
) -> CaptionBatches:
    return CaptionBatches(
        captioned,
        vocabulary,
        config.model.styles,
        photos_per_batch=config.optimisation.photos_per_batch,
        captions_per_photo=config.objective.captions_per_photo,
        max_words=config.objective.max_words,
        seed=config.optimisation.seed,
        workers=workers,
    )


def _sets(config: RunConfig, sources: Sources) -> tuple[CaptionedSet, CaptionedSet]:
    for role in ("train", "dev"):
        if not config.of_role(role):
            raise DataError(f"The configuration names no {role} collection.")
    train = load_captioned_set(
        config.of_role("train"), sources.data, share=config.optimisation.share
    )
    dev = load_captioned_set(config.of_role("dev"), sources.data)
    both = {item.name for item in train.examples} & {item.name for item in dev.examples}
    if both:
        raise DataError(
            f"{len(both)} photos are trained on and choose as well, such as {min(both)}.",
            way_out="Take them out of one of the two.",
        )
    for captioned in (train, dev):
        _check_shape(config, captioned)
    return train, dev


def _check_shape(config: RunConfig, captioned: CaptionedSet) -> None:
    """Compare the features' channels with those of the stage that the run reads from."""
    first = config.objective.first_trained_stage
    trains_encoder = config.stage in {"tags", "finetune"} or (
        config.stage == "self_critical" and config.objective.encoder_rate > 0
    )
    stage = first - 1 if trains_encoder else len(STAGES)
    wanted = encoder_config(config.encoder).feature_size >> (len(STAGES) - stage)
    found = captioned.views[0].shape[-1]
    if found != wanted:
        raise DataError(
            f"The features have {found} channels, but a {config.stage} run with these settings "
            f"reads stage {stage} of {config.encoder.arch}, which has {wanted}.",
            way_out=f"Make them with `albumen-train features --stage {STAGES[stage - 1]}`.",
        )


def _cross_entropy_task(
    config: RunConfig,
    sources: Sources,
    decoder: Decoder,
    vocabulary: Vocabulary,
    workers: Workers,
    start: Mapping[str, Tensor],
) -> CrossEntropyTask:
    train, dev = _sets(config, sources)
    upper = _adapted_stages(config, sources, start) if config.stage == "finetune" else None
    batches = _batches(config, train, vocabulary, workers)
    return CrossEntropyTask(decoder, batches, dev, vocabulary, config, upper=upper)


def _adapted_stages(config: RunConfig, sources: Sources, start: Mapping[str, Tensor]) -> nn.Module:
    upper = trained_stages(config, sources)
    given = start
    if config.encoder_from:
        given = read_run_weights(sources.runs / config.encoder_from).module
    adapted = {name.split(".")[1] for name in given if name.startswith("upper.")}
    own = dict(upper.named_children())
    if unknown := adapted - own.keys():
        raise TrainingError(
            f"The run to begin with has trained {min(unknown)} as well, which would be lost.",
            way_out="Make objective.first_trained_stage as low as that run's.",
        )
    # Stages below those that the run has trained are the pretrained ones, as its features were.
    for stage in adapted:
        load_prefixed(own[stage], given, f"upper.{stage}.")
    if config.objective.keep_zeros:
        keep_zeros(upper)
    return upper


def trained_stages(config: RunConfig, sources: Sources) -> nn.Module:
    """The encoder's stages from `first_trained_stage` on, with their pretrained weights.

    Behind the last stage there is nothing left to train: an empty module.
    """
    first = config.objective.first_trained_stage
    if first == len(STAGES) + 1:
        return nn.Sequential()
    encoder, _ = load_encoder(config.encoder, sources.data)
    if not 2 <= first <= len(STAGES):
        raise TrainingError("Only stages 2 to 4 of the encoder can be trained.")
    upper = upper_stages(encoder, STAGES[first - 2])
    assert upper is not None
    return upper


def adopt_stages(encoder: Encoder, trained: Mapping[str, Tensor]) -> nn.Module:
    """Give the encoder the last stages that a run has trained, and return them.

    Raises:
        TrainingError: The run has trained none.

    """
    state = {name: value for name, value in trained.items() if name.startswith("upper.")}
    first = min((name.split(".")[1] for name in state), default="")
    if first not in STAGES[1:]:
        raise TrainingError(
            "These weights hold no stages of an encoder.",
            way_out="Give the best.pt of a `tags` or `finetune` run.",
        )
    upper = upper_stages(encoder, STAGES[STAGES.index(first) - 1])
    assert upper is not None
    load_prefixed(upper, state, "upper.")
    return upper


def _self_critical_task(
    config: RunConfig,
    sources: Sources,
    decoder: Decoder,
    vocabulary: Vocabulary,
    workers: Workers,
    start: Mapping[str, Tensor],
) -> SelfCriticalTask:
    if not config.start_from:
        raise TrainingError(
            "Self-critical training needs a decoder that can already write.",
            way_out="Name a cross-entropy run as `start_from`.",
        )
    train, dev = _sets(config, sources)
    if config.objective.start_temperature != 1.0:
        sharpen(decoder, config.objective.start_temperature)
    rewards = Rewards(train, vocabulary, max_words=config.objective.sample_words - 1)
    batches = _batches(config, train, vocabulary, workers)
    upper = _adapted_stages(config, sources, start) if config.objective.encoder_rate else None
    return SelfCriticalTask(decoder, batches, rewards, dev, vocabulary, config, upper=upper)


def _text_task(
    config: RunConfig,
    sources: Sources,
    decoder: Decoder,
    vocabulary: Vocabulary,
    workers: Workers,
) -> TextTask:
    styles = config.model.styles
    texts: list[tuple[list[int], int]] = []
    longest = config.objective.max_words
    for item in config.texts:
        style = styles.index(item.style) if styles else 0
        captions = read_text(sources.data / item.path)[: item.limit or None]
        texts.extend(encode_texts(captions, vocabulary, style, max_words=longest))
    if not texts:
        raise DataError("The configuration names no texts.", way_out="Add a `[[texts]]` table.")
    held_out: list[tuple[list[int], int]] = []
    for collection in config.of_role("dev"):
        style = styles.index(collection.style) if styles else 0
        photos = read_captions(sources.data / collection.captions).photos
        captions = [each for photo in photos[: collection.limit or None] for each in photo.captions]
        held_out.extend(encode_texts(captions, vocabulary, style, max_words=longest))
    if not held_out:
        raise DataError("The configuration names no dev collection.")
    return TextTask(decoder, texts, held_out, config, workers)


def _tag_task(config: RunConfig, sources: Sources, workers: Workers) -> TagTask:
    train, dev = _sets(config, sources)
    tags = read_tag_vocabulary(sources.data / config.tags)
    upper = trained_stages(config, sources)
    channels = encoder_config(config.encoder).feature_size
    model = TagModel(upper, len(tags), channels=channels, dropout=config.model.dropout)
    if config.start_from:
        load_prefixed(model, _start_state(config, sources, {"tags": tags.sha256}), "")
    paths = [sources.data / item.boxes for item in config.collections if item.boxes]
    return TagTask(model, train, dev, tags, read_boxes(paths), config, workers)
