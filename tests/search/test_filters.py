from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from albumen.search.lexicon import Lexicon
from tests.search.conftest import SearchedLibrary, searched_library
from tests.support.libraries import open_library


def _seconds(day: str) -> int:
    return int(datetime.fromisoformat(day).replace(tzinfo=UTC).timestamp())


@pytest.fixture(scope="module")
def shared(
    lexicon: Lexicon, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[SearchedLibrary, dict[str, int]]]:
    """A library for all tests that only read it."""
    directory = tmp_path_factory.mktemp("filters")
    database = open_library(directory / "library")
    with searched_library(database, lexicon, directory / "index") as library:
        yield library, fill(library)
    database.close()


def fill(library: SearchedLibrary) -> dict[str, int]:
    photos = {
        "wide": library.add(
            "a dog",
            width=4000,
            height=3000,
            size=6_000_000,
            camera_make="Canon",
            camera_model="EOS R6",
            lens="RF 50mm F1.8",
            taken="2024-05-03T10:00:00",
            taken_sort=_seconds("2024-05-03T10:00:00"),
            latitude=48.137,
            longitude=11.575,
            favourite=True,
            exif={"iso": 100, "f_number": 1.8, "focal_length_mm": 50, "exposure_s": 1 / 250},
            folder="2024/Italy",
        ),
        "high": library.add(
            width=3000,
            height=4000,
            size=100_000,
            format="PNG",
            camera_make="NIKON",
            camera_model="D750",
            taken_sort=_seconds("2026-11-12T09:00:00"),
            latitude=47.99,
            longitude=7.85,
            rating=4,
            rating_is_users=True,
            imported_rating=1,
            exif={"iso": 3200, "f_number": 2.79, "focal_length_mm": 24.0, "exposure_s": 2.5},
            name="Über 100%_Größe.png",
            folder="2024/Italy/Rome",
        ),
        "turned": library.add(
            imported="a cat",
            width=4000,
            height=2000,
            view_rotation=90,
            imported_rating=2,
            exif={"iso": "unknown", "flash": True},
            title="Birthday",
            colour_label="Red",
            tags=["Rome"],
            folder="other",
        ),
    }
    library.add_tag("Rome", parent="Places", aliases=["Roma"])
    library.add_album("Best of", [photos["wide"], photos["turned"]])
    library.index()
    return photos


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("is:landscape", "wide"),
        ("is:portrait", "high turned"),
        ("is:square", ""),
        ("is:favourite", "wide"),
        ("is:captioned", "wide turned"),
        ("is:tagged", "turned"),
        ("is:rated", "high turned"),
        ("has:gps", "wide high"),
        ("-has:gps", "turned"),
        ("has:title", "turned"),
        ("has:camera", "wide high"),
        ("has:date", "wide"),
        ("date:none", "high turned"),
        ("has:album", "wide turned"),
        ("album:any -is:landscape", "turned"),
        ("source:model", "wide"),
        ("source:imported", "turned"),
        ("source:user", ""),
        ("rating:4", "high"),
        ("rating:>=2", "high turned"),
        ("rating:1..3", "turned"),
        ("rating:0", "wide"),
        ("size:>5MB", "wide"),
        ("size:..100KB", "high turned"),
        ("size:<100KB", "turned"),
        ("width:>=3000", "wide high"),
        ("height:4000", "high turned"),
        ("megapixels:>=12", "wide high"),
        ("megapixels:>12", ""),
        ("date:2024", "wide"),
        ("date:2024-05-03", "wide"),
        ("date:last week", "high"),
        ("date:>=2024-05-04", "high"),
        ("date:..1970", "turned"),
        ("near:48.1,11.5,10km", "wide"),
        ("near:48.1,11.5,300km", "wide high"),
        ("camera:canon", "wide"),
        ("camera:'d750'", ""),
        ("camera:d7*", "high"),
        ("camera:none", "turned"),
        ("lens:50mm", "wide"),
        ('lens:"50mm f1.8"', "wide"),
        ("type:png", "high"),
        ("type:jpg", "wide turned"),
        ("label:red", "turned"),
        ("label:none", "wide high"),
        ("iso:100", "wide"),
        ("iso:>=400", "high"),
        ("iso:<=3200", "wide high"),
        ("aperture:f/1.8", "wide"),
        ("f:2.8", "high"),
        ("f:<2.8", "wide"),
        ("aperture:f/1.4..f/4", "wide high"),
        ("focal:50mm", "wide"),
        ("focal:..35", "high"),
        ("exposure:1/250", "wide"),
        ("shutter:<1/250", ""),
        ("exposure:>1/250", "high"),
        ("exposure:1/500..1s", "wide"),
        ("exposure:>=2s", "high"),
        ("has:exposure", "wide high"),
        ("has:lens", "wide"),
        ("near:48.137,11.575,1m", "wide"),
        ("near:-48,-170,20000km", "wide high"),
        ("title:birth", "turned"),
        ("title:b*day", "turned"),
        ("title:*day", "turned"),
        ("title:*", "turned"),
        ("file:*", "wide high turned"),
        ("file:*.p*g", "high"),
        ("file:über", "high"),
        ("file:100%_", "high"),
        ("file:1%0", ""),
        ("file:*größe.png", "high"),
        ("file:p*", "wide turned"),
        ("folder:italy", "wide high"),
        ("folder:2024/italy/rome", "high"),
        ("folder:photos", "wide high turned"),
        ("folder:rome/italy", ""),
        ("folder:it*y", "wide high"),
        ("tag:rome", "turned"),
        ("tag:ROMA", "turned"),
        ("tag:places", "turned"),
        ("tag:ome", "turned"),
        ("tag:r*e", "turned"),
        ("tag:paris", ""),
        ("tag:none", "wide high"),
        ("places", "turned"),
        ('album:"best of"', "wide turned"),
        ("album:best", "wide turned"),
        ("album:worst", ""),
        ("album:none", "high"),
        ("file:(p1 OR über)", "wide high"),
    ],
)
def test_filters(shared: tuple[SearchedLibrary, dict[str, int]], query: str, names: str) -> None:
    library, varied = shared
    assert set(library.find(query)) == {varied[name] for name in names.split()}


def test_a_rating_by_the_person_hides_the_files(library: SearchedLibrary) -> None:
    varied = fill(library)
    library.change(varied["turned"], rating=0, rating_is_users=True)
    library.index()
    assert library.find("rating:2") == []


def test_a_tag_of_the_name_goes_before_tags_with_it_in_their_name(
    library: SearchedLibrary,
) -> None:
    cat = library.add(tags=["cat"])
    library.add(tags=["cathedral"])
    library.index()
    assert library.find("tag:cat") == [cat]


def test_tags_that_are_below_each_other_are_survived(library: SearchedLibrary) -> None:
    photo = library.add(tags=["a"])
    library.add_tag("a", parent="b")
    library.add_tag("b", parent="a")
    library.index()
    assert library.find("tag:b") == [photo]
