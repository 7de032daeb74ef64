"""Stored 存档: a library read back from the plain data of an edition's library.json."""

from collections.abc import Iterable, Mapping
from typing import Any

from generators.model.control import Document
from generators.model.extract import Extract, extract, read_extract
from generators.model.kinds import DOCUMENTS
from generators.model.library import Library
from generators.model.organisation import Company, ExternalParty, Unit
from generators.model.terms import Terms

Plain = Mapping[str, Any]


def extracts_of(documents: Iterable[Plain]) -> dict[str, Extract]:
    """The extracts of documents given as plain data, by id."""
    return {found["id"]: read_extract(extract(dict(found))) for found in documents}


def library_of(plain: Plain, documents: Mapping[str, Plain], extracts: Mapping[str, Extract]) -> Library:
    """A library: *plain* says everything but the documents, which are opened when their text is asked for.

    Earlier revisions are left out: nothing that shows a document as it is needs them.
    """

    def open_document(identifier: str) -> Document:
        found = documents[identifier]
        return DOCUMENTS[found["kind"]].model_validate(found)

    return Library(
        company=Company.model_validate(plain["company"]),
        units={found["id"]: Unit.model_validate(found) for found in plain["units"]},
        externals={found["id"]: ExternalParty.model_validate(found) for found in plain["externals"]},
        glossary=Terms.model_validate({"kind": "terms", **plain["glossary"]}),
        extracts=extracts,
        earlier_revisions={},
        open_document=open_document,
    )
