"""The two fonts that a page loads first: the letters our own texts use, in the weights they use, and no more. And the
one that the card of a run is set in: whatever a title may hold, in one weight.

    python3 -m venv /tmp/fonts && /tmp/fonts/bin/pip install fonttools==4.68.0 brotli==1.2.1
    /tmp/fonts/bin/python scripts/fonts/subset.py && npm run format

Worth running when texts have gained many letters. Nothing is wrong until then: a letter that is not in here is taken
from the whole font, which stands behind in every list of families and travels in pieces.
The Open Font License, condition 3: what is cut from a font with a reserved name has to have another one.
"""

import hashlib
import subprocess
import tarfile
import tempfile
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = "pretendard@1.3.9"
INSIDE = "package/dist/web/variable/woff2/PretendardVariable.woff2"
FAMILY = "Wirelab Sans"
WEIGHTS = (400, 700)
TEXTS = ("app", "components", "core", "experiments", "lessons")
NAMES_OF_FAMILY = {1: FAMILY, 3: "WirelabSans", 4: FAMILY, 6: "WirelabSans", 16: FAMILY, 25: "WirelabSans"}
PRINTABLE_ASCII = range(0x20, 0x7F)
CARD_WEIGHT = 500
# Latin, dashes, quotes, ellipsis, the arrow, and the 2,350 syllables of KS X 1001: app/r/[id]/image/letters.ts has the same.
CARD_LETTERS = {*range(0x20, 0x7F), *range(0xA0, 0x149), *range(0x14A, 0x180), *range(0x2013, 0x2015), *range(0x2018, 0x201A), 0x201C, 0x201D, 0x2026, 0x2192} | {
    ord(bytes((row, cell)).decode("euc_kr")) for row in range(0xB0, 0xC9) for cell in range(0xA1, 0xFF)
}
WHOLE_MONO = "/fonts/geist-mono/GeistMono-Variable.woff2"


def letters() -> set[int]:
    """Of every source: comments add no letter that a text has not."""
    found = set(PRINTABLE_ASCII)
    for folder in TEXTS:
        for file in sorted((ROOT / folder).rglob("*.ts*")):
            if ".test." not in file.name:
                found.update(map(ord, file.read_text("utf8")))
    return {letter for letter in found if letter >= 0x20}


def pretendard(folder: Path) -> TTFont:
    subprocess.run(["npm", "pack", PACKAGE, "--silent"], cwd=folder, check=True, stdout=subprocess.DEVNULL)
    with tarfile.open(next(folder.glob("*.tgz"))) as packed:
        packed.extract(INSIDE, folder, filter="data")
    return TTFont(folder / INSIDE)


def cut(font: TTFont, wanted: set[int], weights: tuple[int, int] | int = WEIGHTS) -> list[int]:
    """Leaves what is wanted of the font, and says what of it the font has."""
    options = Options()
    options.name_IDs = ["*"]
    options.layout_features = ["calt", "ccmp", "kern", "liga", "mark", "mkmk", "tnum"]
    options.drop_tables += ["meta"]
    options.notdef_outline = True
    kept = sorted(wanted & font.getBestCmap().keys())
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=kept)
    subsetter.subset(font)
    instantiateVariableFont(font, {"wght": weights}, inplace=True)
    return kept


def rename(font: TTFont) -> None:
    for record in list(font["name"].names):
        if record.nameID in NAMES_OF_FAMILY:
            record.string = NAMES_OF_FAMILY[record.nameID]
        elif record.nameID in (7, 18, 21):
            font["name"].names.remove(record)


def packed(font: TTFont, flavor: str) -> bytes:
    font.flavor = flavor
    with tempfile.NamedTemporaryFile(suffix=f".{flavor}") as file:
        font.save(file.name)
        return Path(file.name).read_bytes()


def write(font: TTFont, folder: str, stem: str) -> str:
    """Its name says what is in it, so that a browser may keep it for ever."""
    into = ROOT / "public" / "fonts" / folder
    into.mkdir(exist_ok=True)
    for old in into.glob(f"{stem}.*.woff2"):
        old.unlink()
    content = packed(font, "woff2")
    name = f"{stem}.{hashlib.sha256(content).hexdigest()[:8]}.woff2"
    (into / name).write_bytes(content)
    print(f"{name}: {len(content):,} bytes")
    return f"/fonts/{folder}/{name}"


def ranges(letters: list[int]) -> str:
    runs: list[list[int]] = []
    for letter in letters:
        if runs and letter == runs[-1][1] + 1:
            runs[-1][1] = letter
        else:
            runs.append([letter, letter])
    return ", ".join(f"U+{a:x}" if a == b else f"U+{a:x}-{b:x}" for a, b in runs)


def face(family: str, url: str, kept: list[int]) -> str:
    return f"""
@font-face {{
  font-family: "{family}";
  src: url("{url}") format("woff2-variations");
  font-weight: {WEIGHTS[0]} {WEIGHTS[1]};
  font-display: swap;
  unicode-range: {ranges(kept)};
}}
"""


def main() -> None:
    wanted = letters()
    with tempfile.TemporaryDirectory() as folder:
        sans, card = pretendard(Path(folder)), TTFont(Path(folder) / INSIDE)
    kept_sans = cut(sans, wanted)
    rename(sans)
    sans_url = write(sans, "wirelab-sans", "WirelabSans")
    mono = TTFont(ROOT / f"public{WHOLE_MONO}")
    others = sorted(mono.getBestCmap().keys() - wanted)
    kept_mono = cut(mono, wanted)
    mono_url = write(mono, "geist-mono", "GeistMono-used")
    faces = face(FAMILY, sans_url, kept_sans) + face("Geist Mono", mono_url, kept_mono)
    # Read only where a page has one of them.
    faces += face("Geist Mono", WHOLE_MONO, others)
    (ROOT / "app/fonts.css").write_text(f"/* Written by scripts/fonts/subset.py. */\n{faces}")
    (ROOT / "app/first-fonts.ts").write_text(
        "/** Written by scripts/fonts/subset.py: what a page begins to load before its styles are read. */\n"
        f"export const firstFonts = [\n  '{sans_url}',\n  '{mono_url}',\n]\n"
    )
    lacking = CARD_LETTERS - set(cut(card, CARD_LETTERS, CARD_WEIGHT))
    assert not lacking, sorted(map(chr, lacking))
    rename(card)
    # What draws the card reads no woff2.
    (ROOT / "public/fonts/wirelab-sans/WirelabSans-card.woff").write_bytes(packed(card, "woff"))


main()
