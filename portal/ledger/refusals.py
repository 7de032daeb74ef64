"""What the ledger refuses, each by a code of its own; the sentences stand in the locale."""

from portal.errors import PortalError, Unavailable


class KeyReused(PortalError):
    """The same idempotency key came with another entry; nothing was recorded. ``entry`` is what the key stands for."""

    status, code = 409, "key-reused"


class EntryUnknown(PortalError):
    """There is no entry of this number."""

    status, code = 404, "entry-unknown"


class LedgerUnavailable(Unavailable):
    """The entry could not be made safe on disk, and was not reported as recorded."""

    code = "ledger-unavailable"


class LedgerBusy(Unavailable):
    """More is waiting to be recorded than can be answered in time."""

    code = "ledger-busy"


class LedgerClosed(Unavailable):
    """The portal is stopping; nothing more is recorded by this process."""

    code = "ledger-closed"


class LedgerHeld(Unavailable):
    """Another process writes this ledger: ``holder`` says which."""

    code = "ledger-held"
    is_of_the_server = True


class LedgerDamaged(Unavailable):
    """What is stored is not what was signed, from ``entry`` on at the latest; nothing is added to it."""

    code = "ledger-damaged"


class LedgerBehindAnchor(Unavailable):
    """A checkpoint kept outside covers more entries than the ledger has: it was put back from an old copy."""

    code = "ledger-behind-anchor"


class AnchorContradicts(PortalError):
    """A checkpoint kept outside belongs to another history than this ledger."""

    status, code = 409, "anchor-contradicts"


class AnchorUnreadable(PortalError):
    """A file or code is no checkpoint of this ledger."""

    status, code = 422, "anchor-unreadable"


class NothingToAnchor(PortalError):
    """The ledger is empty."""

    status, code = 409, "nothing-to-anchor"


class SigningKeyMissing(Unavailable):
    """There are entries, but the key that signs checkpoints is gone."""

    code = "signing-key-missing"
    is_of_the_server = True


class SigningKeyUnreadable(Unavailable):
    """The key file holds no key of a known type."""

    code = "signing-key-unreadable"
    is_of_the_server = True


class SigningKeyExposed(Unavailable):
    """Others on this machine may read a key file."""

    code = "signing-key-exposed"
    is_of_the_server = True


class IdentityUnreadable(Unavailable):
    """An identity snapshot cannot be opened although its key is there."""

    code = "identity-unreadable"


class TextMissing(PortalError):
    """The store of shown texts does not hold these bytes, or no longer as they were."""

    status, code = 404, "text-missing"
