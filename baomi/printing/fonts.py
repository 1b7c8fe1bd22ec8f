"""The subset fonts of every printed sheet, built once per site from Debian's fonts.

A page set in the complete Noto fonts takes twice as long and twice the memory as one set in GB 2312 subsets,
so the subsets are made at set-up and kept in VAR_DIR/fonts. They are modified fonts: built on the site, never
redistributed. Rare names are not in them; each font list ends with the complete Noto Serif CJK SC.
"""

import json
import logging
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from multiprocessing import get_context
from pathlib import Path

from django.conf import settings

from baomi.core.errors import Refusal

NOTO = Path("/usr/share/fonts/opentype/noto")
KAI = Path("/usr/share/fonts/truetype/arphic-gkai00mp/gkai00mp.ttf")
FANDOL = Path("usr/share/texlive/texmf-dist/fonts/opentype/public/fandol/FandolFang-Regular.otf")

# A subset without the blanks prints a box where a space stands beside Chinese text.
BLANKS = {0x20, 0xA0, 0x3000}
# Signs the sheets use that GB 2312 does not have.
EXTRA_SIGNS = {ord(sign) for sign in "〔〕—…★□■✓√㎡·×～￥①②③④⑤⑥⑦⑧⑨⑩℃‰“”‘’"}
LATIN = set(range(0x20, 0x7F)) | {0xA0, 0xB0, 0xB1, 0xD7, 0x2013}


@dataclass(frozen=True)
class Subset:
    """One font file to build: the family name used in CSS, its weight, where it comes from and what is kept."""

    file: str
    family: str
    weight: str
    source: str
    face: str
    letters: str

    @property
    def css(self) -> str:
        return f'@font-face {{ font-family: "{self.family}"; font-weight: {self.weight}; src: url("{self.file}"); }}'


def folder() -> Path:
    """Where the built fonts of this site are."""
    return Path(settings.VAR_DIR) / "fonts"


def gb2312() -> Iterator[int]:
    """Code points of the 6,763 Chinese characters and the signs of GB 2312."""
    for row in [*range(0xA1, 0xAA), *range(0xB0, 0xF8)]:
        for cell in range(0xA1, 0xFF):
            try:
                yield ord(bytes((row, cell)).decode("gb2312"))
            except UnicodeDecodeError:
                continue


def wanted_characters(letters: str) -> set[int]:
    """Code points kept in a subset: `all` with signs and Latin, `han` only Chinese, `latin` only Western."""
    if letters == "latin":
        return set(LATIN)
    characters = set(gb2312())
    if letters == "han":
        return {point for point in characters if 0x4E00 <= point <= 0x9FFF} | BLANKS
    return characters | EXTRA_SIGNS | LATIN | BLANKS


def fangsong_source(work: Path) -> Path | None:
    """The 仿宋 file: the site's own, an installed Fandol, or Fandol taken out of Debian's package; else None."""
    if settings.PRINT_FANGSONG:
        return Path(settings.PRINT_FANGSONG)
    installed = Path("/") / FANDOL
    kept = work / FANDOL.name
    for place in (installed, kept):
        if place.exists():
            return place
    return kept if unpack_fandol(kept) else None


def unpack_fandol(target: Path) -> bool:
    """Download texlive-lang-chinese (49 MB) and take the one font out of it, without installing anything."""
    if not shutil.which("apt-get") or not shutil.which("dpkg-deb"):
        return False
    with tempfile.TemporaryDirectory() as place:
        got = subprocess.run(
            ["apt-get", "download", "-qq", "texlive-lang-chinese"],
            cwd=place,
            capture_output=True,
            check=False,
        )
        packages = list(Path(place).glob("texlive-lang-chinese_*.deb"))
        if got.returncode or not packages:
            return False
        subprocess.run(
            ["dpkg-deb", "-x", packages[0].name, "out"], cwd=place, capture_output=True, check=True
        )
        shutil.copyfile(Path(place) / "out" / FANDOL, target)
    return True


