"""A build in a process of its own, for tests that kill, starve or race it: HOME CONTENT PAGES PAUSE USER."""

import os
import sys
import time
from pathlib import Path

from generators.edition.errors import EditionError
from generators.edition.layout import CATALOGUE, LIBRARY, Home, page_file
from generators.edition.publisher import staging
from tests.generators.edition.building import catalogue, inputs


def main(root: str, content: str, pages: str, pause: str, user: str) -> int:
    os.setuid(int(user))
    addresses = [f"auto/role/role-{number}/" for number in range(int(pages))]
    try:
        with staging(Home(Path(root)), inputs(content), wait=60) as stage:
            for address in [] if stage.already_published else addresses:
                stage.write(page_file(address), f"<h1>{content} {address}</h1>".encode() * 200)
                time.sleep(float(pause))
            if not stage.already_published:
                stage.write(CATALOGUE, catalogue(addresses))
                stage.write(LIBRARY, b"{}")
            sys.stdout.write(stage.publish().id)
    except EditionError as error:
        sys.stdout.write(error.code)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
