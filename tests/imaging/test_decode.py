from __future__ import annotations

import os
import struct
import threading
import warnings
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageCms, ImageFile

from albumen.imaging.decode import Decoded, UnreadablePhoto, decode_photo
from tests.imaging.conftest import HEIC, encode
from tests.support.photos import UPRIGHT, Exif, corner_names, corners, lay_down, paint, save_photo


def assert_plain(decoded: Decoded) -> None:
    assert decoded.image.mode == "RGB"
    assert decoded.image.info == {}
    assert not isinstance(decoded.image, ImageFile.ImageFile)


@pytest.mark.parametrize("suffix", ["jpg", "png", "webp", "tif", "avif"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_orientation_is_applied_exactly_once(tmp_path: Path, suffix: str, orientation: int) -> None:
    path = save_photo(
        tmp_path / f"photo.{suffix}",
        image=lay_down(corners(), orientation),
        exif=Exif(orientation=orientation),
        quality=95,
    )
    decoded = decode_photo(path)
    assert decoded.image.size == (64, 48) == decoded.full_size
    assert corner_names(decoded.image) == UPRIGHT
    assert_plain(decoded)


# What the picture of corners becomes when the container turns it, clockwise from the top left.
_TURNED = {
    1: ["red", "lime", "blue", "white"],
    2: ["lime", "red", "white", "blue"],
    3: ["blue", "white", "red", "lime"],
    4: ["white", "blue", "lime", "red"],
    5: ["red", "white", "blue", "lime"],
    6: ["white", "red", "lime", "blue"],
    7: ["blue", "lime", "red", "white"],
    8: ["lime", "blue", "white", "red"],
}


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("exif_orientation", ["the same", 1, 3, 6])
def test_heic_is_turned_by_its_container_alone(
    tmp_path: Path, orientation: int, exif_orientation: int | str
) -> None:
    content = (HEIC / f"orientation-{orientation}.heic").read_bytes()
    # As phones do: the rotation in the container, and the same orientation in EXIF.
    written = b"\x01\x12\x00\x03\x00\x00\x00\x01\x00" + bytes([orientation])
    assert content.count(written) == 1
    if isinstance(exif_orientation, int):
        content = content.replace(written, written[:-1] + bytes([exif_orientation]))
    (tmp_path / "photo.heic").write_bytes(content)
    decoded = decode_photo(tmp_path / "photo.heic")
    assert decoded.format == "HEIF"
    assert corner_names(decoded.image) == _TURNED[orientation]
    assert decoded.full_size == ((48, 64) if orientation >= 5 else (64, 48))
    assert decoded.orientation == 1


def test_every_format_decodes_to_plain_rgb(tmp_path: Path, samples: dict[str, bytes]) -> None:
    names = {
        "jpg": "JPEG", "mpo": "JPEG", "png": "PNG", "webp": "WebP", "gif": "GIF", "tif": "TIFF",
        "bmp": "BMP", "avif": "AVIF", "heic": "HEIF",
    }  # fmt: skip
    original = paint((96, 64))
    for name, content in samples.items():
        path = tmp_path / name
        path.write_bytes(content)
        decoded = decode_photo(path)
        assert decoded.format == names[name.rpartition(".")[2]], name
        assert_plain(decoded)
        if name.startswith(("plain", "lossless", "animated", "pages", "lzw", "cmyk", "lab")):
            upright = original if decoded.orientation == 1 else original.rotate(-90, expand=True)
            if name == "plain.tif":
                upright = original.rotate(-90, expand=True)
            assert decoded.image.size == upright.size, name
            difference = np.asarray(decoded.image, int) - np.asarray(upright, int)
            assert np.abs(difference).mean() < 12, name


def test_wrong_suffixes_do_not_matter(tmp_path: Path, samples: dict[str, bytes]) -> None:
    path = tmp_path / "really-a-png.jpg"
    path.write_bytes(samples["plain.png"])
    assert decode_photo(path).format == "PNG"


def test_transparency_shows_white(tmp_path: Path) -> None:
    hollow = Image.new("RGBA", (8, 8), (0, 0, 0, 0))
    half = Image.new("LA", (8, 8), (0, 128))
    palette = Image.new("P", (8, 8), 3)
    keyed = Image.new("RGB", (8, 8), (1, 2, 3))
    cases = {
        "rgba.png": (encode(hollow, "PNG"), (255, 255, 255)),
        "la.png": (encode(half, "PNG"), (127, 127, 127)),
        "palette.gif": (encode(palette, "GIF", transparency=3), (255, 255, 255)),
        "keyed.png": (encode(keyed, "PNG", transparency=(1, 2, 3)), (255, 255, 255)),
        "rgba.webp": (encode(hollow, "WEBP"), (255, 255, 255)),
        "hollow.heic": ((HEIC / "transparent.heic").read_bytes(), (255, 255, 255)),
    }
    for name, (content, colour) in cases.items():
        (tmp_path / name).write_bytes(content)
        pixel = decode_photo(tmp_path / name).image.getpixel((4, 4))
        assert np.abs(np.array(pixel) - colour).max() <= 2, name


@pytest.mark.parametrize("name", ["deep.png", "deep.tif", "float.tif"])
def test_deep_grey_is_scaled_not_clipped(
    tmp_path: Path, samples: dict[str, bytes], name: str
) -> None:
    (tmp_path / name).write_bytes(samples[name])
    grey = np.asarray(decode_photo(tmp_path / name).image)[:, :, 0]
    assert grey[0, 0] == 0
    assert grey[-1, -1] == 255
    assert abs(int(grey[32, 0]) - 128) <= 2


def test_integers_of_unknown_range_are_scaled_by_content(tmp_path: Path) -> None:
    values = np.linspace(-5, 100_000, 64).reshape(8, 8).astype(np.int32)
    Image.fromarray(values).save(tmp_path / "integers.tif")
    grey = np.asarray(decode_photo(tmp_path / "integers.tif").image)
    assert grey.min() == 0
    assert grey.max() == 255


def test_profiles_are_converted_to_srgb(tmp_path: Path) -> None:
    # A profile whose red and blue primaries have changed places: conversion swaps the channels.
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    swapped = bytearray(srgb)
    count = struct.unpack(">I", srgb[128:132])[0]
    tags = {srgb[132 + 12 * n : 136 + 12 * n]: 132 + 12 * n for n in range(count)}
    red, blue = tags[b"rXYZ"], tags[b"bXYZ"]
    swapped[red + 4 : red + 12], swapped[blue + 4 : blue + 12] = (
        srgb[blue + 4 : blue + 12],
        srgb[red + 4 : red + 12],
    )
    profile = bytes(swapped).replace("sRGB".encode("utf-16-be"), "xRGB".encode("utf-16-be"))
    Image.new("RGB", (8, 8), (200, 0, 0)).save(tmp_path / "swapped.png", icc_profile=profile)
    red_value, _, blue_value = decode_photo(tmp_path / "swapped.png").image.getpixel((4, 4))
    assert red_value < 20
    assert blue_value > 180


@pytest.mark.parametrize("profile", [b"nonsense", b"\0" * 200, "grey"])
def test_unusable_profiles_are_passed_over(tmp_path: Path, profile: bytes | str) -> None:
    if profile == "grey":
        lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB"))
        profile = lab.tobytes()
    Image.new("RGB", (8, 8), (200, 10, 20)).save(tmp_path / "photo.png", icc_profile=profile)
    assert decode_photo(tmp_path / "photo.png").image.getpixel((4, 4)) == (200, 10, 20)


@pytest.mark.parametrize(
    ("wanted", "size"),
    [
        ({}, (800, 400)),
        ({"min_side": 400}, (800, 400)),
        ({"min_side": 200}, (400, 200)),
        ({"min_side": 101}, (400, 200)),
        ({"min_side": 100}, (200, 100)),
        ({"min_side": 1}, (100, 50)),
        ({"long_side": 400}, (400, 200)),
        ({"long_side": 100}, (100, 50)),
        ({"long_side": 100, "min_side": 100}, (200, 100)),
    ],
)
def test_jpeg_is_reduced_as_far_as_asked(
    tmp_path: Path, wanted: dict[str, int], size: tuple[int, int]
) -> None:
    decoded = decode_photo(save_photo(tmp_path / "photo.jpg", (800, 400)), **wanted)
    assert decoded.image.size == size
    assert decoded.full_size == (800, 400)


@pytest.mark.parametrize("name", ["photo.png", "photo.webp", "photo.tif", "photo.avif"])
def test_other_formats_keep_twice_what_is_asked(tmp_path: Path, name: str) -> None:
    picture = paint((800, 400))
    path = save_photo(tmp_path / name, image=picture, exif=Exif(orientation=3), quality=95)
    for wanted in (400, 201, 200, 101):
        assert decode_photo(path, min_side=wanted).image.size == (800, 400)
    for wanted in (100, 51, 50, 10, 1):
        decoded = decode_photo(path, min_side=wanted)
        assert decoded.full_size == (800, 400)
        assert 2 * wanted <= min(decoded.image.size) <= 4 * wanted
    small = decode_photo(path, long_side=100).image
    expected = picture.rotate(180).resize(small.size, Image.Resampling.BOX)
    assert np.abs(np.asarray(small, int) - np.asarray(expected, int)).mean() < 3


def test_reduced_size_is_told_upright(tmp_path: Path) -> None:
    path = save_photo(tmp_path / "photo.jpg", (803, 401), exif=Exif(orientation=8))
    decoded = decode_photo(path, min_side=100)
    assert decoded.full_size == (401, 803)
    assert decoded.image.size == (101, 201)


def test_large_jpeg_comes_reduced_below_the_limit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("albumen.imaging.decode.MAX_DECODED_PIXELS", 100 * 100)
    decoded = decode_photo(save_photo(tmp_path / "photo.jpg", (300, 300)))
    assert decoded.image.size == (75, 75)
    assert decoded.full_size == (300, 300)
    with pytest.raises(UnreadablePhoto, match="too large"):
        decode_photo(save_photo(tmp_path / "photo2.jpg", (900, 900)))


def test_the_limits_of_pillow_are_neither_used_nor_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 10)
    assert decode_photo(save_photo(tmp_path / "photo.jpg")).full_size == (320, 240)
    assert Image.MAX_IMAGE_PIXELS == 10
    assert not ImageFile.LOAD_TRUNCATED_IMAGES


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such names")
@pytest.mark.parametrize("name", ["line\nbreak.jpg", "b\udce4d.jpg", "ünï 🐱.jpg", "-rf.jpg"])
def test_odd_names(tmp_path: Path, name: str) -> None:
    content = encode(corners(), "JPEG")
    (tmp_path / name).write_bytes(content)
    assert decode_photo(tmp_path / name).full_size == (64, 48)
    (tmp_path / name).write_bytes(content[:200])
    with pytest.raises(UnreadablePhoto) as caught:
        decode_photo(tmp_path / name)
    str(caught.value).encode()


def test_files_are_closed(tmp_path: Path, samples: dict[str, bytes]) -> None:
    for name, content in samples.items():
        path = tmp_path / name
        path.write_bytes(content)
        decoded = decode_photo(path)
        # Windows refuses this while a handle is open; elsewhere pytest sees a ResourceWarning.
        path.unlink()
        decoded.image.resize((4, 4))


def test_threads_see_no_warnings_and_change_no_filters(
    tmp_path: Path, samples: dict[str, bytes]
) -> None:
    broken = bytearray(samples["plain.tif"])
    start = struct.unpack("<I", broken[4:8])[0]
    # Too many values for a tag that has one, and a value beyond the end: Pillow warns of both.
    broken[start + 2 + 4 : start + 2 + 8] = struct.pack("<I", 2)
    (tmp_path / "broken.tif").write_bytes(bytes(broken))
    (tmp_path / "palette.png").write_bytes(samples["palette.png"])
    ready = threading.Barrier(4)

    def work(name: str) -> None:
        ready.wait(timeout=30)
        for _ in range(20):
            try:
                decode_photo(tmp_path / name)
            except UnreadablePhoto:
                continue

    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        with ThreadPoolExecutor(4) as pool:
            list(pool.map(work, ["broken.tif", "palette.png"] * 2))
        assert warnings.filters[1][:3] == ("always", None, Warning)
        warnings.warn("others are still heard", UserWarning, stacklevel=1)
    assert [str(warning.message) for warning in caught] == ["others are still heard"]


def test_decoding_prints_nothing(
    tmp_path: Path, samples: dict[str, bytes], capfd: pytest.CaptureFixture[str]
) -> None:
    for name in ("fax.tif", "lzw.tif", "deflate.tif", "jpeg.tif", "plain.jpg"):
        content = bytearray(samples[name])
        middle = len(content) // 2
        for place in range(60, middle, 7):
            content[place] ^= 0x55
        (tmp_path / name).write_bytes(bytes(content))
        try:
            decode_photo(tmp_path / name)
        except UnreadablePhoto:
            continue
    assert capfd.readouterr() == ("", "")
