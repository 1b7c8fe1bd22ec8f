"""Reading a PDF the way a person with a ruler would: its text in printed order, its fonts, its pages."""

import io
import re
import subprocess
import tempfile
from pathlib import Path

import pikepdf
from fontTools.pens.boundsPen import BoundsPen
from fontTools.ttLib import TTFont


def text(pdf: bytes) -> str:
    """The text in the order it was drawn, without any blanks."""
    return "".join(pages(pdf))


def pages(pdf: bytes) -> list[str]:
    """The same, page by page."""
    return ["".join(page.split()) for page in _read(pdf, "-raw").split("\f")[:-1]]


def _read(pdf: bytes, how: str) -> str:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "sheet.pdf"
        file.write_bytes(pdf)
        out = subprocess.run(["pdftotext", how, str(file), "-"], capture_output=True, check=True)
    return out.stdout.decode()


def left_edges(pdf: bytes, word: str) -> list[float]:
    """How far from the left each place stands where the word is printed, in points, from top to bottom."""
    out = _read(pdf, "-bbox")
    return [float(edge) for edge in re.findall(rf'xMin="([\d.]+)"[^>]*>[^<]*{word}', out)]


def page_count(pdf: bytes) -> int:
    with pikepdf.open(io.BytesIO(pdf)) as document:
        return len(document.pages)


def assert_in_order(words: str, labels: list[str]) -> None:
    """The labels stand in the printed words one after the other."""
    place = 0
    for label in labels:
        found = words.find(label, place)
        assert found >= 0, f"{label} is not printed after the fields before it: …{words[place : place + 120]}"
        place = found + len(label)


def assert_every_character_drawn(pdf: bytes) -> None:
    """A character the fonts lack comes out as a box or as nothing: pdftotext would not notice."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        embedded = list(embedded_fonts(document))
    assert embedded
    for name, font, used in embedded:
        shapes = font.getGlyphSet()
        order = font.getGlyphOrder()
        for glyph, character in used.items():
            assert glyph != 0, f"{character!r} is printed as a box ({name})"
            pen = BoundsPen(shapes)
            shapes[order[glyph]].draw(pen)
            assert pen.bounds or character.isspace(), f"{character!r} is printed as nothing ({name})"


def embedded_fonts(pdf):
    """(name, font, {glyph id: character}) of every font in the file, as its ToUnicode table says."""
    for entry in pdf.objects:
        if isinstance(entry, pikepdf.Dictionary) and entry.get("/Subtype") == "/Type0":
            descriptor = entry.DescendantFonts[0].FontDescriptor
            stream = descriptor.get("/FontFile3", descriptor.get("/FontFile2"))
            yield (
                str(entry.BaseFont),
                TTFont(io.BytesIO(stream.read_bytes())),
                to_unicode(entry.ToUnicode.read_bytes()),
            )


def to_unicode(table: bytes) -> dict[int, str]:
    found = {}
    inside = False
    for line in table.decode("ascii", "replace").splitlines():
        if "beginbfchar" in line:
            inside = True
        elif "endbfchar" in line:
            inside = False
        elif inside:
            glyph, units = line.replace("<", " ").replace(">", " ").split()
            found[int(glyph, 16)] = bytes.fromhex(units).decode("utf-16-be")
    return found
