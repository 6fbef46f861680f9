"""Choosing where the captioner runs, and in which precision."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import torch

from albumen.captioning.errors import DeviceError

if TYPE_CHECKING:
    from collections.abc import Callable

_NATIVE_BFLOAT16: Final = ("avx512_bf16", "amx_bf16", "sve_bf16")


def choose_device(name: str) -> torch.device:
    """The named device; "auto" prefers CUDA, then MPS, then the CPU.

    Raises:
        DeviceError: There is no such device here.

    """
    if name == "auto":
        for candidate, available in _AVAILABLE.items():
            if available():
                return torch.device(candidate)
        return torch.device("cpu")
    try:
        device = torch.device(name)
    except RuntimeError as error:
        raise DeviceError(
            f"There is no device '{name}'.", way_out="Choose auto, cuda, mps or cpu."
        ) from error
    known = device.type == "cpu" or (device.type in _AVAILABLE and _AVAILABLE[device.type]())
    if known and device.type == "cuda" and (device.index or 0) >= torch.cuda.device_count():
        known = False
    if not known:
        raise DeviceError(
            f"The device '{name}' is not available on this machine.",
            way_out="Choose auto or cpu.",
        )
    return device


def choose_dtype(device: torch.device) -> torch.dtype:
    """bfloat16 where the device computes in it natively, float32 elsewhere."""
    if device.type == "cuda":
        native = torch.cuda.is_bf16_supported(including_emulation=False)
    elif device.type == "cpu":
        native = _cpu_has_bfloat16()
    else:
        native = False
    return torch.bfloat16 if native else torch.float32


def is_out_of_memory(error: RuntimeError) -> bool:
    """Whether an error of torch says that memory ran out; only CUDA has a class for it."""
    if isinstance(error, torch.OutOfMemoryError):
        return True
    message = str(error).lower()
    return "out of memory" in message or "not enough memory" in message


def free_memory(device: torch.device) -> None:
    """Give cached memory back to the device."""
    if device.type == "cuda":
        torch.cuda.empty_cache()
    elif device.type == "mps":
        torch.mps.empty_cache()


def _cpu_has_bfloat16() -> bool:
    # The oldest torch that Albumen runs with cannot tell.
    if not hasattr(torch.cpu, "get_capabilities"):
        return False
    capabilities = torch.cpu.get_capabilities()
    return any(bool(capabilities.get(name)) for name in _NATIVE_BFLOAT16)


_AVAILABLE: Final[dict[str, Callable[[], bool]]] = {
    "cuda": torch.cuda.is_available,
    "mps": torch.backends.mps.is_available,
}
