# The same template, data and faces, set by the wheel of the same engine.
import sys

import typst

root, to = sys.argv[1:]
typst.compile(
    f"{root}/main.typ", output=to, root=root, font_paths=[f"{root}/fonts"], ignore_system_fonts=True,
    format="pdf", pdf_standards=["a-2a", "ua-1"],
)
