"""The convolutions of a ResNet (He et al., 2015), named as in torchvision's state dictionaries.

torchvision itself is not imported: that takes longer than importing torch, and would be most of
what a person waits for before the first caption.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from torch import Tensor, nn

if TYPE_CHECKING:
    from collections.abc import Mapping

#: Blocks of each of the four stages.
STAGES: Final[Mapping[str, tuple[int, int, int, int]]] = MappingProxyType(
    {
        "resnet18": (2, 2, 2, 2),
        "resnet34": (3, 4, 6, 3),
        "resnet50": (3, 4, 6, 3),
        "resnet101": (3, 4, 23, 3),
        "resnet152": (3, 8, 36, 3),
    }
)
_BASIC: Final = frozenset({"resnet18", "resnet34"})
_WIDTHS: Final = (64, 128, 256, 512)


class BasicBlock(nn.Module):
    """Two 3×3 convolutions with a way around them."""

    expansion: Final = 1

    def __init__(self, inputs: int, width: int, stride: int) -> None:
        super().__init__()
        self.conv1 = _convolution(inputs, width, 3, stride)
        self.bn1 = nn.BatchNorm2d(width)
        self.conv2 = _convolution(width, width, 3, 1)
        self.bn2 = nn.BatchNorm2d(width)
        self.relu = nn.ReLU(inplace=True)
        self.downsample = _around(inputs, width, stride)

    def forward(self, inputs: Tensor) -> Tensor:
        """Pixels of shape (photos, channels, rows, columns)."""
        hidden = self.relu(self.bn1(self.conv1(inputs)))
        hidden = self.bn2(self.conv2(hidden))
        around = inputs if self.downsample is None else self.downsample(inputs)
        return self.relu(hidden + around)  # type: ignore[no-any-return]  # modules return Any


class Bottleneck(nn.Module):
    """A 3×3 convolution between two 1×1 ones, with a way around them.

    With `stride_first` the first 1×1 has the stride (v1), else the 3×3 (v1.5).
    """

    expansion: Final = 4

    def __init__(self, inputs: int, width: int, stride: int, *, stride_first: bool) -> None:
        super().__init__()
        outputs = width * self.expansion
        first, second = (stride, 1) if stride_first else (1, stride)
        self.conv1 = _convolution(inputs, width, 1, first)
        self.bn1 = nn.BatchNorm2d(width)
        self.conv2 = _convolution(width, width, 3, second)
        self.bn2 = nn.BatchNorm2d(width)
        self.conv3 = _convolution(width, outputs, 1, 1)
        self.bn3 = nn.BatchNorm2d(outputs)
        self.relu = nn.ReLU(inplace=True)
        self.downsample = _around(inputs, outputs, stride)

    def forward(self, inputs: Tensor) -> Tensor:
        """Pixels of shape (photos, channels, rows, columns)."""
        hidden = self.relu(self.bn1(self.conv1(inputs)))
        hidden = self.relu(self.bn2(self.conv2(hidden)))
        hidden = self.bn3(self.conv3(hidden))
        around = inputs if self.downsample is None else self.downsample(inputs)
        return self.relu(hidden + around)  # type: ignore[no-any-return]  # modules return Any


class ResNet(nn.Module):
    """Everything of a ResNet but its pooling and its classifier."""

    def __init__(self, arch: str, *, stride_first: bool = False) -> None:
        super().__init__()
        self.conv1 = _convolution(3, _WIDTHS[0], 7, 2)
        self.bn1 = nn.BatchNorm2d(_WIDTHS[0])
        self.relu = nn.ReLU(inplace=True)
        self.maxpool = nn.MaxPool2d(3, stride=2, padding=1)
        inputs = _WIDTHS[0]
        stages = []
        for number, (blocks, width) in enumerate(zip(STAGES[arch], _WIDTHS, strict=True)):
            modules: list[nn.Module] = []
            for place in range(blocks):
                stride = 2 if number and not place else 1
                if arch in _BASIC:
                    modules.append(BasicBlock(inputs, width, stride))
                    inputs = width * BasicBlock.expansion
                else:
                    modules.append(Bottleneck(inputs, width, stride, stride_first=stride_first))
                    inputs = width * Bottleneck.expansion
            stages.append(nn.Sequential(*modules))
        self.layer1, self.layer2, self.layer3, self.layer4 = stages

    def forward(self, pixels: Tensor) -> Tensor:
        """Features (photos, channels, rows, columns) of normalised pixels."""
        hidden = self.maxpool(self.relu(self.bn1(self.conv1(pixels))))
        return self.layer4(self.layer3(self.layer2(self.layer1(hidden))))  # type: ignore[no-any-return]  # modules return Any


def _convolution(inputs: int, outputs: int, side: int, stride: int) -> nn.Conv2d:
    made = nn.Conv2d(inputs, outputs, side, stride=stride, padding=side // 2, bias=False)
    # As for networks that are trained from scratch; usually weights are loaded over it.
    nn.init.kaiming_normal_(made.weight, mode="fan_out", nonlinearity="relu")
    return made


def _around(inputs: int, outputs: int, stride: int) -> nn.Sequential | None:
    if stride == 1 and inputs == outputs:
        return None
    return nn.Sequential(_convolution(inputs, outputs, 1, stride), nn.BatchNorm2d(outputs))
