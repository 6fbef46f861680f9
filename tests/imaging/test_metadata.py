from __future__ import annotations

import json
import struct
import zlib
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageFile, PngImagePlugin, TiffImagePlugin
from PIL.ExifTags import GPS, IFD, Base

from albumen.imaging.decode import UnreadablePhoto, decode_photo
from albumen.imaging.exif import ExifReader, from_raw_profile, load_exif
from albumen.imaging.metadata import PhotoMetadata, read_metadata
from tests.imaging.conftest import CAMERA, XMP, encode
from tests.support.photos import Exif, corners, save_photo


def exif_of(
    base: dict[int, Any] | None = None,
    camera: dict[int, Any] | None = None,
    gps: dict[int, Any] | None = None,
) -> Image.Exif:
    exif = Image.Exif()
    exif.update(base or {})
    exif.get_ifd(IFD.Exif).update(camera or {})
    exif.get_ifd(IFD.GPSInfo).update(gps or {})
    return exif


def reader(
    base: dict[int, Any] | None = None,
    camera: dict[int, Any] | None = None,
    gps: dict[int, Any] | None = None,
) -> ExifReader:
    """Write tags to bytes and read them back."""
    return ExifReader(load_exif(exif_of(base, camera, gps).tobytes()))


def metadata_of(tmp_path: Path, **tags: dict[int, Any]) -> PhotoMetadata:
    path = tmp_path / "photo.jpg"
    path.write_bytes(encode(corners(), "JPEG", exif=exif_of(**tags)))
    return read_metadata(path)


@pytest.mark.parametrize("name", ["plain.jpg", "two.mpo", "plain.png", "plain.webp", "plain.avif"])
def test_exif_of_every_format(tmp_path: Path, samples: dict[str, bytes], name: str) -> None:
    (tmp_path / name).write_bytes(samples[name])
    found = read_metadata(tmp_path / name)
    assert (found.width, found.height, found.orientation) == (64, 96, 6)
    assert (found.taken, found.taken_offset_minutes) == ("2020-05-06T07:08:09", 120)
    assert (found.camera_make, found.camera_model) == ("Nikon", "D90")
    assert found.lens == "AF-S 35mm f/1.8G"
    assert found.latitude == pytest.approx(48.8582222, abs=1e-5)
    assert found.longitude == pytest.approx(2.2945, abs=1e-5)
    assert found.caption in {"A dog", "A cat"}


def test_tiff_and_heic(tmp_path: Path, samples: dict[str, bytes]) -> None:
    for name, size in (("plain.tif", (64, 96)), ("orientation-6.heic", (48, 64))):
        (tmp_path / name).write_bytes(samples[name])
        found = read_metadata(tmp_path / name)
        assert (found.width, found.height) == size
        assert found.orientation == 1
        assert found.taken is not None
        assert found.taken_offset_minutes == 120
        assert found.caption in {"A dog", "Four corners"}


def test_sizes_agree_with_the_decoder(tmp_path: Path, samples: dict[str, bytes]) -> None:
    for name, content in samples.items():
        (tmp_path / name).write_bytes(content)
        found, decoded = read_metadata(tmp_path / name), decode_photo(tmp_path / name)
        assert (found.width, found.height) == decoded.full_size, name
        assert (found.orientation, found.format) == (decoded.orientation, decoded.format), name


def test_pixels_are_never_decoded(
    tmp_path: Path, samples: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(self: object) -> None:
        raise AssertionError("pixels were decoded")

    for name, content in samples.items():
        (tmp_path / name).write_bytes(content)
    for kind in (ImageFile.ImageFile, PngImagePlugin.PngImageFile, TiffImagePlugin.TiffImageFile):
        monkeypatch.setattr(kind, "load", refuse)
    for name in samples:
        assert read_metadata(tmp_path / name).width in {96, 64, 48}


def test_unreadable_files_raise(tmp_path: Path) -> None:
    (tmp_path / "photo.jpg").write_text("text")
    with pytest.raises(UnreadablePhoto):
        read_metadata(tmp_path / "photo.jpg")
    with pytest.raises(UnreadablePhoto):
        read_metadata(tmp_path / "gone.jpg")


def test_damaged_exif_counts_as_absent(tmp_path: Path) -> None:
    block = b"Exif\0\0II*\0\x08\0\0\0\xff\xff" + b"\xff" * 40
    (tmp_path / "photo.jpg").write_bytes(encode(corners(), "JPEG", exif=block))
    found = read_metadata(tmp_path / "photo.jpg")
    assert (found.width, found.taken, found.exif) == (64, None, {})
    assert decode_photo(tmp_path / "photo.jpg").full_size == (64, 48)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2020:05:06 07:08:09", "2020-05-06T07:08:09"),
        ("2020-05-06T07:08:09", "2020-05-06T07:08:09"),
        ("2020/05/06 07:08", "2020-05-06T07:08:00"),
        ("2020:05:06", "2020-05-06T00:00:00"),
        ("2020:05:06 07:08:09.25", "2020-05-06T07:08:09.250000"),
        ("0000:00:00 00:00:00", None),
        ("2020:13:45 07:08:09", None),
        ("2020:02:30 07:08:09", None),
        ("2020:05:06 24:08:09", None),
        ("    :  :     :  :  ", None),
        ("yesterday", None),
    ],
)
def test_dates(text: str, expected: str | None) -> None:
    taken = reader(camera={Base.DateTimeOriginal: text}).taken
    assert (None if taken is None else taken.local) == expected


