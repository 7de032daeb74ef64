"""Page bodies: what every page says, in HTML that the shell frames (see `generators.site.shell`)."""

from generators.site.pages.planned import PlannedFile, PlannedPage
from generators.site.pages.site import SitePages

__all__ = ["PlannedFile", "PlannedPage", "SitePages"]
