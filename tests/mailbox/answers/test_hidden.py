"""Only what a reader sees of an answer is a yes, whatever hides the rest."""

from __future__ import annotations

import pytest
from tests.mailbox.answers.test_answers import CODE
from tests.mailbox.answers.test_beside import LED, judge, quote, write

from rosterdesk.mailbox.answers.confirming import Verdict
from rosterdesk.mailbox.message.htmltext import read_page, write_plain
from rosterdesk.mailbox.opening.parse import parse_mail

HIDDEN = {
    "crossed out": "<p style='text-decoration:line-through'>Ja</p>",
    "crossed out, in red": "<p style='text-decoration: red line-through'>Ja</p>",
    "crossed out by a class": (
        "<style>.w{text-decoration-line:line-through}</style><p class=w>Ja</p>"
    ),
    "crossed out around it": "<div style='text-decoration:line-through'><p>Ja</p></div>",
    "a scale": "<p style='scale:0'>Ja</p>",
    "a translation": "<p style='translate:-9999px'>Ja</p>",
    "letters on each other": "<p style='letter-spacing:-2em'>Ja</p>",
    "a popover": "<div popover='manual'>Ja</div>",
    "a picture of black": (
        "<p style='color:#000;background-image:linear-gradient(#000,#000)'>Ja</p>"
    ),
    "display": "<p style='display:none'>Ja</p>",
    "display, in other letters": '<p STYLE="Color:red; DISPLAY : None !important">Ja</p>',
    "display, around it": "<div style='display:none'><table><tr><td>Ja</td></tr></table></div>",
    "display, with a comment in it": "<p style='dis/**/play:none;display/* x */:none'>Ja</p>",
    "display, escaped": r"<p style='d\69 splay:none'>Ja</p>",
    "display, as entities": "<p style='display&#58;none'>Ja</p>",
    "display by a class": "<style>.x, .ja {display:none}</style><p class='y JA'>Ja</p>",
    "display by an id": "<style>div #a1{display:none}</style><p id=a1>Ja</p>",
    "display by a tag": "<style><!--\nspan{mso-x:1;display:none}\n--></style><span>Ja</span>",
    "display on a screen": (
        "<style>@media screen{p{color:red}.k{display:none}}</style><p class=k>Ja</p>"
    ),
    "visibility": "<span style='visibility:hidden'>Ja</span>",
    "visibility of a row": "<table><tr style='visibility:collapse'><td>Ja</td></tr></table>",
    "size 0": "<span style='font-size:0'>Ja</span>",
    "size of a pixel": "<span style='font-size:1px;line-height:1px'>Ja</span>",
    "size in a shorthand": "<span style='font:0/0 a'>Ja</span>",
    "size of nothing": "<td style='font-size:0px'><b style='font-size:2em'>Ja</b></td>",
    "size in per cents": "<span style='font-size:1%'>Ja</span>",
    "white on white": "<font color=white>Ja</font>",
    "white on white, by figures": "<p style='color:#fffffe'>Ja</p>",
    "white on white, as a call": "<p style='color:rgb(255, 254, 255)'>Ja</p>",
    "grey on grey": "<td bgcolor='#eeeeee'><span style='color:#e8e8e8'>Ja</span></td>",
    "black on black": "<div style='background:#000'><b>Ja</b></div>",
    "transparent": "<p style='color:transparent'>Ja</p>",
    "nearly transparent": "<p style='color:rgba(0,0,0,.01)'>Ja</p>",
    "opacity": "<p style='opacity:0.01'>Ja</p>",
    "a colour that goes on": "<p><font color='#FFF'>Dag</p>Ja",
    "for Outlook only": "<p style='mso-hide:all'>Ja</p>",
    "in a comment for Outlook": "<!--[if mso]><p>Ja</p><![endif]-->",
    "hidden": "<p hidden>Ja</p>",
    "hidden, behind a sign in quotes": "<p title='a > b' hidden=''>Ja</p>",
    "head": "<html><head>Ja</head><body></body></html>",
    "title": "<title>Ja</title>",
    "comment": "<!-- Ja -->",
    "a preheader": (
        "<div style='display:none;font-size:1px;max-height:0;overflow:hidden'>Ja&zwnj;&nbsp;</div>"
    ),
    "a preheader without display": (
        "<div style='max-height:0px; overflow:hidden; mso-hide:all'>Ja</div>"
    ),
    "no width": "<span style='display:inline-block;width:0;overflow:hidden'>Ja</span>",
    "off the page": "<p style='position:absolute; left:-9999px'>Ja</p>",
    "off the line": "<p style='text-indent:-100em'>Ja</p>",
    "clipped": "<p style='position:absolute;clip:rect(0,0,0,0)'>Ja</p>",
    "scaled": "<p style='transform:scale(0)'>Ja</p>",
    "folded": "<details><p>Ja</p></details>",
    "a choice": "<select><option>Ja</option></select>",
    "a table that is not closed": "<div hidden><table></div>Ja",
}


