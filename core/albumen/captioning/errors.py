"""What can go wrong with a captioner that a person can mend."""

from __future__ import annotations

from albumen.errors import KnownError


class CheckpointError(KnownError):
    """A checkpoint directory is missing, damaged, or does not fit this version of Albumen."""


class DeviceError(KnownError):
    """The device that was asked for cannot run the captioner."""


class CaptionerError(KnownError):
    """The caption worker could not be started or did not answer."""