def test_the_first_valid_date_counts() -> None:
    base = {Base.DateTime: "2022:01:01 00:00:00"}
    digitised = {
        Base.DateTimeOriginal: "0000:00:00 00:00:00",
        Base.DateTimeDigitized: "2021:01:01 00:00:00",
        Base.SubsecTimeDigitized: "5",
        Base.OffsetTimeDigitized: "-03:30",
        Base.OffsetTimeOriginal: "+01:00",
    }
    taken = reader(base, digitised).taken
    assert taken is not None
    assert (taken.local, taken.offset_minutes) == ("2021-01-01T00:00:00.500000", -210)
    changed = reader(base).taken
    assert changed is not None
    assert changed.local.startswith("2022")


@pytest.mark.parametrize(
    ("text", "minutes"),
    [("+02:00", 120), ("-0930", -570), ("Z", 0), ("+14:00", 840), ("+25:00", None), ("CET", None)],
)
def test_offsets(text: str, minutes: int | None) -> None:
    camera = {Base.DateTimeOriginal: "2020:05:06 07:08:09", Base.OffsetTimeOriginal: text}
    taken = reader(camera=camera).taken
    assert taken is not None
    assert taken.offset_minutes == minutes


@pytest.mark.parametrize(
    ("make", "model", "expected"),
    [
        ("NIKON CORPORATION", "NIKON D90", ("Nikon", "D90")),
        ("Canon", "Canon EOS 5D Mark IV", ("Canon", "EOS 5D Mark IV")),
        ("Apple", "iPhone 15 Pro", ("Apple", "iPhone 15 Pro")),
        ("SONY", "ILCE-7M3", ("Sony", "ILCE-7M3")),
        ("OLYMPUS IMAGING CORP.", "E-M10", ("Olympus", "E-M10")),
        ("samsung", "SM-G991B", ("Samsung", "SM-G991B")),
        ("EASTMAN KODAK COMPANY", "KODAK Z730", ("Kodak", "Z730")),
        ("HTC", "HTC One", ("HTC", "One")),
        ("DJI", "FC330", ("DJI", "FC330")),
        ("FUJIFILM", "X-T3", ("Fujifilm", "X-T3")),
        ("CASIO COMPUTER CO.,LTD.", "EX-Z750", ("Casio", "EX-Z750")),
        ("Panasonic\0\0\0", "DMC-LX5   ", ("Panasonic", "DMC-LX5")),
        ("", "HERO4", ("", "HERO4")),
    ],
)
def test_camera_names(make: str, model: str, expected: tuple[str, str]) -> None:
    assert reader({Base.Make: make, Base.Model: model}).camera == expected


def test_lenses() -> None:
    named = {Base.LensMake: "SIGMA", Base.LensModel: "35mm F1.4 DG"}
    assert reader(camera=named).lens == "Sigma 35mm F1.4 DG"
    zoom = {Base.LensModel: "----", Base.LensSpecification: (24.0, 70.0, 2.8, 4.0)}
    assert reader(camera=zoom).lens == "24-70 mm f/2.8-4"
    prime = {Base.LensSpecification: (50.0, 50.0, 1.4, 1.4)}
    assert reader(camera=prime).lens == "50 mm f/1.4"
    assert reader().lens == ""


