"""The table of commands that clients may send to the engine."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any

from albumen.errors import UsageError
from albumen.library.describe_commands import DescribeCommands
from albumen.library.edit_commands import EditCommands
from albumen.library.folder_commands import FolderCommands
from albumen.library.maintenance import MaintenanceCommands
from albumen.library.search_commands import SearchCommands
from albumen.library.wire import WireError
from albumen.library.work_commands import WorkCommands

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from albumen.library.host import LibraryHost


class Commands:
    """Finds a command by name and runs it with JSON parameters."""

    def __init__(self, host: LibraryHost) -> None:
        self.end_waiting = host.end_waiting
        self.work = WorkCommands(host)
        self._table: dict[str, Callable[..., Any]] = {}
        for group in (
            EditCommands(host),
            FolderCommands(host),
            self.work,
            DescribeCommands(host),
            SearchCommands(host),
            MaintenanceCommands(host),
        ):
            for name, method in inspect.getmembers(group, inspect.ismethod):
                if not name.startswith("_"):
                    self._table[name] = method

    def run(self, name: str, parameters: Mapping[str, Any]) -> Any:
        """Run a command and return its JSON answer.

        Raises:
            KnownError: The command says what is wrong.
            UsageError: There is no such command, or it does not take these parameters.

        """
        method = self._table.get(name)
        if method is None:
            raise UsageError(
                f"The engine knows no command {name!r}.",
                way_out="Close every window of the library and start again with one version.",
            )
        try:
            bound = inspect.signature(method).bind(**parameters)
        except TypeError as error:
            raise UsageError(f"The command {name} was sent wrong parameters: {error}.") from error
        try:
            return method(*bound.args, **bound.kwargs)
        except WireError as error:
            raise UsageError(f"The command {name} was sent a wrong value: {error}.") from error
