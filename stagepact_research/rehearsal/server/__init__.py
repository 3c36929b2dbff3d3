"""A LimeSurvey server to practise with: it behaves as the recorded 6.4.2, in memory and on loopback."""

from stagepact_research.rehearsal.server.errors import Refused
from stagepact_research.rehearsal.server.faults import (
    CutBody,
    Delay,
    Drop,
    DropAfter,
    EmptyBody,
    ErrorPage,
    ExpireSession,
    Fault,
    LoginPage,
)
from stagepact_research.rehearsal.server.form import Visit
from stagepact_research.rehearsal.server.handle import SurveyHandle
from stagepact_research.rehearsal.server.mail import Mail
from stagepact_research.rehearsal.server.model import User
from stagepact_research.rehearsal.server.server import LimeSurveyServer

__all__ = [
    "CutBody",
    "Delay",
    "Drop",
    "DropAfter",
    "EmptyBody",
    "ErrorPage",
    "ExpireSession",
    "Fault",
    "LimeSurveyServer",
    "LoginPage",
    "Mail",
    "Refused",
    "SurveyHandle",
    "User",
    "Visit",
]
