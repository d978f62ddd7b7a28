from __future__ import annotations

from functools import cache

import dns.asyncresolver
import dns.exception
import dns.name
import dns.resolver

from rosterdesk.mailbox.trust.assessing import TemporaryDnsError

_SECONDS = 8.0


async def resolve_txt(name: str) -> list[bytes]:
    """Return the TXT records of a name, from this machine's own name servers.

    An empty list where there are none; raises TemporaryDnsError where nobody answered.
    """
    try:
        answer = await _resolver().resolve(name, "TXT", search=False)
    except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
        return []
    except (UnicodeError, dns.name.EmptyLabel, dns.name.LabelTooLong, dns.name.NameTooLong):
        return []  # no such name can ever be: asking again helps nobody
    except (dns.exception.DNSException, OSError) as error:
        raise TemporaryDnsError from error
    return [b"".join(record.strings) for record in answer]


@cache
def _resolver() -> dns.asyncresolver.Resolver:
    resolver = dns.asyncresolver.Resolver()
    resolver.lifetime = _SECONDS
    return resolver
