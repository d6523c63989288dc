"""A desktop laboratory for policy gradients."""

import os

# One thread for NumPy's BLAS, read once when NumPy is first imported: the matrices of a small policy are too
# small to split, waking a second thread for them costs more than it brings, and the GUI needs the other core.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

__version__ = "0.1.0"
