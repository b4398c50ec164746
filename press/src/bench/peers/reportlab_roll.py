# The roll as paragraphs in two columns. ReportLab tags nothing and shapes nothing; one embedded face loses some of the names.
import html
import json
import sys

from reportlab.lib.pagesizes import letter
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate, Paragraph

pdfmetrics.registerFont(TTFont("face", f"{sys.argv[2]}/NotoSans-Regular.ttf"))
STYLE = ParagraphStyle("name", fontName="face", fontSize=10.5, leading=13, leftIndent=10, firstLineIndent=-10, spaceAfter=5)


def line(it):
    facts = [it.get(key) for key in ("standing", "workplace", "division", "signed_on")]
    said = " · ".join(html.escape(fact) for fact in facts if fact)
    return Paragraph(f"{html.escape(it['name'])} <font size=8 color='#555'>· {said}</font>", STYLE)


def foot(canvas, document):
    canvas.drawRightString(540, 40, str(document.page))


width, height = letter
columns = [Frame(72 + at * 243, 72, 225, height - 144, leftPadding=0, rightPadding=0) for at in range(2)]
document = BaseDocTemplate(sys.argv[1], pagesize=letter, title="Signatures", lang="en")
document.addPageTemplates(PageTemplate(frames=columns, onPage=foot))
document.build([line(it) for it in json.load(sys.stdin)])