def plan(work: Path) -> tuple[list[Subset], list[str]]:
    """What to build and the warnings to say. Raises Refusal when a font that nothing replaces is missing."""
    serif, serif_bold = NOTO / "NotoSerifCJK-Regular.ttc", NOTO / "NotoSerifCJK-Bold.ttc"
    sans = NOTO / "NotoSansCJK-Regular.ttc"
    for source in (serif, serif_bold, sans):
        if not source.exists():
            raise Refusal("没有中文字体", str(source), "请安装软件包 fonts-noto-cjk，再运行 make fonts")
    subsets = [
        Subset("song.otf", "Baomi Song", "400", str(serif), "Noto Serif CJK SC", "all"),
        Subset("song-bold.otf", "Baomi Song", "700", str(serif_bold), "Noto Serif CJK SC", "all"),
        Subset("hei.otf", "Baomi Hei", "400", str(sans), "Noto Sans CJK SC", "all"),
        Subset("latin.otf", "Baomi Latin", "400", str(serif), "Noto Serif CJK SC", "latin"),
    ]
    warnings = []
    kai = Path(settings.PRINT_KAITI) if settings.PRINT_KAITI else KAI
    for file, family, source, hint in (
        (
            "fang",
            "Baomi Fang",
            fangsong_source(work),
            "没有仿宋，改用宋体。要用仿宋，请用 BAOMI_FANGSONG 指定字体文件",
        ),
        (
            "kai",
            "Baomi Kai",
            kai,
            "没有楷体，改用宋体。要用楷体，请安装 fonts-arphic-gkai00mp，或用 BAOMI_KAITI 指定",
        ),
    ):
        if source and source.exists():
            subsets.append(Subset(f"{file}{source.suffix}", family, "400", str(source), "", "han"))
        else:
            warnings.append(hint)
    return subsets, warnings


def build(*, force: bool = False) -> tuple[list[str], list[str]]:
    """Build what is missing or came from another source; returns the files built and the warnings.

    Writes VAR_DIR/fonts: the fonts, fonts.css and manifest.json (last, so an interrupted run is seen as not built).
    """
    target = folder().resolve()
    target.mkdir(parents=True, exist_ok=True)
    subsets, warnings = plan(target)
    before = {} if force else built()
    todo = [subset for subset in subsets if before.get(subset.file) != asdict(subset)]
    with ProcessPoolExecutor(min(4, os.cpu_count() or 1), mp_context=get_context("spawn")) as pool:
        list(pool.map(make_subset, todo, [str(target)] * len(todo)))
    (target / "fonts.css").write_text("\n".join(subset.css for subset in subsets) + "\n")
    manifest = {subset.file: asdict(subset) for subset in subsets}
    (target / "manifest.json").write_text(json.dumps(manifest, ensure_ascii=False, indent=1))
    return [subset.file for subset in todo], warnings


def built() -> dict[str, dict]:
    """What the manifest says and the folder holds; empty when the fonts were never built."""
    manifest = folder() / "manifest.json"
    if not manifest.exists():
        return {}
    return {name: row for name, row in json.loads(manifest.read_text()).items() if (folder() / name).exists()}


def make_subset(subset: Subset, target: str) -> None:
    """Write one subset font; runs in a process of its own."""
    from fontTools import subset as cutter  # slow import, wanted only while building
    from fontTools.ttLib import TTCollection, TTFont

    logging.getLogger("fontTools").setLevel(
        logging.CRITICAL
    )  # it warns of tables that are dropped on purpose
    if subset.face:
        collection = TTCollection(subset.source, lazy=True)
        font = next(face for face in collection.fonts if face["name"].getDebugName(1) == subset.face)
    else:
        font = TTFont(subset.source)
    give_blanks(font)
    options = cutter.Options(
        layout_features=["kern"], notdef_outline=True, hinting=False, drop_tables=["VORG"]
    )
    work = cutter.Subsetter(options)
    work.populate(unicodes=wanted_characters(subset.letters))
    work.subset(font)
    part = Path(target) / f".{subset.file}.part"
    font.save(part)
    part.replace(Path(target) / subset.file)


def give_blanks(font) -> None:
    """A font without U+00A0 gets it drawn as its U+0020: kept in every subset, it must be there to be kept."""
    for table in font["cmap"].tables:
        if table.isUnicode() and 0x20 in table.cmap:
            table.cmap.setdefault(0xA0, table.cmap[0x20])
