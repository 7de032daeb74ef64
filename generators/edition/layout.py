"""Every path of the on-disk format, spelled once.

::

    var/                          the home (DUTYBOOK_HOME)
      current -> editions/<id>    a relative link: the edition that is served
      editions/<id>/              one edition, immutable
        manifest.json             every file with its digest; written last
        catalogue.json            one line per document, for lists and scripts
        library.json              the typed model
        site/ search/ shells/     pages, the search index, the empty page to fill
        handbooks/                Word files, English ones below en/
        restricted/               the same again for documents with named readers
      cache/                      what a build may throw away
      lock                        held while one build writes

Paths inside an edition are relative, with ``/`` on every system.
"""

import os
import re
from dataclasses import dataclass
from pathlib import Path

MANIFEST = "manifest.json"
CATALOGUE = "catalogue.json"
LIBRARY = "library.json"
SITE = "site"
SEARCH = "search"
SHELLS = "shells"
HANDBOOKS = "handbooks"
RESTRICTED = "restricted"
SHELL_POLICY = f"{SHELLS}/csp.json"
SHELL_FILES = {"zh-Hans": f"{SHELLS}/zh.html", "en": f"{SHELLS}/en.html"}

REQUIRED = (CATALOGUE, LIBRARY)
"""What an edition is never published without, besides its manifest."""

EDITION_ID = re.compile(r"[0-9a-f]{16}")
STAGING_PREFIX = ".staging-"
LINK_PREFIX = ".current-"


@dataclass(frozen=True, slots=True)
class Home:
    """The folder that holds everything built: editions, the link to the current one, caches."""

    root: Path

    @property
    def editions(self) -> Path:
        """All published editions."""
        return self.root / "editions"

    @property
    def current(self) -> Path:
        """The link to the edition that is served."""
        return self.root / "current"

    @property
    def lock(self) -> Path:
        """Held by the one build that may write."""
        return self.root / "lock"

    @property
    def cache(self) -> Path:
        """Build caches; deleting them costs time and nothing else."""
        return self.root / "cache"

    def edition(self, edition: str) -> Path:
        """The folder of one edition."""
        return self.editions / edition

    def staging(self, edition: str, token: str) -> Path:
        """Where an edition is put together before anybody can see it."""
        return self.editions / f"{STAGING_PREFIX}{edition}-{token}"

    def new_link(self, token: str) -> Path:
        """The link that will replace ``current`` in one step."""
        return self.root / f"{LINK_PREFIX}{token}"


def link_target(edition: str) -> str:
    """What ``current`` says: relative, so that a home can be moved or copied."""
    return f"editions/{edition}"


def edition_in(target: str) -> str | None:
    """The edition a link target names; nothing if it is not one of ours."""
    folder, _, edition = target.rpartition("/")
    return edition if folder == "editions" and EDITION_ID.fullmatch(edition) else None


def site_file(address: str) -> str:
    """The file at an address below the top: ``assets/x.css`` → ``site/assets/x.css``."""
    return f"{SITE}/{address}"


def page_file(address: str) -> str:
    """The file of a page by its address below the top: ``en/auto/role/x/`` → ``site/en/auto/role/x/index.html``."""
    return site_file(f"{address}index.html")


def handbook_file(address: str) -> str:
    """The Word file of the page at an address: ``en/auto/role/x/`` → ``handbooks/en/auto/role/x.docx``."""
    return f"{HANDBOOKS}/{address.rstrip('/')}.docx"


def restricted(path: str) -> str:
    """The same path in the part that only named readers may see."""
    return f"{RESTRICTED}/{path}"


def is_edition_path(path: str) -> bool:
    """Whether a path may name a file of an edition: relative, normal, and not the manifest itself."""
    if path == MANIFEST or "\\" in path or not path.isprintable():
        return False
    return all(part not in ("", ".", "..") for part in path.split("/"))


def files_below(folder: Path, prefix: str = "") -> list[str]:
    """Every path below a folder, sorted, links and other odd things included, as an edition spells them."""
    found: list[str] = []
    with os.scandir(folder) as entries:
        for entry in entries:
            path = f"{prefix}{entry.name}"
            if entry.is_dir(follow_symlinks=False):
                found.extend(files_below(Path(entry.path), f"{path}/"))
            else:
                found.append(path)
    return sorted(found)
