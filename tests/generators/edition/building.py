"""Small editions for tests."""

import json
from pathlib import Path

from generators.edition.format import Catalogue, CatalogueDocument, Inputs, catalogue_bytes
from generators.edition.layout import CATALOGUE, LIBRARY, Home, page_file
from generators.edition.publisher import Published, staging

PAGES = {f"auto/role/role-{number}/": f"<h1>岗位 {number}</h1>" for number in range(6)}


def inputs(content: str = "first") -> Inputs:
    return Inputs(content_digest=content, generator="dutybook/test", settings={"languages": "zh-Hans,en"})


def catalogue(addresses: list[str]) -> bytes:
    documents = tuple(
        CatalogueDocument(
            id=address.strip("/"),
            kind="role",
            unit="auto",
            title=address,
            status="effective",
            digest="0" * 64,
            pages={"zh-Hans": address},
        )
        for address in addresses
    )
    return catalogue_bytes(Catalogue(documents=documents))


def publish(home: Home, content: str = "first", *, pages: dict[str, str] | None = None) -> Published:
    """Builds and publishes as the pipeline does: unchanged pages are shared, changed ones written."""
    pages = PAGES if pages is None else pages
    with staging(home, inputs(content), wait=20) as stage:
        if stage.already_published:
            return stage.publish()
        for address, body in pages.items():
            stage.write(page_file(address), body.encode())
        search = stage.scratch("search")
        (search / "shard-00").mkdir()
        (search / "shard-00" / "terms.seg").write_bytes(b"\x00\x01" * 50)
        stage.adopt_folder("search", search)
        stage.write(CATALOGUE, catalogue(list(pages)))
        stage.write(LIBRARY, json.dumps({"content": content}).encode())
        return stage.publish()


def snapshot(folder: Path) -> dict[str, tuple[bytes, int]]:
    """Every file below a folder with its bytes and its time of change."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {str(path.relative_to(folder)): (path.read_bytes(), path.stat().st_mtime_ns) for path in files}
