"""Telling 说明: how visitors sign in to the demonstration, in lines for a terminal or as data for a script."""

import json
from collections.abc import Iterator
from dataclasses import asdict

from portal.demonstration.filling import Demonstration
from portal.web.texts import Texts


def lines(demonstration: Demonstration, words: Texts) -> Iterator[str]:
    """What is printed before the address: that all is invented, who there is, and the password."""
    yield words.say("demo.invented", day=demonstration.day.isoformat())
    widest = max((len(one.login) for one in demonstration.sign_ins), default=0)
    for one in demonstration.sign_ins:
        part = words.say(f"demo.part.{one.part}")
        yield f"  {one.login:<{widest}}  {one.name} · {part}"
    yield words.say("demo.password", password=demonstration.password)


def as_json(demonstration: Demonstration) -> str:
    """The same for a script."""
    facts = asdict(demonstration) | {"day": demonstration.day.isoformat()}
    return json.dumps(facts, ensure_ascii=False)
