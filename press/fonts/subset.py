#!/usr/bin/env python3
"""Makes the files in this folder from the Debian packages and the crate named in README.md: subset.py SOURCES CRATE_FONTS OUT."""
import subprocess, sys, shutil, pathlib

sources, crate, out = map(pathlib.Path, sys.argv[1:4])
NOTO = sources / "usr/share/fonts/truetype/noto"
CJK = sources / "usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc"

def rows(codec, leads, trails):
    found = set()
    for lead in leads:
        for trail in trails:
            try:
                text = bytes([lead, trail]).decode(codec)
            except UnicodeDecodeError:
                continue
            if len(text) == 1:
                found.add(ord(text))
    return found

def cjk():
    wanted = rows("gb2312", range(0xB0, 0xF8), range(0xA1, 0xFF))           # 6,763 hanzi
    wanted |= rows("big5", range(0xA4, 0xC7), range(0x40, 0xFF))             # level 1, 5,401 hanzi
    wanted |= rows("euc_jp", range(0xB0, 0xF5), range(0xA1, 0xFF))           # JIS X 0208, 6,355 kanji
    wanted |= set(range(0xAC00, 0xD7A4))                                     # every Hangul syllable
    wanted |= set(range(0x3000, 0x3020)) | set(range(0x3041, 0x3100)) | set(range(0xFF01, 0xFF9E)) | {0x25A1, 0x20}
    return ",".join(f"U+{c:04X}" for c in sorted(wanted))

def subset(font, name, unicodes, number=None, features="*"):
    asked = out / "unicodes.tmp"
    asked.write_text(unicodes.replace(",", "\n"))
    command = ["pyftsubset", str(font), f"--output-file={out / name}", f"--unicodes-file={asked}",
               f"--layout-features={features}", "--no-hinting", "--name-IDs=0,1,2,3,4,5,6,13,14,16,17", "--notdef-outline"]
    if number is not None:
        command.append(f"--font-number={number}")
    subprocess.run(command, check=True)
    asked.unlink()

LATIN = ("U+0020-007E,U+00A0-024F,U+0250-02FF,U+0300-036F,U+0370-03FF,U+0400-052F,U+1E00-1EFF,U+1F00-1FFF,"
         "U+2000-206F,U+2070-209F,U+20A0-20BF,U+2100-214F,U+2190-2193,U+2212,U+25A0,U+25A1,U+25CC,U+2DE0-2DFF,U+A640-A69F")
for weight in ("Regular", "Bold"):
    subset(NOTO / f"NotoSans-{weight}.ttf", f"NotoSans-{weight}.ttf", LATIN, features="kern,mark,mkmk,ccmp,locl,tnum,lnum")
for name, block in (("NotoNaskhArabic", "U+0600-06FF,U+0750-077F,U+08A0-08FF,U+FB50-FDFF,U+FE70-FEFC"),
                    ("NotoSerifDevanagari", "U+0900-097F,U+A8E0-A8FF,U+1CD0-1CFF"),
                    ("NotoSerifThai", "U+0E00-0E7F")):
    subset(NOTO / f"{name}-Regular.ttf", f"{name}-Regular.ttf", f"U+0020,U+00A0,U+200C,U+200D,U+25CC,{block}")
subset(CJK, "NotoSerifCJKsc-Regular.otf", cjk(), number=2, features="kern,ccmp,ljmo,vjmo,tjmo")
for style in ("Regular", "Italic", "Bold"):
    shutil.copy(crate / f"LibertinusSerif-{style}.otf", out / f"LibertinusSerif-{style}.otf")
