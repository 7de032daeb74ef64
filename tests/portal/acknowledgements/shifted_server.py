"""The real portal with a clock that somebody sets: HOME FILE, which holds how many seconds it is wrong by."""

import datetime
import sys
from pathlib import Path

from portal.app import create_app
from portal.server import listen, run
from portal.settings import Settings


class ShiftedClock:
    """This machine's time and what a file adds to it."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def now(self) -> datetime.datetime:
        """What the clock reads."""
        wrong_by = float(self._file.read_text(encoding="utf-8"))
        return datetime.datetime.now(datetime.UTC) + datetime.timedelta(seconds=wrong_by)


if __name__ == "__main__":
    settings = Settings(home=Path(sys.argv[1]), port=0)
    app, listener = create_app(settings, clock=ShiftedClock(Path(sys.argv[2]))), listen(settings)
    app.state.records.open()
    print(listener.getsockname()[1], flush=True)  # noqa: T201 - for whoever started us
    run(app, listener, settings)
