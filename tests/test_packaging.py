"""What is installed is what is in the tree, and it works from elsewhere."""

import os
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
SETUPTOOLS = PROJECT["tool"]["setuptools"]
# Weights are megabytes; that they are in the wheel can be told from their names.
LARGE_BYTES = 200_000


def _package_files(top: str, folder: Path) -> list[str]:
    """Return the files below a package's folder by the names that they have in the wheel."""
    return sorted(
        f"{top}/{path.relative_to(folder).as_posix()}"
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    )


def test_the_list_of_packages_is_the_tree():
    found = []
    for top, folder in SETUPTOOLS["package-dir"].items():
        for init in (ROOT / folder).rglob("__init__.py"):
            parts = init.parent.relative_to(ROOT / folder).parts
            found.append(".".join((top, *parts)))
    assert sorted(found) == SETUPTOOLS["packages"]


def test_every_dependency_is_pinned_within_what_the_project_asks_for():
    pins = {}
    for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            pin = Requirement(line)
            ((operator, version),) = [(bound.operator, bound.version) for bound in pin.specifier]
            assert operator == "=="
            assert "+" not in version, "a local version is only to be had on one machine"
            pins[canonicalize_name(pin.name)] = version
    project = PROJECT["project"]
    extras = project["optional-dependencies"]
    wanted = [*project["dependencies"], *extras["raw"], *extras["demo"], *extras["test"]]
    for requirement in map(Requirement, wanted):
        assert requirement.specifier.contains(pins[canonicalize_name(requirement.name)])


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel of a copy of the tree, for building leaves traces."""
    source = tmp_path_factory.mktemp("source")
    for name in ("pyproject.toml", "README.md"):
        shutil.copy(ROOT / name, source / name)
    for folder in SETUPTOOLS["package-dir"].values():
        shutil.copytree(
            ROOT / folder,
            source / folder,
            ignore=shutil.ignore_patterns("__pycache__"),
            copy_function=_copy_small,
        )
    target = tmp_path_factory.mktemp("wheel")
    built = subprocess.run(
        [
            *(sys.executable, "-m", "pip", "wheel", ".", "--no-deps", "--no-build-isolation"),
            *("--no-index", "--quiet", "--wheel-dir", str(target)),
        ],
        cwd=source,
        capture_output=True,
        text=True,
        check=False,
    )
    assert built.returncode == 0, built.stderr
    (made,) = target.glob("albumen-*.whl")
    return made


def _copy_small(source: str, target: str) -> None:
    if Path(source).stat().st_size > LARGE_BYTES:
        Path(target).write_bytes(b"large")
    else:
        shutil.copy(source, target)


def test_the_wheel_holds_every_file_of_the_packages(wheel):
    with zipfile.ZipFile(wheel) as archive:
        names = {name for name in archive.namelist() if ".dist-info/" not in name}
    wanted = []
    for top, folder in SETUPTOOLS["package-dir"].items():
        wanted += _package_files(top, ROOT / folder)
    assert sorted(set(wanted) - names) == []
    assert sorted(names - set(wanted)) == []


def test_the_wheel_names_the_commands_and_the_window(wheel):
    with zipfile.ZipFile(wheel) as archive:
        (path,) = [name for name in archive.namelist() if name.endswith("entry_points.txt")]
        text = archive.read(path).decode()
    assert "albumen = albumen.cli:main" in text
    assert "albumen-train = albumen_training.cli:main" in text
    assert "[albumen.window]" in text


_USE = """
import sys
from importlib.resources import files
from pathlib import Path
import albumen, albumen_resources
from albumen.database.connection import Database
from albumen.database.models import Photo
from albumen.settings import LibraryPaths
assert Path(albumen.__file__).is_relative_to(sys.argv[1]), albumen.__file__
assert files(albumen_resources).joinpath("icons").is_dir()
database = Database.open(LibraryPaths(Path(sys.argv[2])))
with database.read() as session:
    assert session.query(Photo).count() == 0
database.close()
"""


def test_an_installed_wheel_makes_a_library_from_any_directory(wheel, tmp_path):
    installed = tmp_path / "installed % here"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(installed)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    used = subprocess.run(
        [sys.executable, "-W", "error", "-c", _USE, str(installed), str(tmp_path / "library")],
        cwd=elsewhere,
        env={**os.environ, "PYTHONPATH": str(installed)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert used.returncode == 0, used.stderr