@pytest.mark.parametrize(
    ("latitude", "longitude", "expected"),
    [
        (("S", (33.0, 51.0, 24.0)), ("W", (151.0, 12.0, 36.0)), (-33.8566667, -151.21)),
        (("N", (48.5, 0.0, 0.0)), ("E", (2.25, 0.0, 0.0)), (48.5, 2.25)),
        (("N", (0.0, 0.0, 0.0)), ("E", (0.0, 0.0, 0.0)), None),
        (("N", (91.0, 0.0, 0.0)), ("E", (0.0, 0.0, 0.0)), None),
        (("N", (45.0, 0.0, 0.0)), ("E", (181.0, 0.0, 0.0)), None),
    ],
)
def test_positions(
    latitude: tuple[str, Any], longitude: tuple[str, Any], expected: tuple[float, float] | None
) -> None:
    gps = {
        GPS.GPSLatitudeRef: latitude[0],
        GPS.GPSLatitude: latitude[1],
        GPS.GPSLongitudeRef: longitude[0],
        GPS.GPSLongitude: longitude[1],
    }
    found = reader(gps=gps).position
    assert found == (None if expected is None else pytest.approx(expected, abs=1e-6))


def test_positions_with_nothing_in_them(tmp_path: Path) -> None:
    nothing = TiffImagePlugin.IFDRational(0, 0)
    gps = {
        GPS.GPSLatitudeRef: "N",
        GPS.GPSLatitude: (nothing, nothing, nothing),
        GPS.GPSLongitudeRef: "E",
        GPS.GPSLongitude: (nothing, nothing, nothing),
    }
    found = metadata_of(tmp_path, gps=gps)
    assert (found.latitude, found.longitude) == (None, None)


def test_exposure_values() -> None:
    camera = {
        Base.ExposureTime: 1 / 250,
        Base.FNumber: 2.8,
        Base.ISOSpeedRatings: 400,
        Base.FocalLength: 35.0,
        Base.FocalLengthIn35mmFilm: 52,
        Base.Flash: 0x19,
    }
    gps = {
        GPS.GPSLatitudeRef: "N", GPS.GPSLatitude: (45.0, 0.0, 0.0), GPS.GPSLongitudeRef: "E",
        GPS.GPSLongitude: (7.0, 0.0, 0.0), GPS.GPSAltitudeRef: b"\x01", GPS.GPSAltitude: 12.5,
    }  # fmt: skip
    values = reader({Base.Software: "Darkroom 3"}, camera, gps).exposure
    assert values == {
        "iso": 400,
        "f_number": 2.8,
        "exposure_s": pytest.approx(0.004),
        "focal_length_mm": 35.0,
        "focal_length_35mm": 52,
        "flash": True,
        "altitude_m": -12.5,
        "software": "Darkroom 3",
    }


def test_exposure_from_apex_and_large_iso() -> None:
    camera = {
        Base.ShutterSpeedValue: 8.0,
        Base.ApertureValue: 4.0,
        Base.ISOSpeedRatings: 65535,
        Base.RecommendedExposureIndex: 102400,
        Base.Flash: 0x10,
    }
    values = reader(camera=camera).exposure
    assert values == {"exposure_s": 1 / 256, "f_number": 4.0, "iso": 102400, "flash": False}


@pytest.mark.parametrize(
    "text",
    [
        "OLYMPUS DIGITAL CAMERA", "OLYMPUS DIGITAL CAMERA         ", "SONY DSC", "SAMSUNG",
        "MINOLTA DIGITAL CAMERA", "KONICA MINOLTA DIGITAL CAMERA", "Exif_JPEG_PICTURE", "      ",
        "DCIM0001.JPG", "IMG_20200101_120000", "cof_soft", "Created with GIMP",
        "File written by Adobe Photoshop? 5.0", "default", "0",
        "Processed with VSCO with f2 preset", "Screenshot", "-", "<none>", "User Comments",
    ],
)  # fmt: skip
def test_words_of_cameras_are_no_captions(tmp_path: Path, text: str) -> None:
    assert metadata_of(tmp_path, base={Base.ImageDescription: text}).caption == ""


def test_the_camera_is_no_caption_either(tmp_path: Path) -> None:
    base = {Base.ImageDescription: "nikon d90", Base.Make: "NIKON", Base.Model: "NIKON D90"}
    assert metadata_of(tmp_path, base=base).caption == ""


@pytest.mark.parametrize(
    "text",
    ["Grandma’s 80th birthday", "Ä", "犬", "My digital camera on a table", "1969, Woodstock"],
)
def test_words_of_people_are(tmp_path: Path, text: str) -> None:
    base = {Base.ImageDescription: text.encode()}
    assert metadata_of(tmp_path, base=base).caption == text


