"""Whatever is asked, the answer is an answer."""

from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.portal.browsing import Browser

HOSTILE = [
    "'",
    '"',
    "*",
    "a*",
    "AND OR NOT",
    "(((",
    "title:x",
    "[a TO b]",
    "~~",
    "\\",
    "^5",
    "💥" * 50,
    "\u200b",
    "%",
]
relaxed = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.mark.parametrize("query", HOSTILE)
@pytest.mark.parametrize("address", ["/search/", "/en/search/", "/api/v1/search", "/api/v1/suggest"])
def test_punctuation_of_query_languages_means_nothing(reader: Browser, address: str, query: str) -> None:
    assert reader.get(address, params={"q": query}).status_code == 200


@relaxed
@given(query=st.text(max_size=200))
@example(query="市" * 200)
def test_any_text_may_be_searched_for(reader: Browser, query: str) -> None:
    typed = query.encode("utf-8", "replace").decode()
    for address in ("/search/", "/api/v1/search", "/api/v1/suggest"):
        assert reader.get(address, params={"q": typed}).status_code == 200


@relaxed
@given(path=st.text(min_size=1, max_size=60))
@example(path="\r\nset-cookie: x=y")
@example(path="..")
def test_any_address_has_an_answer(reader: Browser, path: str) -> None:
    answer = reader.get("/" + quote(path.encode("utf-8", "replace")))

    assert answer.status_code in {200, 308, 404, 405, 422}
    assert "set-cookie" not in answer.headers


@relaxed
@given(raw=st.binary(max_size=60))
def test_any_bytes_as_parameters_have_an_answer(reader: Browser, raw: bytes) -> None:
    for address in ("/search/", "/api/v1/search"):
        assert reader.get(f"{address}?q={quote(raw)}&kind={quote(raw)}").status_code in {200, 422}


@relaxed
@given(raw=st.text(st.characters(codec="latin-1", categories=["L", "N", "P", "S"]), max_size=60))
def test_any_header_has_an_answer(reader: Browser, raw: str) -> None:
    headers = {"accept-language": raw.encode("latin-1"), "if-none-match": raw.encode("latin-1")}

    assert reader.get("/nowhere", headers=headers).status_code == 404
    assert reader.get("/", headers=headers).status_code in {200, 304}
