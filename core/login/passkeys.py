"""Passkeys of staff (WebAuthn, level 2): made with an invitation or from within, used to log in.

A challenge is kept nowhere until it is answered: it says itself until when it holds and for whom,
under a key of ours. A right answer spends it, in the transaction that lets somebody in.
"""

from __future__ import annotations

import base64
import hmac
import secrets
import struct
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import orjson
import webauthn
from tortoise.exceptions import IntegrityError
from webauthn.helpers import options_to_json
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from rosterdesk.core.clock import now
from rosterdesk.core.customers.staff import Person, use_link_code
from rosterdesk.core.errors import RosterdeskError
from rosterdesk.core.language import N_
from rosterdesk.core.login.sessions import begin_session
from rosterdesk.core.models import (
    Channel,
    Passkey,
    Recipient,
    Session,
    SpentChallenge,
    Staff,
)
from rosterdesk.core.storage.database import writing
from rosterdesk.core.trail.actors import staff_actor
from rosterdesk.core.trail.events import administrators, record
from rosterdesk.core.trail.payloads import LoggedIn, PasskeyAdded, PasskeyRemoved

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rosterdesk.core.models import Destination
    from rosterdesk.core.protection.keys import Keys
    from rosterdesk.core.trail.payloads import Payload

_VALID = timedelta(minutes=10)
_RANDOM_BYTES = 16
_SIGNED_BYTES = 8 + _RANDOM_BYTES
_MOST = 10  # passkeys of one person
_LONGEST_DEVICE = 60
_LOGIN = "login"


class PasskeyError(RosterdeskError):
    """The browser's answer is none to our challenge, or of no passkey that is known."""


@dataclass(frozen=True, slots=True)
class Site:
    """The page as browsers know it: ``host`` is what passkeys are tied to."""

    name: str
    origin: str

    @property
    def host(self) -> str:
        return self.origin.partition("://")[2].partition(":")[0]


def offer_login(site: Site, keys: Keys) -> str:
    """Return what a browser needs to ask its owner for a passkey, as JSON."""
    options = webauthn.generate_authentication_options(
        rp_id=site.host,
        challenge=_make_challenge(_LOGIN, keys),
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return options_to_json(options)


async def offer_making(staff: Staff, site: Site, keys: Keys, *, instead: bool) -> str:
    """Return what a browser needs to make a passkey, as JSON.

    With ``instead`` also on a device that has one of before, which then goes.
    """
    known = [] if instead else await list_passkeys(staff)
    options = webauthn.generate_registration_options(
        rp_id=site.host,
        rp_name=site.name,
        user_name=staff.name,
        user_id=_name_owner(staff, keys),
        challenge=_make_challenge(_name_making(staff), keys),
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=[PublicKeyCredentialDescriptor(_decode(k.credential)) for k in known],
    )
    return options_to_json(options)


async def enter_with_passkey(answer: str, device: str, site: Site, keys: Keys) -> str:
    """Let the owner of the passkey in; return the token of the session. Raises PasskeyError."""
    challenge = _read_challenge(answer, _LOGIN, keys)
    async with writing():
        passkey = await Passkey.get_or_none(credential=_read_id(answer)).prefetch_related("staff")
        if passkey is None or not passkey.staff.active:
            raise _refuse()
        try:
            verified = webauthn.verify_authentication_response(
                credential=answer,
                expected_challenge=challenge,
                expected_rp_id=site.host,
                expected_origin=site.origin,
                credential_public_key=_decode(passkey.public_key),
                credential_current_sign_count=passkey.uses,
                require_user_verification=True,
            )
        except (WebAuthnException, ValueError) as error:
            raise _refuse() from error
        await _spend(challenge)
        await Passkey.filter(id=passkey.id).update(uses=verified.new_sign_count, used_at=now())
        actor = staff_actor(passkey.staff, Channel.PAGE)
        await record(LoggedIn(once=False, by="passkey"), actor)
        return await begin_session(Person(staff=passkey.staff), device, keys)


async def make_with_invitation(
    code: str, answer: str, device: str, site: Site, keys: Keys
) -> str | None:
    """Take a passkey from whoever has the invitation; return the token of the first session.

    It takes the place of all that its owner had, and ends their sessions: an invitation is what an
    administrator hands to somebody who lost theirs, too. Returns None where the invitation works no
    longer. Raises PasskeyError.
    """
    async with writing():
        person = await use_link_code(code, keys)
        if person is None or person.staff is None:
            return None
        await Passkey.filter(staff=person.staff).delete()
        await Session.filter(staff=person.staff).delete()
        await _make(person.staff, answer, device, site, keys, instead=True)
        await record(LoggedIn(once=True, by="invitation"), staff_actor(person.staff, Channel.PAGE))
        return await begin_session(Person(staff=person.staff), device, keys)


async def add_passkey(staff: Staff, answer: str, device: str, site: Site, keys: Keys) -> None:
    """Take one more passkey from somebody who is in. Raises PasskeyError."""
    async with writing():
        if await Passkey.filter(staff=staff).count() >= _MOST:
            raise PasskeyError(N_("You have {most} passkeys: remove one first."), most=_MOST)
        await _make(staff, answer, device, site, keys, instead=False)


async def _make(
    staff: Staff, answer: str, device: str, site: Site, keys: Keys, *, instead: bool
) -> None:
    challenge = _read_challenge(answer, _name_making(staff), keys)
    try:
        verified = webauthn.verify_registration_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=site.host,
            expected_origin=site.origin,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError) as error:
        raise _refuse() from error
    await _spend(challenge)
    credential = _encode(verified.credential_id)
    if await Passkey.filter(credential=credential).exists():
        raise _refuse()
    await Passkey.create(
        staff=staff,
        credential=credential,
        public_key=_encode(verified.credential_public_key),
        uses=verified.sign_count,
        device=device[:_LONGEST_DEVICE],
        made_at=now(),
    )
    await _announce(PasskeyAdded(staff=staff.id, instead=instead), staff)


