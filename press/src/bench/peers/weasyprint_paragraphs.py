# The roll as paragraphs in two columns, tagged.
import html
import json
import sys

import weasyprint

STYLE = """
@page { size: letter; margin: 1in; @bottom-right { content: counter(page) " of " counter(pages) } }
body { font: 10.5pt serif } main { columns: 2; column-gap: 1.8em }
p { margin: 0 0 .55em; padding-left: 1em; text-indent: -1em } small { font-size: 8pt; color: #555 }
"""


def line(it):
    facts = [it.get(key) for key in ("standing", "workplace", "division", "signed_on")]
    said = " · ".join(html.escape(fact) for fact in facts if fact)
    return f"<p>{html.escape(it['name'])} <small>· {said}</small></p>"


lines = "".join(line(it) for it in json.load(sys.stdin))
page = f"<html lang=en><title>Signatures</title><style>{STYLE}</style><h1>Signatures</h1><main>{lines}</main></html>"
weasyprint.HTML(string=page).write_pdf(sys.argv[1], pdf_variant="pdf/ua-1")
