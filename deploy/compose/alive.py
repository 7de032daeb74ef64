"""Whether the portal in this container answers. Its certificate names the outside address; it is not checked here."""

import os
import ssl
import sys
import urllib.request

ADDRESS = f"https://127.0.0.1:{os.environ.get('DUTYBOOK_PORT', '8443')}/healthz"


def main() -> int:
    """0 if it answers."""
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    try:
        with urllib.request.urlopen(ADDRESS, timeout=5, context=context) as answer:
            return 0 if answer.status == 200 else 1
    except OSError:
        return 1


if __name__ == "__main__":
    sys.exit(main())