def test_latin_descriptions(tmp_path: Path) -> None:
    base = {Base.ImageDescription: "Grüße".encode("latin-1")}
    assert metadata_of(tmp_path, base=base).caption == "Grüße"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (b"ASCII\0\0\0hello there\0\0\0", "hello there"),
        (b"UNICODE\0" + "grüß dich".encode("utf-16-le"), "grüß dich"),
        (b"UNICODE\0" + "grüß dich".encode("utf-16-be"), "grüß dich"),
        (b"UNICODE\0" + "grüß dich".encode("utf-16"), "grüß dich"),
        (b"JIS\0\0\0\0\0" + "日本".encode("iso2022_jp"), "日本"),
        (b"\0\0\0\0\0\0\0\0plain words", "plain words"),
        (b"no header at all", "no header at all"),
        (b"ASCII\0\0\0" + b" " * 100, ""),
        (b"\0" * 64, ""),
    ],
)
def test_user_comments(value: bytes, expected: str) -> None:
    assert reader(camera={Base.UserComment: value}).texts.user_comment == expected


def test_fields_of_windows(tmp_path: Path) -> None:
    def utf16(text: str) -> bytes:
        return (text + "\0").encode("utf-16-le")

    base = {
        Base.XPTitle: utf16("Fußball"),
        Base.XPComment: utf16("Cup final"),
        Base.XPKeywords: utf16("sport; Verein ;;sport"),
        0x4746: 4,
    }
    found = metadata_of(tmp_path, base=base)
    assert (found.title, found.caption) == ("Fußball", "Cup final")
    assert (found.keywords, found.rating) == (("sport", "Verein"), 4)
    assert metadata_of(tmp_path, base={0x4749: 75}).rating == 4


def png_with(*chunks: tuple[bytes, bytes]) -> bytes:
    """Return a PNG with chunks behind its pixels."""
    plain = encode(corners(), "PNG")
    end = plain.index(b"IEND") - 4
    body = b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )
    return plain[:end] + body + plain[end:]


def test_png_chunks_behind_the_pixels(tmp_path: Path) -> None:
    exif = Exif(orientation=6, taken="2020:05:06 07:08:09").to_pillow().tobytes()[6:]
    content = png_with((b"eXIf", exif), (b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + XMP))
    (tmp_path / "photo.png").write_bytes(content)
    found = read_metadata(tmp_path / "photo.png")
    assert (found.taken, found.width, found.height) == ("2020-05-06T07:08:09", 48, 64)
    assert (found.caption, found.keywords, found.rating) == ("A cat", ("cat", "sofa"), 4)
    assert decode_photo(tmp_path / "photo.png").full_size == (48, 64)


def test_png_texts(tmp_path: Path) -> None:
    content = png_with(
        (b"tEXt", b"Title\0Stra\xdfe"),
        (b"zTXt", b"Description\0\0" + zlib.compress(b"A quiet street")),
        (b"iTXt", b"Creation Time\0\x01\0\0\0" + zlib.compress(b"2019-02-03T04:05:06Z")),
        (b"tEXt", b"no separator"),
        (b"zTXt", b"Comment\0\0broken"),
    )
    (tmp_path / "photo.png").write_bytes(content)
    found = read_metadata(tmp_path / "photo.png")
    assert (found.title, found.caption) == ("Straße", "A quiet street")
    assert (found.taken, found.taken_offset_minutes) == ("2019-02-03T04:05:06", 0)


def test_raw_profiles_of_imagemagick(tmp_path: Path) -> None:
    block = Exif(orientation=8, description="From hexadecimal").to_pillow().tobytes()
    lines = block.hex()
    text = f"\nexif\n{len(block):8}\n{lines[:72]}\n{lines[72:]}\n"
    (tmp_path / "photo.png").write_bytes(
        png_with((b"zTXt", b"Raw profile type exif\0\0" + zlib.compress(text.encode())))
    )
    found = read_metadata(tmp_path / "photo.png")
    assert (found.caption, found.orientation) == ("From hexadecimal", 8)
    assert decode_photo(tmp_path / "photo.png").orientation == 8
    assert from_raw_profile("\nexif\n 3\nzz") == b""


def test_values_can_be_stored_as_json(tmp_path: Path, samples: dict[str, bytes]) -> None:
    for name, content in samples.items():
        (tmp_path / name).write_bytes(content)
        json.dumps(read_metadata(tmp_path / name).exif, allow_nan=False)


def test_a_photo_without_metadata(tmp_path: Path) -> None:
    found = read_metadata(save_photo(tmp_path / "photo.jpg"))
    assert found == PhotoMetadata(format="JPEG", width=320, height=240)
    assert CAMERA.orientation == 6
