"""The kinds of events, as they are written in the audit trail."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    SUBMISSION_RECEIVED = "submission.received"
    SUBMISSION_REPEATED = "submission.repeated"
    SUBMISSION_REFUSED = "submission.refused"
    SUBMISSION_NEEDS_MAPPING = "submission.needs_mapping"
    SUBMISSION_DIVIDED = "submission.divided"
    SCHOOL_CODE_ANSWERED = "school_code.answered"
    COLUMNS_MAPPED = "columns.mapped"
    COLUMNS_FORGOTTEN = "columns.forgotten"
    QUESTION_ASKED = "question.asked"
    QUESTION_ANSWERED = "question.answered"
    ORIGINAL_SHOWN = "original.shown"
    SENDER_UNREACHABLE = "sender.unreachable"
    PLAN_VOTED = "plan.voted"
    PLAN_REMINDED = "plan.reminded"
    PLAN_ESCALATED = "plan.escalated"
    PLAN_EXPIRES = "plan.expires"
    DIGEST_MADE = "digest.made"
    GROUP_CHANGED = "group.changed"
    GROUP_REFUSED = "group.refused"
    GROUP_TOPIC_LOST = "group.topic_lost"
    CARETAKERS_CHANGED = "caretakers.changed"
    PLAN_MADE = "plan.made"
    PLAN_APPROVED = "plan.approved"
    PLAN_REJECTED = "plan.rejected"
    PLAN_STALE = "plan.stale"
    PLAN_APPLIED = "plan.applied"
    PLAN_ANSWERED = "plan.answered"
    PLAN_UNDONE = "plan.undone"
    GUARD_LIFTED = "guard.lifted"
    SLIPS_REQUESTED = "slips.requested"
    SLIP_SENT = "slip.sent"
    SLIP_UNKNOWN = "slip.unknown"
    SHEET_UNKNOWN = "sheet.unknown"  # the slips of a sheet, asked about once
    SLIP_FAILED = "slip.failed"
    SLIP_ANSWERED = "slip.answered"
    SLIPS_CANCELLED = "slips.cancelled"
    SLIPS_MOVED = "slips.moved"
    SLIPS_RESTARTED = "slips.restarted"
    PRINTER_SET_UP = "printer.set_up"
    PRINTER_PAUSED = "printer.paused"
    PRINTER_RESUMED = "printer.resumed"
    PRINTER_TROUBLE = "printer.trouble"
    PRINTER_WELL = "printer.well"
    PRINTER_QUIET = "printer.quiet"
    PRINTER_AWAKE = "printer.awake"
    PRINTER_HURRIED = "printer.hurried"
    MAIL_HELD = "mail.held"
    MAILS_HELD = "mail.more_held"  # those of one sender, or of many at once, summed up
    MAIL_RELEASED = "mail.released"
    MAIL_DISCARDED = "mail.discarded"
    MAIL_UNUSABLE = "mail.unusable"
    MAIL_TAKEN = "mail.taken"
    MAIL_REPEATED = "mail.repeated"
    MAIL_ASKED = "mail.asked"
    MAIL_ANSWERED = "mail.answered"  # our question whether a held mail is theirs, and not by a yes
    MAIL_MESSAGE = "mail.message"  # words without a roster, for people to read
    MAIL_REPLIED = "mail.replied"  # by a librarian, to such words
    MAIL_CONFIRMED = "mail.confirmed"
    MAIL_DENIED = "mail.denied"
    MAIL_BOUNCED = "mail.bounced"
    MAIL_UNDELIVERED = "mail.undelivered"
    SCHOOL_ADDED = "school.added"
    SCHOOL_CHANGED = "school.changed"
    CUSTOMER_ADDED = "customer.added"
    CUSTOMER_CHANGED = "customer.changed"
    UPLOADER_GRANTED = "uploader.granted"
    UPLOADER_WITHDRAWN = "uploader.withdrawn"
    STAFF_ADDED = "staff.added"
    CODE_MADE = "code.made"
    CHAT_LINKED = "chat.linked"
    CHAT_UNLINKED = "chat.unlinked"
    STAFF_CHANGED = "staff.changed"
    LOGGED_IN = "login.succeeded"
    LOGGED_OUT = "login.ended"
    LOGIN_FAILED = "login.failed"
    LOGIN_LOCKED = "login.locked"  # many wrong passwords of one card: the pauses are long
    LOGIN_UNLOCKED = "login.unlocked"
    PASSWORD_CHOSEN = "password.chosen"  # noqa: S105 - the name of an event
    PASSWORD_SHOWN = "password.shown"  # noqa: S105 - as above
    PASSKEY_ADDED = "passkey.added"
    PASSKEY_REMOVED = "passkey.removed"
    MEMBERSHIP_BEGUN = "membership.begun"
    MEMBERSHIP_ENDED = "membership.ended"
    ACCESS_REFUSED = "access.refused"
    POWER_CHANGED = "power.changed"
    ADDRESS_CONFIRMED = "address.confirmed"
    ACCESS_ENDED = "access.ended"
    CARD_CHANGED = "card.changed"
    CHANGES_SHOWN = "changes.shown"
    CLASS_SHOWN = "class.shown"
    CUSTOMER_SHOWN = "customer.shown"
    CUSTOMERS_LISTED = "customers.listed"  # by a search
    MANY_LOOKED_AT = "customers.many"
    CUSTOMER_EXPORTED = "customer.exported"
    CUSTOMER_ERASED = "customer.erased"
    DATA_FORGOTTEN = "data.forgotten"
    SERVICE_TROUBLE = "service.trouble"
    SERVICE_WELL = "service.well"
    SETTINGS_CHANGED = "settings.changed"
    KEYS_CHANGED = "keys.changed"
    MEMBERS_LOADED = "members.loaded"  # taken over from a loan system
    HANDED_OVER = "handed.over"  # a file for the loan system
    FEED_READER_CHANGED = "feed_reader.changed"
    AUDIT_EXPORTED = "audit.exported"


# Who saw, or took away, something about people: the register of that is these events.
SHOWING = (
    Kind.ORIGINAL_SHOWN,
    Kind.CHANGES_SHOWN,
    Kind.CLASS_SHOWN,
    Kind.CUSTOMER_SHOWN,
    Kind.CUSTOMERS_LISTED,
    Kind.CUSTOMER_EXPORTED,
    Kind.HANDED_OVER,
    Kind.AUDIT_EXPORTED,
)
# After these, the plans that they name are no longer word for word what was shown.
ERASING = (Kind.CUSTOMER_ERASED, Kind.DATA_FORGOTTEN)
