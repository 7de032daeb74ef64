"""Releases, acknowledgements, paper confirmations, pages shown, notices and the outbox.

The first two are made from ledger entries, in the same transactions. Rules: tables are spelled out here, never
imported, since the code moves on and this must not.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003_acknowledgements"
down_revision = "0002_people"
branch_labels = None
depends_on = None

_BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """What changes."""
    _create_releases()
    _create_acknowledgements()
    _create_paper()
    _create_notices()


def _create_releases() -> None:
    op.create_table(
        "document_release",
        sa.Column("seq", _BIG, primary_key=True, autoincrement=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("revision", sa.Text(), nullable=False),
        sa.Column("change", sa.Text(), nullable=False),
        sa.Column("changed", sa.Text(), nullable=False),
        sa.Column("digests", sa.Text(), nullable=False),
        sa.Column("edition", sa.Text(), nullable=False),
        sa.Column("effective", sa.Text()),
        sa.Column("terms", sa.Text()),
        sa.Column("at", sa.Text(), nullable=False),
    )
    op.create_index("ix_document_release_document", "document_release", ["document", "seq"])
    op.create_table(
        "release_proposal",
        sa.Column("number", sa.Text(), primary_key=True),
        sa.Column("document", sa.Text(), nullable=False, index=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("edition", sa.Text(), nullable=False),
        sa.Column("revision", sa.Text(), nullable=False),
        sa.Column("digests", sa.Text(), nullable=False),
        sa.Column("change", sa.Text(), nullable=False),
        sa.Column("changed", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("proposed_by", sa.Text(), nullable=False),
        sa.Column("proposed_at", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False, index=True),
        sa.Column("closed_by", sa.Text()),
        sa.Column("closed_at", sa.Text()),
    )
    op.create_table(
        "organisation_noted",
        sa.Column("number", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("edition", sa.Text(), nullable=False),
        sa.Column("noted_at", sa.Text(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
    )


def _create_acknowledgements() -> None:
    op.create_table(
        "acknowledgement",
        sa.Column("seq", _BIG, primary_key=True, autoincrement=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("release", _BIG, nullable=False),
        sa.Column("revision", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("obligation", sa.Text()),
        sa.Column("on_behalf", sa.Boolean(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("corrected_by", _BIG),
        sa.Column("corrected_at", sa.Text()),
    )
    op.create_index("ix_acknowledgement_subject", "acknowledgement", ["subject", "document"])
    op.create_index("ix_acknowledgement_document", "acknowledgement", ["document"])


def _create_paper() -> None:
    op.create_table(
        "page_shown",
        sa.Column("shown", sa.Text(), primary_key=True),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("kept_at", sa.Text(), nullable=False),
    )
    op.create_table(
        "paper_confirmation",
        sa.Column("number", sa.Text(), primary_key=True),
        sa.Column("subject", sa.Text(), nullable=False, index=True),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("release", _BIG, nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("scan", sa.Text(), nullable=False),
        sa.Column("scan_kind", sa.Text(), nullable=False),
        sa.Column("signed_on", sa.Text(), nullable=False),
        sa.Column("entered_by", sa.Text(), nullable=False),
        sa.Column("entered_at", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False, index=True),
        sa.Column("closed_by", sa.Text()),
        sa.Column("closed_at", sa.Text()),
        sa.Column("seq", _BIG),
    )


def _create_notices() -> None:
    op.create_table(
        "notice",
        sa.Column("number", sa.Text(), primary_key=True),
        sa.Column("occasion", sa.Text(), nullable=False, unique=True),
        sa.Column("subject", sa.Text(), nullable=False, index=True),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("values", sa.Text(), nullable=False),
        sa.Column("made_at", sa.Text(), nullable=False),
        sa.Column("seen_at", sa.Text()),
    )
    op.create_table(
        "outbox",
        sa.Column("number", sa.Text(), primary_key=True),
        sa.Column("notice", sa.Text(), nullable=False, index=True),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False, index=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("next_at", sa.Text(), nullable=False),
        sa.Column("trouble", sa.Text(), nullable=False),
        sa.Column("closed_at", sa.Text()),
    )
