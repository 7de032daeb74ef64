"""Who may use which route, said once more and by hand, so that a guard that changed does not go unnoticed.

Every route stands here by method and path (its English twin is the same). A new route takes a line.
"""

EVERYBODY = frozenset({"stranger", "employee", "manager", "hr", "owner", "auditor", "administrator"})
SIGNED_IN = EVERYBODY - {"stranger"}
STAFF = frozenset({"employee", "manager", "hr", "owner"})
HR = frozenset({"hr"})
SEES_PEOPLE = frozenset({"hr", "auditor"})
ADMINISTRATOR = frozenset({"administrator"})
RELEASING = frozenset({"hr", "owner"})
NOBODY: frozenset[str] = frozenset()

OPEN = [
    "GET /sign-in/", "POST /sign-in/", "GET /invitation/", "POST /invitation/", "GET /healthz", "GET /readyz",
    "GET /first-steps/",
    "GET /assets/portal/{name}", "GET /sign-in/company/", "GET /sign-in/company/return/",
]  # fmt: skip
READING = [
    "GET /api/v1/search", "GET /api/v1/suggest", "GET /edition.json", "GET /api/v1/edition", "GET /api/openapi.json",
    "GET /api/docs", "GET /api/docs/", "GET /search", "GET /search/", "GET /unanswered", "GET /unanswered/",
    "POST /unanswered/", "GET /{address:path}", "GET /handbooks/{unit}/{kind}/{slug}.docx",
    "GET /handbooks/en/{unit}/{kind}/{slug}.docx",
]  # fmt: skip
OWN = ["GET /account/", "POST /account/password/", "POST /account/sessions/", "POST /sign-out/"]
CONFIRMING = [
    "GET /acknowledge/{unit}/{kind}/{slug}/", "POST /acknowledge/{unit}/{kind}/{slug}/",
    "GET /acknowledge/{unit}/{kind}/{slug}/text/", "GET /my/documents/", "POST /my/notices/",
]  # fmt: skip
RECEIPTS = [
    "GET /receipts/{seq:int}/", "GET /receipts/{seq:int}/text/", "GET /receipts/{seq:int}/record.json",
    "GET /receipts/{seq:int}/proof.tlog-proof",
]  # fmt: skip
PEOPLE_SEEN = ["GET /people/", "GET /people/vacant/", "GET /people/person/{subject}/"]
PEOPLE_CHANGED = [
    "GET /people/new/", "GET /people/import/", "POST /people/", "POST /people/import/", "POST /people/import/apply/",
    *(
        f"POST /people/person/{{subject}}/{change}/"
        for change in ("details", "move", "begin", "end", "leave", "return", "delegate", "waive", "undo")
    ),
    "POST /receipts/{seq:int}/correct/",
]  # fmt: skip
ERASING = [
    "GET /people/erasure/", "GET /people/person/{subject}/erasure/", "POST /people/person/{subject}/erasure/",
    "POST /people/person/{subject}/hold/", "POST /people/erasures/{number}/agree/",
    "POST /people/erasures/{number}/drop/", "POST /people/holds/{number}/agree/", "POST /people/holds/{number}/lift/",
]  # fmt: skip
GRANTING = [
    "GET /access/", "POST /access/grants/", "POST /access/grants/{number}/agree/",
    "POST /access/grants/{number}/end/", "POST /access/tokens/", "POST /access/tokens/{token_hash}/end/",
]  # fmt: skip

ADMINISTERING = [
    "GET /administration/", "POST /administration/", "GET /administration/jobs/", "POST /administration/jobs/{job}/",
    "POST /administration/outbox/", "GET /administration/settings/", "GET /administration/sign-ins/",
    "POST /administration/sign-ins/{subject}/end/",
]  # fmt: skip
RELEASES = [
    "GET /releases/", "GET /releases/{unit}/{kind}/{slug}/", "POST /proposals/{number}/release/",
]  # fmt: skip
PAPER = [
    "GET /paper/", "POST /paper/", "POST /paper/{number}/confirm/", "POST /paper/{number}/return/",
    "GET /paper/{number}/scan",
]  # fmt: skip

CHECKLISTS = [
    "GET /my/checklists/", "POST /my/checklists/", "POST /my/checklists/{number}/stop/",
    *(f"POST /my/checklists/{{number}}/{{check_item}}/{act}/" for act in ("done", "verify", "reopen")),
    "GET /my/work/", "GET /my/work/xlsx/",
]  # fmt: skip
ATTACHMENTS = ["GET /attachments/{number}/"]

AUDITING = [
    *(
        f"GET /reports/{page}/"
        for page in ("coverage", "matrix", "document", "person", "records", "exceptions", "evidence")
    ),
    "GET /reports/record/{seq:int}/", "GET /reports/record/{seq:int}/body/", "GET /reports/record/{seq:int}/proof/",
    "GET /reports/shown/{digest}/", "GET /reports/scan/{seq:int}/", "POST /reports/export/{report}/{form}/",
    "POST /reports/evidence/pack/", "POST /reports/evidence/verify/", "GET /api/v1/coverage",
    "GET /api/v1/records/{seq}",
]  # fmt: skip
REPORTING = [
    "GET /reports/open/", "POST /reports/remind/", "GET /reports/sign-off/", "POST /reports/sign-off/{form}/",
]  # fmt: skip

