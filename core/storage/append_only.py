"""The database itself refuses to change or delete what is in the audit trail.

Erasing a person takes the private part of an event away; that is the only change there is.
Whoever owns the database can take the triggers off: then the chain tells (core.privacy.audit).
On PostgreSQL the service can work as a role that is not the owner and may only add to the trail.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_KEPT = (
    *("id", "at", "kind", "actor", "actor_reference", "channel", "submission_id", "customer_id"),
    *("school_id", "data", "private_digest"),
)
_SAYS = "the audit trail only grows"


def write_triggers(*, postgres: bool) -> str:
    """Return the statements that put the triggers on; again and again does no harm."""
    return "\n".join(_write_postgres() if postgres else _write_sqlite())


def _write_sqlite() -> Iterator[str]:
    for table, kept in (("event", f" OF {', '.join(_KEPT)}"), ("audit_link", "")):
        for name, moment in (("update", f"UPDATE{kept}"), ("delete", "DELETE")):
            yield (
                f"CREATE TRIGGER IF NOT EXISTS {table}_no_{name} BEFORE {moment} ON {table}"
                f" BEGIN SELECT RAISE(ABORT, '{_SAYS}'); END;"
            )
    yield (
        "CREATE TRIGGER IF NOT EXISTS event_only_erase BEFORE UPDATE OF private ON event"
        f" WHEN new.private IS NOT NULL BEGIN SELECT RAISE(ABORT, '{_SAYS}'); END;"
    )


def _write_postgres() -> Iterator[str]:
    yield (
        "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS"
        f" $$ BEGIN RAISE EXCEPTION '{_SAYS}'; END $$;"
    )
    for table, kept in (("event", f" OF {', '.join(_KEPT)}"), ("audit_link", "")):
        yield (
            f"CREATE OR REPLACE TRIGGER {table}_no_update BEFORE UPDATE{kept} ON {table}"
            " FOR EACH ROW EXECUTE FUNCTION refuse_change();"
        )
        yield (
            f"CREATE OR REPLACE TRIGGER {table}_no_delete BEFORE DELETE OR TRUNCATE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();"
        )
    yield (
        "CREATE OR REPLACE TRIGGER event_only_erase BEFORE UPDATE OF private ON event"
        " FOR EACH ROW WHEN (new.private IS NOT NULL) EXECUTE FUNCTION refuse_change();"
    )


def write_grants(role: str) -> str:
    """Return the statements that give a role what the service needs, and no change of the trail.

    It owns nothing, so that it can take no trigger off.
    """
    name = quote_role(role)
    return "\n".join(
        (
            f"GRANT USAGE ON SCHEMA public TO {name};",
            f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {name};",
            f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {name};",
            f"REVOKE UPDATE, DELETE, TRUNCATE ON event, audit_link FROM {name};",
            f"GRANT UPDATE (private) ON event TO {name};",  # to erase, says the trigger
        )
    )


def quote_role(role: str) -> str:
    """Return the name as PostgreSQL takes it whatever characters it has."""
    return '"' + role.replace('"', '""') + '"'


# True where the connection's user could change or delete what is in the trail.
MAY_CHANGE_TRAIL = """
SELECT bool_or(
    pg_has_role(current_user, c.relowner, 'MEMBER')
    OR has_table_privilege(c.oid, 'DELETE')
    OR has_table_privilege(c.oid, 'TRUNCATE')
    OR has_table_privilege(c.oid, 'UPDATE')
) AS found
FROM pg_class c WHERE c.oid IN ('event'::regclass, 'audit_link'::regclass)
"""
