"""doctor, settings, screenshot."""

from __future__ import annotations

from typing import TYPE_CHECKING

from albumen.cli.session import opened
from albumen.cli.window import find_window
from albumen.settings import OPTIONS, option

if TYPE_CHECKING:
    import argparse
    from pathlib import Path

    from albumen.cli.output import Output


def screenshot(directory: Path, options: argparse.Namespace, output: Output) -> int:
    """Draw the real window into a file."""
    find_window().screenshot(
        directory,
        options.out.absolute(),
        query=options.query,
        photo=options.photo,
        size=options.size,
        page=options.page,
    )
    output.result({"path": str(options.out)}, str(options.out))
    return 0


def doctor(directory: Path, options: argparse.Namespace, output: Output) -> int:
    """Look for everything that can be wrong."""
    with opened(directory) as library:
        if options.rebuild_index:
            library.rebuild_index()
        findings = library.doctor(verify=options.verify)
    for finding in findings:
        mark = "ok " if finding.ok else "BAD"
        output.result(
            {"check": finding.check, "ok": finding.ok, "detail": finding.detail},
            f"{mark} {finding.check}: {finding.detail}",
        )
    return 0 if all(finding.ok for finding in findings) else 1


def settings(directory: Path, options: argparse.Namespace, output: Output) -> int:
    """Show the settings, or change one."""
    with opened(directory) as library:
        if options.value is not None:
            wanted = None if options.value == "default" else options.value
            library.set_setting(options.key, wanted)
        values = library.settings()
    if options.key is not None:
        option(options.key)
        values = {options.key: values[options.key]}
    for key, value in values.items():
        output.result(
            {"key": key, "value": value, "describe": OPTIONS[key].describe},
            f"{key} = {value}\t{OPTIONS[key].describe}",
        )
    return 0


def export(directory: Path, options: argparse.Namespace, output: Output) -> int:
    """Write what a person entered, or the captions, into a file."""
    file = options.file.absolute()
    with opened(directory) as library:
        if file.suffix.lower() == ".csv":
            count = library.export_captions(file)
        else:
            count = library.export_entered(file)
    output.result({"path": str(file), "written": count}, f"{file}: {count} written")
    return 0


def import_(directory: Path, options: argparse.Namespace, output: Output) -> int:
    """Bring an export into the library."""
    with opened(directory) as library:
        summary = library.import_entered(options.file.absolute(), replace=options.replace)
        library.wait_for([])
    for path in summary.unmatched:
        output.result(
            {"path": path, "error": "not in this library"}, f"{path}: not in this library"
        )
    for root in summary.missing_roots:
        output.say(f"{root} is not a folder of this library; add it and import again.")
    output.result(
        {"photos": len(summary.photos), "unmatched": len(summary.unmatched)},
        f"{len(summary.photos)} photos changed, {len(summary.unmatched)} not found",
    )
    return 1 if summary.unmatched else 0
