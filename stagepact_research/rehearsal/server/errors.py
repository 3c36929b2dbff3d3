"""How a call can fail: as an error in the JSON, as a page with an HTTP status, or at the survey's form."""

from __future__ import annotations


class RpcError(Exception):
    """An exception of the server that comes back as the `error` of an answer with HTTP status 200."""


class SqlError(RpcError):
    """A statement that the database refused; the text holds values, as the real one does."""

    def __init__(self, state: str, text: str) -> None:
        super().__init__(f"CDbCommand failed to execute the SQL statement: SQLSTATE[{state}]: {text}")


def too_long(column: str) -> SqlError:
    text = f"String data, right truncated: 1406 Data too long for column '{column}' at row 1"
    return SqlError("22001", text)


def no_default(column: str) -> SqlError:
    return SqlError("HY000", f"General error: 1364 Field '{column}' doesn't have a default value")


def duplicate_key(value: str) -> SqlError:
    text = f"Integrity constraint violation: 1062 Duplicate entry '{value}' for key 'PRIMARY'"
    return SqlError("23000", text)


def no_datetime(value: str, table: str, column: str) -> SqlError:
    place = f"`limesurvey`.`{table}`.`{column}`"
    text = f"Invalid datetime format: 1292 Incorrect datetime value: '{value}' for column {place} at row 1"
    return SqlError("22007", text)


def truncated(column: str) -> SqlError:
    return SqlError("01000", f"Warning: 1265 Data truncated for column '{column}' at row 1")


def table_exists(table: str) -> SqlError:
    return SqlError("42S01", f"Base table or view already exists: 1050 Table '{table}' already exists")


class ServerCrash(Exception):  # noqa: N818 (the server's own word would be fatal error)
    """A mistake that PHP does not forgive: HTTP status 500 and a page with this message."""


class PlainText:
    """An answer that is no JSON at all, sent as text/html."""

    def __init__(self, text: str) -> None:
        self.text = text


class Refused(Exception):  # noqa: N818 (what a respondent meets, no mistake of the program)
    """The form did not let a respondent in, or not any further.

    Parameters
    ----------
    reason : token_missing, token_unknown, token_used, token_not_valid, not_active, expired,
        not_started or mandatory.
    message : what the respondent reads.
    questions : the codes of the questions that want an answer, for the reason `mandatory`.
    """

    def __init__(self, reason: str, message: str, questions: tuple[str, ...] = ()) -> None:
        super().__init__(f"{reason}: {message}")
        self.reason, self.message, self.questions = reason, message, questions
