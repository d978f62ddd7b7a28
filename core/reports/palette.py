"""The colours and letters of a workbook's cells: before in red, after in green, both light."""

from __future__ import annotations

from rosterdesk.core.reports.sheets import Style

FILLS = {
    Style.BEFORE: "FBE5E1",
    Style.AFTER: "E2F0D9",
    Style.KEPT: "EDEDED",
    Style.ALARM: "FFF2CC",
}
FONTS = {  # colour, bold, size in points
    Style.PLAIN: ("000000", False, 11),
    Style.TITLE: ("000000", True, 16),
    Style.HEADER: ("FFFFFF", True, 11),
    Style.BEFORE: ("7B241C", False, 11),
    Style.AFTER: ("274E13", True, 11),
    Style.KEPT: ("595959", False, 11),
    Style.REMARK: ("595959", False, 10),
    Style.ALARM: ("7F6000", True, 11),
}
