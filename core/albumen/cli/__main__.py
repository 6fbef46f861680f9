"""`python -m albumen.cli`: the command line without its script."""

import sys

from albumen.cli import main

sys.exit(main())
