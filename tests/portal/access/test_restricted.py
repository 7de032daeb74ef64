"""Restricted documents are for the readers they name; for everybody else they are not there at all."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from generators.edition.format import Catalogue, CatalogueDocument, catalogue_bytes
from generators.edition.layout import CATALOGUE, LIBRARY, SEARCH, page_file, restricted
from portal.access.permissions import PortalRole
from search_index.section import Section
from search_index.writer import write_index
from tests.portal.editions import VOCABULARY, page, publish
from tests.portal.offices import Office, Visitor, an_office

ADDRESS = "auto/policy/salaries/"
READERS = ["auto/role/finance", "auto/department/board", "estate"]
SALARIES = Section(
    document="auto/policy/salaries", kind="policy", unit="auto", status="effective", code="QC-P-009",
    department="auto/department/marketing", title="薪酬等级", context="衡启汽车·市场部", part="document",
    address=ADDRESS, text="绩效奖金按季度核定，调研津贴另计。",
)  # fmt: skip


def hidden_part(folder: Path) -> dict[str, bytes]:
    """What an edition brings for one restricted document."""
    document = CatalogueDocument(
        id="auto/policy/salaries", kind="policy", unit="auto", code="QC-P-009", title="薪酬等级",
        status="effective", classification="restricted", revision="1.0", digest="0" * 64,
        pages={"zh-Hans": ADDRESS}, owner="auto/role/finance",
    )  # fmt: skip
    section = replace(
        SALARIES, part="section", anchor="bonus", address=f"{ADDRESS}#bonus", heading="绩效奖金"
    )
    folder.mkdir()
    write_index([SALARIES, section], vocabulary=VOCABULARY, folder=folder)
    index = {
        restricted(f"{SEARCH}/{file.relative_to(folder)}"): file.read_bytes()
        for file in folder.rglob("*")
        if file.is_file()
    }
    library = {
        "documents": [{"id": "auto/policy/salaries", "kind": "policy", "control": {"readers": READERS}}]
    }
    return index | {
        restricted(CATALOGUE): catalogue_bytes(Catalogue(documents=(document,))),
        restricted(LIBRARY): json.dumps(library).encode(),
        restricted(page_file(ADDRESS)): page("薪酬"),
    }


@pytest.fixture
def office(home: Path, tmp_path: Path) -> Iterator[Office]:
    publish(home, files=hidden_part(tmp_path / "index"))
    with an_office(home) as opened:
        yield opened


def readers(office: Office) -> dict[str, Visitor]:
    """Whom the document means, by role, by department and by unit."""
    found = {
        "role": office.hire("F1", roles=("auto/role/finance",), password=None),
        "department": office.hire("F2", department="auto/department/board", password=None),
        "unit": office.hire("F3", unit="estate", department=None, password=None),
    }
    return {name: signed_in(office, subject, name) for name, subject in found.items()}


def others(office: Office) -> dict[str, Visitor]:
    """Whom it does not mean, however much else they may do."""
    found = {
        "colleague": office.hire("C1", roles=("auto/role/marketing-assistant",), password=None),
        "backup": office.hire("C2", password=None),
        "hr": office.hire("H1", portal_role=PortalRole.HR, password=None),
        "auditor": office.hire(
            "A1", is_external=True, portal_role=PortalRole.AUDITOR, unit="", password=None
        ),
        "administrator": office.hire(
            "Z1", is_external=True, portal_role=PortalRole.ADMINISTRATOR, unit="", password=None
        ),
    }
    return {name: signed_in(office, subject, name) for name, subject in found.items()}


def signed_in(office: Office, subject: str, name: str) -> Visitor:
    from portal.accounts.service import add_account
    from portal.ledger.names import SubjectId

    write = office.records.ledger.sequencer.write
    write(lambda c: add_account(c, subject, login=name, now=office.clock.now())).result()
    return office.visitor(SubjectId(subject))


def test_those_it_names_read_it_find_it_and_are_offered_it(office: Office) -> None:
    for visitor in readers(office).values():
        assert visitor.get(f"/{ADDRESS}").status_code == 200
        assert visitor.get("/auto/policy/salaries").headers["location"] == f"/{ADDRESS}"
        hits = visitor.get("/api/v1/search?q=绩效奖金").json()
        assert {hit["document"] for hit in hits["hits"]} == {"auto/policy/salaries"}
        assert "薪酬等级" in visitor.get("/search/?q=绩效奖金").text
        assert f"/{ADDRESS}" in str(visitor.get("/api/v1/suggest?q=薪酬").json()["groups"])
        both = visitor.get("/api/v1/search?q=调研").json()
        assert {"auto/policy/salaries", "auto/procedure/market-research"} <= {
            hit["document"] for hit in both["hits"]
        }
        assert both["facets"]["kind"]["policy"] >= 1


def test_for_everybody_else_it_is_not_there(office: Office) -> None:
    for name, visitor in others(office).items():
        assert visitor.get(f"/{ADDRESS}").status_code == 404, name
        assert visitor.get("/auto/policy/salaries").status_code == 404
        assert visitor.get(f"/restricted/site/{ADDRESS}").status_code == 404
        hits = visitor.get("/api/v1/search?q=绩效奖金").json()
        assert (hits["hits"], hits["total"]) == ([], 0)
        everything = visitor.get("/api/v1/search?q=调研").json()
        assert "policy" not in everything["facets"]["kind"]
        assert "salaries" not in str(everything)
        assert visitor.get("/api/v1/suggest?q=薪酬").json()["groups"] == []
        assert f"/{ADDRESS}" not in visitor.get("/search/?q=QC-P-009").text


def test_the_right_ends_with_the_role(office: Office) -> None:
    from portal.people.changes import Ends

    subject = office.hire("F1", roles=("auto/role/finance",), department=None)
    visitor = office.visitor(subject)
    assert visitor.get(f"/{ADDRESS}").status_code == 200
    office.change(Ends(subject=subject, role="auto/role/finance", on=office.today))
    assert visitor.get(f"/{ADDRESS}").status_code == 404


def test_where_everybody_may_read_a_stranger_still_finds_nothing_restricted(
    home: Path, tmp_path: Path
) -> None:
    publish(home, files=hidden_part(tmp_path / "index"))
    with an_office(home, reading="everyone") as office:
        stranger = office.stranger()
        assert stranger.get("/auto/role/marketing-assistant/").status_code == 200
        assert stranger.get(f"/{ADDRESS}").status_code == 404
        assert stranger.get("/api/v1/search?q=绩效奖金").json()["total"] == 0
        reader = readers(office)["role"]
        assert reader.get(f"/{ADDRESS}").status_code == 200


@pytest.mark.parametrize(
    "address", ["restricted/catalogue.json", "restricted/library.json", "../restricted/library.json"]
)
def test_no_spelling_reaches_the_restricted_files_themselves(office: Office, address: str) -> None:
    for visitor in readers(office).values():
        assert visitor.get(f"/{address}").status_code == 404
