"""Reading a PDF the way a person with a ruler would: its text in printed order, its fonts, its pages."""

import subprocess
import tempfile
from pathlib import Path

import pikepdf


def text(pdf: bytes) -> str:
    """The text in the order it was drawn, without any blanks."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "sheet.pdf"
        file.write_bytes(pdf)
        out = subprocess.run(["pdftotext", "-raw", str(file), "-"], capture_output=True, check=True)
    return "".join(out.stdout.decode().split())


def page_count(pdf: bytes) -> int:
    import io

    with pikepdf.open(io.BytesIO(pdf)) as document:
        return len(document.pages)
