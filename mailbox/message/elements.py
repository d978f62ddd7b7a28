"""The elements of HTML by what they do with the words in them."""

from __future__ import annotations


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Nobody reads these, they are struck through, or they are shown by some programs only.
HIDDEN = _names(
    "head template s strike del noscript noembed noframes object audio video canvas svg math "
    "select option datalist dialog details xml rp"
)
RAW = _names("script style title textarea xmp iframe")  # no tags in them
VOID = _names(
    "area base basefont bgsound br col embed frame hr img input link meta param source track wbr"
)
LINES = _names(
    "address article blockquote br div dl dt dd h1 h2 h3 h4 h5 h6 hr li ol p pre table tr ul"
)
# A paragraph ends where one of these begins. A table does not end it in many mail programs.
BLOCKS = LINES - _names("br dt dd li table tr")
# A new one ends the one before: people and programs leave the end tag off.
REPEATED = _names("li dt dd td th tr option")
# An end tag of something else does not end these (HTML, 13.2.4.2, "has an element in scope").
WALLS = _names("html table td th caption marquee template applet")
OF_TABLES = _names("table tbody thead tfoot tr td th caption html body")
# These go on behind the end of the block in which they began (HTML, 13.2.4.3).
GOING_ON = _names("a b big code em font i nobr s small strike strong tt u")