@pytest.mark.parametrize("html", HIDDEN.values(), ids=HIDDEN)
def test_a_yes_that_nobody_sees_is_none(html: str):
    """Neither alone, nor with the code, nor where the text beside the HTML says it."""
    assert "ja" not in write_plain(html).lower().split()
    for mail in (
        write(None, html),
        write(None, f"{html}<p>{LED}</p><blockquote>{CODE}</blockquote>"),
        write(f"Ja\n\n{LED}\n{quote()}\n", html),
    ):
        assert judge(mail) is not Verdict.YES


SEEN = {
    "Outlook": (
        "<html><head><style><!--\np.MsoNormal{margin:0cm;font-size:11.0pt;font-family:Calibri}\n"
        "a:link{color:#0563C1;text-decoration:underline}\nspan.EmailStyle17{color:windowtext}\n"
        "@page WordSection1{size:612.0pt 792.0pt;margin:70.85pt}\n--></style></head>"
        "<body lang=NL link='#0563C1' style='word-wrap:break-word'><div class=WordSection1>"
        "<p class=MsoNormal style='text-indent:-18.0pt'><span class=EmailStyle17>Ja<o:p></o:p>"
        "</span></p></div></body></html>"
    ),
    "a page without ends": "<html><head><meta charset=utf-8><body><p>Hallo,<p>Ja",
    "a telephone": "<div dir='auto' style='color:rgb(33,33,33);background-color:#ffffff'>Ja</div>",
    "white on black": "<body bgcolor=black text=white><p>Ja</p></body>",
    "a colour": "<p style='color:navy;font-size:10pt'>Ja</p>",
    "a template": "<div style='width:600px;line-height:1.4;opacity:1'>Ja</div>",
    "behind a comment": "<!--> Ja",
    "a size in a template": "<td style='font-size:0'><div style='font-size:13px'>Ja</div></td>",
    "a preheader of a program": "<div style='display:none'>Antwoord van de school</div><p>Ja</p>",
}


@pytest.mark.parametrize("html", SEEN.values(), ids=SEEN)
def test_a_yes_that_is_seen_counts(html: str):
    quoted = f"<p>{LED}</p><blockquote>{CODE}</blockquote>"
    assert judge(write(None, html + quoted)) is Verdict.YES


@pytest.mark.parametrize(
    "html",
    [
        "<p>Ja</p><p style='display:none'>Dat was ik niet</p>",
        "<p>Ja</p><!--> Nee <!-- -->",
        "<p>Ja</p><!--[if mso]><p>Wat is dit?</p><![endif]-->",
        "<style>p::after{content:'nee, toch niet'}</style><p>Ja</p>",
        "<head>Nee</head><p>Ja</p>",
        "<p>Ja</p>" + "<b>" * 600 + "x",
        "<p>Ja</p>" + "<i></i>" * 20_000 + "Nee",
    ],
    ids=["hidden", "short comment", "Outlook", "added by a style", "head", "deep", "long"],
)
def test_what_may_be_seen_speaks_against_it(html: str):
    """Nobody knows which program showed what: a doubt counts wherever it stands."""
    assert judge(write(None, html)) is not Verdict.YES


@pytest.mark.parametrize(
    "html",
    [
        "<p><input type=checkbox> Ja</p>",
        "<p><INPUT TYPE='radio' name=a> Ja <input type=radio checked></p>",
        "<p>Ja <input type=text value='van een ander'></p>",
    ],
    ids=["box", "radio", "field"],
)
def test_a_field_of_a_form_is_no_plain_yes(html: str):
    """A box before "Ja" may be empty, and what a field holds is shown as text is."""
    assert (
        judge(write(None, f"{html}<p>{LED}</p><blockquote>{CODE}</blockquote>")) is not Verdict.YES
    )
    assert write_plain("<p><input type=hidden value=x>Ja</p>") == "Ja"


def test_what_was_not_looked_at_may_speak_against_it():
    """A long quotation, and an answer below it that is beyond what is read."""
    assert judge(write("Ja\n" + "> Hallo\n" * 3_000 + "Nee!")) is not Verdict.YES


def test_words_of_a_message_are_those_that_are_seen():
    html = "<div style='display:none'>Korting!</div><p>Wanneer komen de passen?</p>"
    found = parse_mail(write(None, html).as_bytes())
    assert (found.text, found.hidden) == ("Wanneer komen de passen?", "Korting!")


@pytest.mark.parametrize(
    "html",
    [
        "<p>" * 30_000,
        "<font>" * 10_000 + "</x>" * 5_000,
        "<!--[if <" * 10_000 + "-->",
        "<style>/*" * 11_000,
        "<style>" + "a" * 90_000,
        "<style>"
        + "".join(f".a{n}{{color:red}}" for n in range(99))
        + "</style>"
        + "<a id=b>" * 9_000,
        "<a '\"" * 20_000,
        "<!--[if mso]>" + "<style " * 10_000 + "-->",
    ],
    ids=["blocks", "letters", "comment", "sheets", "sheet", "rules", "quotes", "styles"],
)
def test_hostile_styles_are_read(html: str):
    assert isinstance(read_page(html).shown, str)
