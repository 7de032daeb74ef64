"""The statement: exactly what a person is shown before confirming, and therefore confirms."""

from collections.abc import Mapping
from dataclasses import dataclass

from portal.obligations.reckoning import Facts
from portal.obligations.values import Obligation
from portal.releases.facts import Release
from portal.web.languages import Language
from portal.web.texts import texts


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One person, one document in force, one language; ``last`` is the release they confirmed last.

    ``document`` is the name of today, ``release.document`` the one under which it came into force.
    """

    obligation: Obligation
    release: Release
    language: Language
    title: str
    last: Release | None = None

    @property
    def document(self) -> str:
        """The document's id of today."""
        return self.obligation.document

    @property
    def digest(self) -> str:
        """The digest of the exact text, in this language or the one it exists in."""
        found = self.release.digests.get(self.language)
        return found if found is not None else next(iter(self.release.digests.values()))

    @property
    def sentence(self) -> str:
        """What the person agrees to."""
        code = "acknowledge.sentence-changes" if self.last else "acknowledge.sentence"
        return texts(self.language).say(code, title=self.title, revision=self.release.revision)

    @property
    def is_strict(self) -> bool:
        """Whether the signature takes the password once more."""
        return self.release.terms is not None and self.release.terms.strict

    @property
    def has_quiz(self) -> bool:
        """Whether questions come before it."""
        return self.release.terms is not None and self.release.terms.quiz


def statement_for(
    facts: Facts,
    obligation: Obligation,
    *,
    titles: Mapping[str, str],
    language: Language,
    confirmed: int | None = None,
) -> Statement:
    """What this person would be shown; ``confirmed`` is the release they confirmed last."""
    course = facts.courses[obligation.document]
    last = next((release for release in course if release.seq == confirmed), None)
    return Statement(
        obligation=obligation,
        release=course[-1],
        language=language,
        title=titles.get(language) or next(iter(titles.values()), obligation.document),
        last=None if last is None or last.seq == course[-1].seq else last,
    )
