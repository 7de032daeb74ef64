"""What access refuses, each by a code of its own; the sentences stand in the locale."""

from portal.errors import PortalError


class SignInNeeded(PortalError):
    """Nobody is signed in; a browser is led to the sign-in page."""

    status, code = 401, "sign-in-needed"


class NotAllowed(PortalError):
    """Somebody is signed in who may not do this."""

    status, code = 403, "not-allowed"


class FormExpired(PortalError):
    """The form does not belong to this sign-in; nothing was changed."""

    status, code = 403, "form-expired"


class GrantUnknown(PortalError):
    """There is no such grant, or it is settled already."""

    status, code = 404, "grant-unknown"


class GrantNeedsAnother(PortalError):
    """Whoever asked for a grant, or would receive it, cannot be the one who agrees."""

    status, code = 409, "grant-needs-another"


class GrantNeedsEnd(PortalError):
    """This role is granted up to a day only."""

    status, code = 422, "grant-needs-end"


class RoleNotGrantable(PortalError):
    """This role follows from people and content; nobody grants it."""

    status, code = 422, "role-not-grantable"


class TokenRefused(PortalError):
    """The token is unknown, over, or not made for this."""

    status, code = 401, "token-refused"


class LinkNeedsServer(PortalError):
    """A link for who holds a granted role would hand that role on; only the server command makes one."""

    status, code = 403, "link-needs-server"
