"""The walls between the packages stand."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent


def _python(script: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False
    )


def test_imports_point_one_way():
    checked = _python(
        "from importlinter.cli import lint_imports; raise SystemExit(lint_imports(no_cache=True))"
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr


_IMPORT_ALL = """
import importlib, pkgutil, sys

def names(package):
    module = importlib.import_module(package)
    yield package
    for found in pkgutil.walk_packages(getattr(module, "__path__", []), package + "."):
        if not found.name.endswith("__main__") and ".migrations." not in found.name:
            yield found.name

for package in {packages!r}:
    for name in list(names(package)):
        importlib.import_module(name)
print(*sorted(set({forbidden!r}) & set(sys.modules)))
"""


def _loaded(packages: list[str], forbidden: list[str]) -> list[str]:
    ended = _python(_IMPORT_ALL.format(packages=packages, forbidden=forbidden))
    assert ended.returncode == 0, ended.stderr
    return ended.stdout.split()


def test_neither_engine_nor_command_line_loads_torch_or_qt():
    packages = [
        f"albumen.{name}"
        for name in (
            "captioning.client",
            "catalog",
            "cli",
            "database",
            "engine",
            "errors",
            "imaging",
            "interchange",
            "jobs",
            "library",
            "search",
            "settings",
        )
    ]
    assert _loaded(packages, ["torch", "torchvision", "PySide6", "shiboken6"]) == []


def test_the_window_does_not_load_torch():
    assert _loaded(["albumen_desktop"], ["torch", "torchvision"]) == []


def test_alembic_is_loaded_only_to_upgrade():
    assert _loaded(["albumen.engine.client", "albumen.database.connection"], ["alembic"]) == []
