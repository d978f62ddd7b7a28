"""Text and numbers that break programs, for all doors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import strategies as st

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

# What people and programs have been tripped up by; no surrogates: JSON and UTF-8 have none.
NASTY = (
    "", " ", "\0", "\x00a\x00", "\r\n", "\n\n\n", "\t", "\x1b[2J", "\x7f", "\u0085", "\u2028",
    "\u202edrowssap", "\u200b", "\u200f\u200e", "\ufeff", "\ufffe", "e\u0301" * 40, "ı", "ß", "İ",
    "ﷺ", "👨‍👩‍👧‍👦", "🇳🇱" * 30, "😀" * 2000, "A" * 4096, "A" * 4097, "A" * 65_536, "é" * 4096,
    "<b>x", "</b>", "<script>alert(1)</script>", "&lt;&amp;", "&#0;", "*_`[](tg://user?id=1)",
    "{name}", "{0}", "{}", "%s%s%n", "%(name)s", "${x}", "{{7*7}}", "\\", "\\u0000", "'", '"',
    "'; DROP TABLE customer; --", "%", "_", "%_%", "*", "-", "--", "--help", "-x", "/", "//", "/.",
    "../../../etc/passwd", "/etc/passwd", "C:\\Users\\x", "CON", "nul", ".", "..", "~", "|id",
    "`id`", "$(id)", "=1+1", "@SUM(1)", "+1", "-1", "0", "00", "1e400", "nan", "inf", "-inf",
    "1_000", "٣", "²", "½", "0x10", "1.5", "1,5", "2147483648", "9223372036854775807",
    "9223372036854775808", "-9223372036854775809", "9" * 400, "true", "null", "None", "[]",
    "31-02-2015", "00-00-0000", "29-02-1900", "31-12-9999", "01-01-0001", "2015-13-45",
    "jan@school.example", "@", "a@b@c", "jan@" + "a" * 300 + ".example", "<jan@x>", "06-12345678",
    "+" * 50, "1234 AB", "0000 aa", "Dorpsstraat 12a, 1234 AB Dam", "2000000001", "20000 00001",
    "/start", "/start " + "A" * 64, "/cancel", "/find %", "/new", "@rosterdesk_bot", "drie kikkers",
)  # fmt: skip

# By number: hypothesis writes down what it samples from, and some of these are long.
nasty = st.integers(0, len(NASTY) - 1).map(lambda at: NASTY[at])
_letters = st.characters(codec="utf-8")
texts: SearchStrategy[str] = st.one_of(
    nasty,
    st.text(_letters, max_size=40),
    st.text(_letters, min_size=1, max_size=400),
    st.lists(nasty | st.text(_letters, max_size=8), min_size=2, max_size=4).map("".join),
)
numbers: SearchStrategy[int] = st.one_of(
    st.integers(-2, 40), st.sampled_from((2**31, 2**63 - 1, 2**63, -(2**63), 10**30)), st.integers()
)


def cut(text: str, most: int) -> str:
    """Return at most so many UTF-16 units, as chat programs count."""
    return text.encode("utf-16-le")[: 2 * most].decode("utf-16-le", errors="ignore")
