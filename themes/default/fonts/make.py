"""Makes math.woff2 from STIXMath-Regular.otf 1.1.1: `python make.py STIXMath-Regular.otf`. It needs fonttools and brotli.

The font has what formulas of labs are made of, and every larger form of brackets, roots, arrows and sums.
"""

import sys

from fontTools import subset
from fontTools.ttLib import TTFont

RANGES = [
    (0x20, 0x7E),  # ASCII
    (0x391, 0x3A9), (0x3B1, 0x3C9),  # Greek
    (0x2010, 0x2015), (0x2018, 0x201D), (0x2061, 0x2064),
    (0x2190, 0x2199), (0x27F5, 0x27FA),  # arrows
    (0x1D434, 0x1D467), (0x1D6FC, 0x1D71B),  # italic Latin and Greek
]
LETTERS = (
    "\u00a0°±²³µ·×÷Ω€£Åϑϕϖϰϱϵ†•…′″‴‖⁄↦⇌⇐⇑⇒⇓⇔"
    "∀∂∃∄∅∆∇∈∉∋∏∐∑−∓∔∕∖∗∘∙√∛∜∝∞∠∣∤∥∦∧∨∩∪∫∬∭∮∴∵∶∷∼≃≅≈≠≡≢≤≥≦≧≪≫≲≳≺≻"
    "⊂⊃⊄⊆⊇⊈⊊⊕⊖⊗⊘⊙⊢⊤⊥⊨⋀⋁⋂⋃⋄⋅⋆⋮⋯⋰⋱⌈⌉⌊⌋⟨⟩⟪⟫⏞⏟⎴⎵⏜⏝"
    "ℂℍℕℙℚℝℤℎℏℓℑℜℵℒℱℬℰℋℐℳℛ℧"
    "\u0300\u0301\u0302\u0303\u0304\u0305\u0306\u0307\u0308\u030a\u030c\u20d6\u20d7\u0332\u0338¯ˆ˜˘˙"
)
NAME = "Labc Math"

options = subset.Options()
options.layout_features = ["ssty"]
options.glyph_names = False
options.hinting = False
options.desubroutinize = True
options.name_IDs = [0, 1, 2, 4, 6, 14]
options.ignore_missing_unicodes = True

font = TTFont(sys.argv[1], recalcTimestamp=False)
characters = {code for first, last in RANGES for code in range(first, last + 1)} | set(map(ord, LETTERS))
subsetter = subset.Subsetter(options)
subsetter.populate(unicodes=characters)
subsetter.subset(font)
# The licence reserves the name of the original.
for entry in font["name"].names:
    if entry.nameID in (1, 4):
        entry.string = NAME
    if entry.nameID == 6:
        entry.string = NAME.replace(" ", "")
font.flavor = "woff2"
font.save("math.woff2")
