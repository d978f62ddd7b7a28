"""All routes of the page, each with its right; a part that is not listed here is not served."""

from __future__ import annotations

from rosterdesk.bot.page.administration import (
    frame,
    member,
    printers,
    register,
    rules,
    school,
    schools,
    staff,
    troubles,
    workbook,
)
from rosterdesk.bot.page.approval import acting, card, papers, undoing, waiting
from rosterdesk.bot.page.customers import acting as customer_acts
from rosterdesk.bot.page.customers import card as customer_card
from rosterdesk.bot.page.customers import editing, finding, history, registering
from rosterdesk.bot.page.home import account, assets, front, language
from rosterdesk.bot.page.loans import giving
from rosterdesk.bot.page.login import browsers, choosing, entering
from rosterdesk.bot.page.login import staff as staff_login
from rosterdesk.bot.page.printers import cloudprnt, sdp
from rosterdesk.bot.page.printing import asking, jobs
from rosterdesk.bot.page.programs import changes
from rosterdesk.bot.page.uploads import choosing as choosing_file
from rosterdesk.bot.page.uploads import following, mending

ALL_ROUTES = (
    assets.ROUTES,
    front.ROUTES,
    language.ROUTES,
    entering.ROUTES,
    choosing.ROUTES,
    browsers.ROUTES,
    staff_login.ROUTES,
    account.ROUTES,
    waiting.ROUTES,
    card.ROUTES,
    acting.ROUTES,
    undoing.ROUTES,
    papers.ROUTES,
    finding.ROUTES,
    customer_card.ROUTES,
    customer_acts.ROUTES,
    editing.ROUTES,
    registering.ROUTES,
    history.ROUTES,
    giving.ROUTES,
    asking.ROUTES,
    jobs.ROUTES,
    choosing_file.ROUTES,
    following.ROUTES,
    mending.ROUTES,
    changes.ROUTES,
    cloudprnt.ROUTES,
    sdp.ROUTES,
    # the library itself
    frame.ROUTES,
    staff.ROUTES,
    member.ROUTES,
    schools.ROUTES,
    school.ROUTES,
    rules.ROUTES,
    workbook.ROUTES,
    printers.ROUTES,
    troubles.ROUTES,
    register.ROUTES,
)