CASES_SEEN = ["GET /cases/", "GET /cases/start/{unit}/{kind}/{slug}/", "GET /cases/case/{key}/",
              "GET /cases/case/{key}/form/{number}/", "GET /cases/case/{key}/form/{number}/word/"]  # fmt: skip
CASES_RUN = [
    "POST /cases/start/{unit}/{kind}/{slug}/", "POST /cases/case/{key}/{way}/", "GET /cases/task/{key}/",
    "POST /cases/task/{key}/", "POST /cases/task/{key}/take/", "POST /cases/task/{key}/give-back/",
    "POST /cases/task/{key}/assign/", "GET /cases/task/{key}/form/{unit}/{slug}/",
    "POST /cases/task/{key}/form/{unit}/{slug}/",
]  # fmt: skip

BOARDS = ["GET /reports/cases/", "GET /reports/cases/{unit}/{kind}/{slug}/",
          "POST /reports/cases/{unit}/{kind}/{slug}/{form}/"]  # fmt: skip

WORD_FILES = [
    "GET /handbooks/", "POST /handbooks/", "GET /handbooks/made/{number}/", "POST /handbooks/made/{number}/cancel/",
    "GET /handbooks/made/{number}/file/",
]  # fmt: skip

OWN_DUTIES = [
    "GET /my/duties/", "GET /my/duties/{unit}/{slug}/{duty}/{period}/", "POST /my/duties/{unit}/{slug}/{duty}/{period}/",
    "GET /my/duties/record/{seq:int}.json", "GET /my/duties/calendar/", "POST /my/duties/feed/",
    "POST /my/duties/feed/end/", "POST /my/duties/{unit}/{slug}/{duty}/{period}/correct/",
    "POST /my/duties/of/{subject}/{unit}/{slug}/{duty}/{period}/verify/",
    "POST /my/duties/of/{subject}/{unit}/{slug}/{duty}/{period}/correct/",
]  # fmt: skip

EXPECTED: dict[str, frozenset[str]] = {
    **dict.fromkeys(OPEN, EVERYBODY),
    **dict.fromkeys(READING, SIGNED_IN),
    **dict.fromkeys(OWN, SIGNED_IN),
    **dict.fromkeys(CONFIRMING, STAFF),
    **dict.fromkeys(CASES_SEEN, STAFF | {"auditor"}),
    **dict.fromkeys(CASES_RUN, STAFF),
    **dict.fromkeys(BOARDS, frozenset({"owner", "auditor"})),
    **dict.fromkeys(RECEIPTS, STAFF | {"auditor"}),
    **dict.fromkeys(PEOPLE_SEEN, SEES_PEOPLE),
    **dict.fromkeys(PEOPLE_CHANGED, HR),
    **dict.fromkeys(ERASING, HR),
    **dict.fromkeys(GRANTING, ADMINISTRATOR),
    **dict.fromkeys(ADMINISTERING, ADMINISTRATOR),
    **dict.fromkeys(PAPER, HR),
    **dict.fromkeys(CHECKLISTS, STAFF),
    "GET /my/checklists/{number}/": STAFF | {"auditor"},
    "GET /reports/checklists/": SEES_PEOPLE,
    "POST /reports/checklists/{form}/": SEES_PEOPLE,
    "GET /my/team/work/": frozenset({"manager"}),
    "GET /my/team/work/xlsx/": frozenset({"manager"}),
    **dict.fromkeys(ATTACHMENTS, STAFF | {"auditor"}),
    **dict.fromkeys(RELEASES, RELEASING),
    **dict.fromkeys(AUDITING, frozenset({"auditor"})),
    **dict.fromkeys(REPORTING, HR),
    **dict.fromkeys(WORD_FILES, frozenset({"hr", "owner", "manager"})),
    "GET /reports/looks/": frozenset({"auditor", "administrator"}),
    **dict.fromkeys(OWN_DUTIES, STAFF),
    **dict.fromkeys(["GET /reports/duties/", "GET /reports/duties/person/"], SEES_PEOPLE),
    "POST /reports/duties/{form}/": SEES_PEOPLE,
    "POST /reports/duties/person/waive/": frozenset({"manager", "hr"}),
    "GET /my/team/duties/": frozenset({"manager"}),
    "GET /my/duties/of/{subject}/{unit}/{slug}/{duty}/{period}/": STAFF | {"auditor"},
    "GET /calendar/duties.ics": EVERYBODY,  # whoever knows the secret in the address
    "GET /my/": SIGNED_IN,
    "GET /my/team/": frozenset({"manager"}),
    "POST /my/team/remind/": frozenset({"manager"}),
    "GET /my/owned/": frozenset({"owner"}),
    "POST /releases/{unit}/{kind}/{slug}/": frozenset({"owner"}),
    "POST /proposals/{number}/drop/": RELEASING,
    "POST /access/invite/{subject}/": HR | ADMINISTRATOR,
    "GET /access/log/": frozenset({"auditor", "administrator"}),
    "PUT /api/v1/people": NOBODY,  # programs with a token only
    "GET /metrics": NOBODY,  # likewise
}
