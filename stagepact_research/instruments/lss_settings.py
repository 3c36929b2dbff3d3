"""The settings of the survey itself, and its texts and e-mails in every language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from stagepact_research.instruments.lss_texts import to_html
from stagepact_research.instruments.questionnaire import Questionnaire

Row = dict[str, str]

# Answers are kept with dates and token, without IP address and referrer; a page a group, of which
# respondents see the description and not the name. As recorded, but for showgroupinfo, savetimings
# (no export holds timings), showxquestions (the count of questions) and htmlemail (plain text).
SETTINGS: Mapping[str, str] = {
    "anonymized": "N",
    "format": "G",
    "savetimings": "N",
    "template": "fruity",
    "datestamp": "Y",
    "usecookie": "N",
    "allowregister": "N",
    "allowsave": "Y",
    "autonumber_start": "0",
    "autoredirect": "N",
    "allowprev": "Y",
    "printanswers": "N",
    "ipaddr": "N",
    "refurl": "N",
    "publicstatistics": "N",
    "listpublic": "N",
    "htmlemail": "N",
    "sendconfirmation": "N",
    "tokenanswerspersistence": "Y",
    "usecaptcha": "N",
    "tokenlength": "15",
    "showxquestions": "N",
    "showgroupinfo": "D",
    "shownoanswer": "N",
    "showqnumcode": "X",
    "showwelcome": "Y",
    "showprogress": "Y",
    "questionindex": "0",
    "navigationdelay": "0",
    "nokeyboard": "N",
    "alloweditaftercompletion": "N",
}

_MAIL = (
    "Geachte heer of mevrouw,\n\n{}\n\n{{SURVEYURL}}\n\n"
    "Wilt u geen e-mail over dit onderzoek meer ontvangen? Meld u dan hier af:\n{{OPTOUTURL}}\n\n"
    "Met vriendelijke groet,\n{{ADMINNAME}}"
)
_MAILS: Mapping[str, Mapping[str, str]] = {
    "nl": {
        "surveyls_email_invite_subj": "Uitnodiging: {SURVEYNAME}",
        "surveyls_email_invite": _MAIL.format(
            "Wij nodigen u uit om de vragenlijst in te vullen. Dat kan via deze persoonlijke link:"
        ),
        "surveyls_email_remind_subj": "Herinnering: {SURVEYNAME}",
        "surveyls_email_remind": _MAIL.format(
            "Onlangs nodigden wij u uit om een vragenlijst in te vullen. Dat kan nog via deze "
            "persoonlijke link:"
        ),
    }
}


def survey_row(languages: Sequence[Questionnaire], sid: str) -> Row:
    """The one row of the table `surveys`."""
    base, *others = languages
    additional = " ".join(other.language for other in others)
    own = {"sid": sid, "gsid": "1", "language": base.language, "additional_languages": additional}
    return {**own, **SETTINGS}


def welcome(questionnaire: Questionnaire) -> str:
    """The welcome page: the welcome and, under their headings, the paragraphs about the study."""
    if not questionnaire.information:
        return to_html(questionnaire.welcome)
    parts = [
        f"<h2>{to_html(part.heading)}</h2><p>{to_html(part.text)}</p>" for part in questionnaire.information
    ]
    return "".join([f"<p>{to_html(questionnaire.welcome)}</p>", *parts])


def language_rows(languages: Sequence[Questionnaire], sid: str) -> list[Row]:
    """Title, welcome, closing and e-mails; a language without e-mails here gets the server's own."""
    return [
        {
            "surveyls_survey_id": sid,
            "surveyls_language": language.language,
            "surveyls_title": to_html(language.title),
            "surveyls_description": "",
            "surveyls_welcometext": welcome(language),
            "surveyls_endtext": to_html(language.closing),
            "surveyls_dateformat": "5",
            "surveyls_numberformat": "1",
            **_MAILS.get(language.language, {}),
        }
        for language in languages
    ]
