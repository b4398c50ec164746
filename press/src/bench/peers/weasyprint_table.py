# The roll as one table, tagged: what most people would write first.
import html
import json
import sys

import weasyprint

STYLE = """
@page { size: letter; margin: 1in; @bottom-right { content: counter(page) " of " counter(pages) } }
body { font: 10.5pt serif } table { width: 100%; border-collapse: collapse } td, th { border-bottom: .5pt solid #999; text-align: left }
"""
KEYS = ("name", "standing", "workplace", "division", "signed_on")


def row(it):
    return "<tr>" + "".join(f"<td>{html.escape(it.get(key) or '')}</td>" for key in KEYS) + "</tr>"


rows = "".join(row(it) for it in json.load(sys.stdin))
head = "<tr>" + "".join(f"<th>{key}</th>" for key in KEYS) + "</tr>"
page = (
    f"<html lang=en><title>Signatures</title><style>{STYLE}</style><h1>Signatures</h1>"
    f"<table><thead>{head}</thead><tbody>{rows}</tbody></table></html>"
)
weasyprint.HTML(string=page).write_pdf(sys.argv[1], pdf_variant="pdf/ua-1")
