"""What accounts refuse, each by a code of its own; the sentences stand in the locale."""

from portal.errors import PortalError


class SignInFailed(PortalError):
    """The name or the password is wrong; which one is not said. ``left`` attempts remain."""

    status, code = 401, "sign-in-failed"


class TooManyAttempts(PortalError):
    """Too many wrong passwords, for this account or from this address. ``minutes`` until the next attempt."""

    status, code = 429, "too-many-attempts"


class LinkExpired(PortalError):
    """An invitation or reset link was used already, is too old, or was never made."""

    status, code = 410, "link-expired"


class PasswordTooWeak(PortalError):
    """A new password does not do; ``reason`` is the code of its sentence."""

    status, code = 422, "password-too-weak"


class PasswordWrong(PortalError):
    """The current password was not right; nothing was changed."""

    status, code = 422, "password-wrong"


class AccountExists(PortalError):
    """The name to sign in with is taken, or the person has an account already."""

    status, code = 409, "account-exists"


class AccountUnknown(PortalError):
    """The person has no account."""

    status, code = 404, "account-unknown"


class NotKnownHere(PortalError):
    """The company's sign-in service knows this person, the portal does not."""

    status, code = 403, "not-known-here"


class SingleSignOnFailed(PortalError):
    """What the company's sign-in service sent back cannot be trusted, or nothing came."""

    status, code = 502, "single-sign-on-failed"
