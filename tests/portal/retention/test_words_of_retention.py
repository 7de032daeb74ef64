"""Whatever retention may say exists in both languages."""

import pytest

from portal.errors import PortalError
from portal.retention import refusals
from portal.retention.leavers import REASONS
from portal.retention.periods import CLASSES
from portal.web.languages import LANGUAGES, Language
from portal.web.texts import texts


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_has_words(language: Language) -> None:
    known = [one for one in vars(refusals).values() if isinstance(one, type) and issubclass(one, PortalError)]
    ours = [one for one in known if one is not PortalError]
    codes = [f"error.{one.code}.{part}" for one in ours for part in ("title", "text")]
    codes += [f"erasure.class.{kind}" for kind in CLASSES] + [
        f"erasure.reason.{reason}" for reason in REASONS
    ]
    codes += [f"erasure.{table}.{state}" for table in ("state", "none") for state in ("due", "kept", "done")]
    assert len(ours) == 7
    assert [code for code in codes if texts(language).label(code, "") == ""] == []
