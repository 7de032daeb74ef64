"""What backing up and restoring refuse, each by a code of its own; the sentences stand in the locale."""

from portal.errors import PortalError


class BackupTaken(PortalError):
    """There is a file of this name; backups overwrite nothing."""

    status, code = 409, "backup-taken"


class NothingToBackUp(PortalError):
    """The home holds no records."""

    status, code = 404, "nothing-to-back-up"


class BackupUnreadable(PortalError):
    """The file is no backup of ours, or not as it was written; ``part`` is where that shows."""

    status, code = 422, "backup-unreadable"


class BackupUnsound(PortalError):
    """The records are not what was signed: ``count`` places disagree, ``first`` is one of them."""

    status, code = 409, "backup-unsound"


class BackupTooLarge(PortalError):
    """The disk has no room for what the backup holds."""

    status, code = 507, "backup-too-large"


class HomeNotEmpty(PortalError):
    """A restore makes a new home; it never goes over one that is there."""

    status, code = 409, "home-not-empty"


class DatabaseNotEmpty(PortalError):
    """A restore fills an empty database; it never goes over tables that are there."""

    status, code = 409, "database-not-empty"


class BackupOfFile(PortalError):
    """The backup holds a SQLite file, which goes into the home and nowhere else."""

    status, code = 422, "backup-of-file"


class UpgradeUnsound(PortalError):
    """After the migration something is other than before; it was taken back whole."""

    status, code = 409, "upgrade-unsound"


class MovedUnequal(PortalError):
    """What arrived is not what was sent; nothing was moved."""

    status, code = 409, "moved-unequal"
