"""Who may do what: the rows of the permissions table and the question whether one allows a call."""

from __future__ import annotations

from stagepact_research.rehearsal.server.model import Database, Row, User

CRUD = ("create", "read", "update", "delete", "import", "export")
# What the owner of a survey gets, as letters of the words above.
_OWNER = {
    "assessments": "crud",
    "quotas": "crud",
    "responses": "crudie",
    "statistics": "r",
    "survey": "rd",
    "surveyactivation": "u",
    "surveycontent": "crudie",
    "surveylocale": "ru",
    "surveysecurity": "crud",
    "surveysettings": "ru",
    "tokens": "crudie",
    "translations": "ru",
}


def grant(
    database: Database, user: User, permission: str, letters: str, sid: int = 0, entity: str = "survey"
) -> None:
    """Add one row; `letters` are the first letters of create, read, update, delete, import, export."""
    row: Row = {"id": database.counters.take("permission"), "entity": entity, "entity_id": sid}
    row |= {"uid": user.uid, "permission": permission}
    row |= {f"{crud}_p": int(crud[0] in letters) for crud in CRUD}
    database.permissions.append(row)


def give_all(database: Database, owner: User, sid: int) -> None:
    for permission, letters in _OWNER.items():
        grant(database, owner, permission, letters, sid)


def may(database: Database, user: User, sid: int, permission: str, crud: str) -> bool:
    """Whether a user may do this to a survey; nobody may do anything to one that does not exist."""
    if sid not in database.surveys:
        return False
    return user.superadmin or any(
        row["uid"] == user.uid
        and row["entity"] == "survey"
        and row["entity_id"] == sid
        and row["permission"] == permission
        and row[f"{crud}_p"]
        for row in database.permissions
    )
