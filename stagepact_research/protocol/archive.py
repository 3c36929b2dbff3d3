"""The part `archive` of the study protocol: what is deposited, for how long, and who may use it."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Access = Literal["open", "op aanvraag", "gesloten"]


class Archive(BaseModel):
    """What `stagepact export` may put in a deposit, and what it says about it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    retention_years: Annotated[int, Field(ge=1)]
    """How long the deposit is kept, from the date of the report."""
    access: Access
    """Of the estimates and of everything that describes them."""
    respondents_access: Access
    """Of a file with real answers, a row a respondent; a synthetic one has the access of the estimates."""
    licence: str
    """The SPDX name of the licence of the data; the code has its own."""
    licence_url: str
    background: tuple[str, ...]
    """The questions with answers of their own (no scale) that may be in a file of respondents. Any other,
    such as the one about the institution, is left out until it is named here."""
