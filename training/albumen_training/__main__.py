"""`python -m albumen_training`, which torchrun needs."""

import sys

from albumen_training.cli import main

sys.exit(main())
