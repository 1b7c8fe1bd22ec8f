"""What this room itself hangs on every register: the card of attachments, and the routes of its pages."""

from baomi.registers import protocols
from baomi.registers.pages import (
    columns,  # noqa: F401 - importing it adds its routes
    compare,  # noqa: F401 - importing it adds its routes
    exchange,  # noqa: F401 - importing it adds its routes
    files,
    past,  # noqa: F401 - importing it adds its routes
)

protocols.add_panel(files.panel)
