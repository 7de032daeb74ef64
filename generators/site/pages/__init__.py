"""Page bodies: what every page says, in HTML that the shell frames (see `generators.site.shell`)."""

from generators.site.pages.planned import PlannedPage
from generators.site.pages.site import SitePages

__all__ = ["PlannedPage", "SitePages"]
