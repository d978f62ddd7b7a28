"""setWebhook and its kin; the delivery itself is in the courier."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from rosterdesk.bot.standins.botapi.errors import bad_request
from rosterdesk.bot.standins.botapi.state.webhook import Webhook

if TYPE_CHECKING:
    from aiogram.methods import DeleteWebhook, GetWebhookInfo, SetWebhook

    from rosterdesk.bot.standins.botapi.state.world import World

SECRET = re.compile(r"[A-Za-z0-9_-]{0,256}")
PORTS = frozenset({443, 80, 88, 8443})


def set_webhook(world: World, call: SetWebhook) -> object:
    if call.url:
        _check_url(call.url, local=world.local)
    if not SECRET.fullmatch(call.secret_token or ""):
        raise bad_request("secret token contains unallowed characters")
    world.updates.allow(call.allowed_updates)
    _point(world, Webhook(call.url, call.secret_token or ""), drop=bool(call.drop_pending_updates))
    return True


def delete_webhook(world: World, call: DeleteWebhook) -> object:
    _point(world, Webhook(), drop=bool(call.drop_pending_updates))
    return True


def get_webhook_info(world: World, _: GetWebhookInfo) -> object:
    shown: dict[str, object] = {
        "url": world.webhook.url,
        "has_custom_certificate": False,
        "pending_update_count": len(world.updates),
        "allowed_updates": world.updates.allowed,
    }
    if world.webhook.last_error:
        shown["last_error_date"] = world.webhook.last_error_date
        shown["last_error_message"] = world.webhook.last_error
    return shown


def _point(world: World, webhook: Webhook, *, drop: bool) -> None:
    world.webhook = webhook
    if drop:
        world.updates.clear()
    world.bell.ring()


def _check_url(url: str, *, local: bool) -> None:
    """A Bot API server of one's own takes plain HTTP and any port (documentation, --local)."""
    parts = urlsplit(url)
    if local and parts.scheme in ("http", "https"):
        return
    if parts.scheme != "https":
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    if (parts.port or 443) not in PORTS:
        raise bad_request("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")
