"""The words that somebody wrote beside a roster, where they say something. Pure.

"Hierbij onze leerlingen" says no more than the file does; "groep 8 volgt nog" does.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rosterdesk.mailbox.answers.numbers import blank_bsn
from rosterdesk.mailbox.answers.people import leave_out_people
from rosterdesk.mailbox.answers.quoting import cut_quoted
from rosterdesk.mailbox.answers.signing import part_signature
from rosterdesk.mailbox.answers.thanks import says_only_thanks
from rosterdesk.mailbox.answers.titles import only_announces
from rosterdesk.mailbox.answers.wishes import leave_out_wishes
from rosterdesk.mailbox.message.folding import fold

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

_SALUTATION = re.compile(
    r"^\W*(beste|geachte|hoi|hallo|dag|dear|hi|hello|hey|goede\w*|good \w+)\b"
    r"[^,\n!.?]{0,40}[,\n!.]",
    re.IGNORECASE,
)
_LONGEST = 800


def read_accompanying(text: str, names: Collection[str], today: date) -> str:
    """Return the writer's words on one line, without lists of people; '' where they say nothing.

    ``names`` are the words of the names of the writer and the school.
    """
    said, _ = part_signature(cut_quoted(text), names)
    shown = leave_out_people(_SALUTATION.sub("", said).strip(), names, today)
    plain = leave_out_wishes(fold(shown))
    if only_announces(plain, names) or says_only_thanks(shown, names):
        return ""
    return blank_bsn(" ".join(shown.split())[:_LONGEST])
