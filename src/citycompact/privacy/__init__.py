"""Privacy: what may be shown in public of counts of people."""

from citycompact.privacy.public_table import PublicTable, Sum, publish
from citycompact.privacy.suppression import SMALLEST_SHOWN, Equation, hidden_cells

__all__ = ["SMALLEST_SHOWN", "Equation", "PublicTable", "Sum", "hidden_cells", "publish"]
