"""The audience 应确认人: who is asked by the terms of a release, on a day, and for which of their roles."""

import datetime
from collections.abc import Iterator
from typing import NamedTuple

from portal.obligations.presence import Presence
from portal.obligations.values import Gap
from portal.releases.organisation import Organisation
from portal.releases.terms import Terms


class Reach(NamedTuple):
    """Why somebody is asked: the places of the terms they are at, those that are roles, and since when."""

    places: tuple[str, ...]
    roles: tuple[str, ...]
    since: datetime.date
    stands_in: bool


class Audience:
    """Who the terms of documents reach on one day. What several documents ask for is worked out once."""

    def __init__(self, presence: Presence, organisation: Organisation) -> None:
        self._presence = presence
        self._organisation = organisation
        self._reached: dict[tuple[tuple[str, ...], str], dict[str, Reach]] = {}
        self._at_any: dict[frozenset[str], frozenset[str]] = {}

    def of(self, terms: Terms) -> dict[str, Reach]:
        """Everybody the terms reach, by pseudonym."""
        key = (terms.by, terms.owner)
        found = self._reached.get(key)
        if found is None:
            found = self._reached[key] = self._reach(terms)
        return found

    def gaps(self, document: str, terms: Terms) -> Iterator[Gap]:
        """The roles for which nobody at all would confirm."""
        for place in map(self._organisation.today_name, terms.by):
            if _is_role(place) and not self._presence.here.get(place) and not self._instead(place, terms):
                yield Gap(document, place)

    def at_any(self, places: frozenset[str]) -> frozenset[str]:
        """Everybody who is at one of these places, or holds one of these roles."""
        found = self._at_any.get(places)
        if found is None:
            here = (self._presence.here.get(self._organisation.today_name(place), {}) for place in places)
            found = self._at_any[places] = frozenset().union(*here)
        return found

    def _reach(self, terms: Terms) -> dict[str, Reach]:
        found: dict[str, Reach] = {}
        for place in dict.fromkeys(map(self._organisation.today_name, terms.by)):
            is_role = _is_role(place)
            people = self._presence.here.get(place, {})
            stands_in = is_role and not people
            roles = (place,) if is_role else ()
            for subject, since in (self._instead(place, terms) if stands_in else people).items():
                reach = Reach((place,), roles, since, stands_in)
                known = found.get(subject)
                found[subject] = reach if known is None else _both(known, reach)
        return found

    def _instead(self, role: str, terms: Terms) -> dict[str, datetime.date]:
        """Who confirms for a vacant role, since it is: backup, then superior, then the document's owner."""
        here, stand_ins = self._presence.here, self._organisation.stand_ins.get(role, ())
        lines = [self._presence.backups.get(role, {}), *(here.get(other, {}) for other in stand_ins)]
        lines.append(here.get(self._organisation.today_name(terms.owner), {}))
        vacant = self._presence.vacant_since(role)
        chosen = next((people for people in lines if people), {})
        return {subject: max(since, vacant) for subject, since in chosen.items()}


def _both(known: Reach, more: Reach) -> Reach:
    """One person reached twice; a role of their own counts before one they stand in for."""
    return Reach(
        known.places + more.places,
        known.roles + more.roles,
        min(known.since, more.since),
        known.stands_in and more.stands_in,
    )


def _is_role(place: str) -> bool:
    return "/role/" in place
