"""The commands `dutybook evidence …` say what they did, or what is wrong, in one sentence and an exit code."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from portal import evidence_commands
from portal.errors import PortalError
from portal.ledger import audit, refusals
from portal.ledger.ledger import Ledger
from portal.web.languages import LANGUAGES, Language
from portal.web.texts import texts
from tests.portal.ledger.ledgers import a_ledger, fill
from tests.portal.ledger.tampering import administrator, make_consistent
from tests.portal.ledger.test_entries import EVERY_KIND


def evidence(home: Path, *arguments: str, lang: str = "en") -> Result:
    result = CliRunner().invoke(evidence_commands.app, [*arguments, "--home", str(home), "--lang", lang])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


@pytest.fixture
def kept(home: Path) -> Path:
    with a_ledger(home) as ledger:
        fill(ledger, 300)
    return home


def test_checkpoint_is_printed_with_its_code(kept: Path) -> None:
    result = evidence(kept, "checkpoint")
    assert result.exit_code == 0
    assert "\n300\n" in result.stdout
    assert re.search(r"D300(-[A-Z2-7]{4}){8}-[A-Z2-7]{2}", result.stderr)
    facts = json.loads(evidence(kept, "checkpoint", "--json").stdout)
    assert (facts["size"], facts["checkpoint"]) == (300, result.stdout)


def test_anchor_is_kept_outside_and_vouches_for_the_past(kept: Path, tmp_path: Path) -> None:
    outside = tmp_path / "audit"
    facts = json.loads(evidence(kept, "anchor", str(outside), "--json").stdout)
    assert Path(facts["path"]).is_file()
    said = evidence(kept, "anchor", str(outside), lang="zh-CN").stdout
    assert facts["code"] in said
    for given in (facts["path"], facts["code"]):
        result = evidence(kept, "verify", "--anchor", given)
        assert (result.exit_code, "covers entries 1 to 300" in result.stdout) == (0, True)


def test_verify_says_how_far_anchor_and_signature_reach(kept: Path, tmp_path: Path) -> None:
    facts = json.loads(evidence(kept, "anchor", str(tmp_path / "audit"), "--json").stdout)
    with a_ledger(kept) as ledger:
        fill(ledger, 300, first=301)
    said = evidence(kept, "verify", "--anchor", facts["code"], lang="zh-CN").stdout
    assert "已重新计算全部 600 条" in said
    assert "外部锚点覆盖第 1–300 条" in said
    assert "自上次外部锚点后，仅由签名证明：256 条" in said
    assert "尚无检查点覆盖：44 条" in said
    found = json.loads(evidence(kept, "verify", "--json").stdout)
    assert (found["size"], found["anchored"], found["signed"], found["problems"]) == (600, 0, 556, [])


def test_verify_reports_what_was_changed_and_ends_with_one(kept: Path, tmp_path: Path) -> None:
    facts = json.loads(evidence(kept, "anchor", str(tmp_path / "audit"), "--json").stdout)
    with administrator(kept) as connection:
        connection.execute("UPDATE ledger_entry SET body = replace(body, '1.1', '1.0') WHERE seq = 3")
    result = evidence(kept, "verify", "--anchor", facts["code"])
    assert result.exit_code == 1
    assert "Entry 3 is not what its hash says" in result.stdout
    assert "Not the history of the outside anchor" in result.stdout
    assert "places disagree" in result.stderr
    assert "everything agrees" not in result.stdout
    assert json.loads(evidence(kept, "verify", "--json").stdout)["problems"][0]["code"] == "entry-altered"


def test_verify_works_beside_a_writer_and_other_commands_name_it(kept: Path, tmp_path: Path) -> None:
    with a_ledger(kept):
        assert evidence(kept, "verify").exit_code == 0
        for arguments in (
            ("checkpoint",),
            ("anchor", str(tmp_path)),
            ("export", "-o", str(tmp_path / "p.zip")),
        ):
            result = evidence(kept, *arguments)
            assert (result.exit_code, "Another program writes the ledger" in result.stderr) == (3, True)
            assert "pid" in result.stderr


def test_export_writes_a_pack_and_says_what_to_keep(kept: Path, tmp_path: Path) -> None:
    pack = tmp_path / "pack.zip"
    result = evidence(kept, "export", "-o", str(pack), "--document", "auto/policy/p-3")
    assert result.exit_code == 0, result.output
    assert "43 records" in result.stdout
    assert "1 texts are not in the store" in result.stderr
    assert evidence(kept, "export", "-o", str(pack)).exit_code == 2
    facts = json.loads(evidence(kept, "export", "-o", str(tmp_path / "2.zip"), "--json").stdout)
    assert (facts["records"], facts["path"]) == (302, str(tmp_path / "2.zip"))


def test_verify_takes_a_key_from_outside(kept: Path, tmp_path: Path) -> None:
    key = (kept / "keys" / "ledger.vkey").read_text(encoding="utf-8")
    (tmp_path / "mine.vkey").write_text(key, encoding="utf-8")
    for given in (key.strip(), str(tmp_path / "mine.vkey")):
        assert evidence(kept, "verify", "--key", given).exit_code == 0
    other = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
    assert evidence(kept, "verify", "--key", other).exit_code == 1
    assert evidence(kept, "verify", "--key", "nonsense").exit_code == 2
    (kept / "keys" / "ledger.vkey").unlink()
    assert evidence(kept, "verify").exit_code == 3


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("verify", "--anchor", "nonsense"), 2),
        (("verify", "--database", "mysql://x"), 2),
        (("verify", "--database", "postgresql://tester@127.0.0.1:1/none"), 3),
        (("checkpoint", "--database", "sqlite:////proc/none/x.sqlite"), 3),
        (("export",), 2),
        (("anchor",), 2),
        (("--nonsense",), 2),
    ],
)  # fmt: skip
@pytest.mark.parametrize("lang", ["zh-CN", "en"])
def test_what_cannot_be_done_is_said_in_one_sentence(
    kept: Path, arguments: tuple[str, ...], code: int, lang: str
) -> None:
    result = evidence(kept, *arguments, lang=lang)
    assert result.exit_code == code, result.output
    assert "Traceback" not in result.output
    assert result.stderr.strip()


@pytest.mark.parametrize("arguments", [("export", "-o", "/proc/none/x.zip"), ("anchor", "/proc/none")])
def test_folder_that_cannot_be_written_is_a_sentence(kept: Path, arguments: tuple[str, ...]) -> None:
    asked = [sys.executable, "-m", "portal.cli", "evidence", *arguments, "--home", str(kept)]
    done = subprocess.run(asked, capture_output=True, text=True, check=False, cwd=Path(__file__).parents[3])
    assert (done.returncode, "Traceback" in done.stderr, "/proc/none" in done.stderr) == (3, False, True)


def test_home_without_a_ledger_is_said_so(home: Path) -> None:
    assert evidence(home, "verify").exit_code == 3
    assert not home.exists()
    empty = evidence(home, "checkpoint")
    assert (empty.exit_code, "The ledger is empty" in empty.stderr) == (3, True)


def test_old_copy_and_other_history_end_with_one(kept: Path, tmp_path: Path) -> None:
    outside = tmp_path / "audit"
    old = (kept / "records.sqlite").read_bytes()
    with a_ledger(kept) as ledger:
        fill(ledger, 9, first=301)
        ledger.anchor(outside)
        key = ledger.sequencer._key
    with administrator(kept) as connection:
        connection.execute("UPDATE ledger_entry SET body = replace(body, '1.1', '1.0') WHERE seq = 3")
        make_consistent(connection, key)
    assert evidence(kept, "anchor", str(outside)).exit_code == 1
    for path in kept.glob("records.sqlite*"):
        path.unlink()
    (kept / "records.sqlite").write_bytes(old)
    result = evidence(kept, "anchor", str(outside))
    assert (result.exit_code, "shorter than an outside anchor" in result.stderr) == (1, True)


@pytest.mark.parametrize(
    "command", [("checkpoint",), ("verify",), ("anchor", "out"), ("export", "-o", "pack.zip")]
)
@pytest.mark.parametrize("damage", ["start", "schema", "middle", "empty"])
def test_damaged_file_is_said_so_by_every_command(
    kept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...], damage: str
) -> None:
    monkeypatch.chdir(tmp_path)
    content = bytearray((kept / "records.sqlite").read_bytes())
    spans = {"start": (0, 100), "schema": (100, 160), "middle": (8192, len(content)), "empty": (0, 0)}
    first, last = spans[damage]
    content[first:last] = b"\xf1" * (last - first)
    (kept / "records.sqlite").write_bytes(content if damage != "empty" else b"not a database" * 100)
    result = evidence(kept, *command)
    assert result.exit_code in {1, 3}, result.output
    assert result.stderr.strip()


def test_missing_identity_key_does_not_keep_from_verifying(kept: Path) -> None:
    (kept / "keys" / "identity.key").unlink()
    assert evidence(kept, "verify").exit_code == 0


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_refusal_problem_and_kind_has_words(language: Language) -> None:
    from portal import database

    known = [
        found for module in (refusals, database) for found in vars(module).values() if isinstance(found, type)
    ]
    refused = {found.code for found in known if issubclass(found, PortalError) and "code" in vars(found)} - {
        "internal-error"
    }
    source = Path(audit.__file__).read_text(encoding="utf-8")
    problems = set(re.findall(r'found\(\s*"([a-z-]+)"', source)) | {
        "checkpoint-beyond",
        "checkpoint-contradicts",
    }
    wanted = {f"error.{code}.{part}" for code in refused for part in ("title", "text")}
    wanted |= {f"evidence.problem.{code}" for code in problems}
    wanted |= {f"evidence.kind.{entry.kind.replace(':', '-')}" for entry in EVERY_KIND}
    commands = Path(evidence_commands.__file__).read_text(encoding="utf-8")
    wanted |= {f"evidence.{name}" for name in re.findall(r'say\("evidence\.([a-z-]+)"', commands)}
    assert len(wanted) > 70
    assert sorted(code for code in wanted if texts(language).label(code, "") == "") == []
    assert Ledger.__doc__ is None or "Records" in Ledger.__doc__