async def remove_passkey(staff: Staff, number: int) -> bool:
    """Remove one of their own; return False where that is none of theirs."""
    async with writing():
        removed = await Passkey.filter(id=number, staff=staff).delete()
        if removed:
            await _announce(PasskeyRemoved(staff=staff.id), staff)
    return bool(removed)


async def list_passkeys(staff: Staff) -> Sequence[Passkey]:
    return await Passkey.filter(staff=staff).order_by("id")


async def count_passkeys() -> dict[int, int]:
    """Return how many each member of staff has, of those who have any."""
    return Counter(passkey.staff_id for passkey in await Passkey.all().only("id", "staff_id"))


async def _announce(said: Payload, staff: Staff) -> None:
    """Tell its owner, in the chat that was linked before, and the administrators."""
    own: list[Destination] = [(Channel.CHAT, Recipient.staff(staff.id))]
    others = [each for each in await administrators() if each not in own]
    await record(said, staff_actor(staff, Channel.PAGE), to=[*own, *others])


def _make_challenge(purpose: str, keys: Keys) -> bytes:
    expires = int((now() + _VALID).timestamp())
    signed = struct.pack(">Q", expires) + secrets.token_bytes(_RANDOM_BYTES)
    return signed + _sign(signed, purpose, keys)


def _read_challenge(answer: str, purpose: str, keys: Keys) -> bytes:
    """Return the challenge that is answered, where it is ours, for this, and not too old."""
    try:
        said = orjson.loads(_decode(orjson.loads(answer)["response"]["clientDataJSON"]))
        challenge = _decode(said["challenge"])
        (expires,) = struct.unpack(">Q", challenge[:8])
    except (ValueError, KeyError, TypeError, struct.error) as error:
        raise _refuse() from error
    signed, signature = challenge[:_SIGNED_BYTES], challenge[_SIGNED_BYTES:]
    is_ours = hmac.compare_digest(signature, _sign(signed, purpose, keys))
    if not is_ours or expires < now().timestamp():
        raise _refuse()
    return challenge


async def _spend(challenge: bytes) -> None:
    """Note that the challenge is answered; raises PasskeyError where it was before."""
    (expires,) = struct.unpack(">Q", challenge[:8])
    until = datetime.fromtimestamp(expires, UTC)
    try:
        async with writing():
            await SpentChallenge.create(digest=challenge[8:_SIGNED_BYTES].hex(), expires_at=until)
    except IntegrityError as error:
        raise _refuse() from error


def _sign(signed: bytes, purpose: str, keys: Keys) -> bytes:
    return bytes.fromhex(keys.digest(b"challenge " + purpose.encode() + b" " + signed))


def _name_making(staff: Staff) -> str:
    return f"make {staff.id}"


def _name_owner(staff: Staff, keys: Keys) -> bytes:
    """Return the name that authenticators keep of the owner, which says nothing of them."""
    return bytes.fromhex(keys.digest(f"passkeys of {staff.id}".encode()))


def _read_id(answer: str) -> str:
    found = orjson.loads(answer).get("id")
    return found if isinstance(found, str) else ""


def _refuse() -> PasskeyError:
    return PasskeyError(N_("This passkey did not work. Try it again, or ask for a new invitation."))


def _encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _decode(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
