"""Python imports this module by its name when it starts (see the documentation of `site`)."""

import archestra_reporter  # noqa: F401
