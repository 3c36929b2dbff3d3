"""What a survey and its texts are when a structure says nothing about them."""

from __future__ import annotations

from stagepact_research.rehearsal.server.model import Row

# The columns of the surveys table after `sid`, in its order, with what a new survey has.
SURVEY: Row = {
    "owner_id": 1,
    "gsid": 1,
    "admin": None,
    "active": "N",
    "expires": None,
    "startdate": None,
    "adminemail": None,
    "anonymized": "N",
    "format": "G",
    "savetimings": "N",
    "template": "fruity",
    "language": "en",
    "additional_languages": "",
    "datestamp": "N",
    "usecookie": "N",
    "allowregister": "N",
    "allowsave": "Y",
    "autonumber_start": 0,
    "autoredirect": "N",
    "allowprev": "N",
    "printanswers": "N",
    "ipaddr": "N",
    "ipanonymize": "N",
    "refurl": "N",
    "datecreated": None,
    "showsurveypolicynotice": 0,
    "publicstatistics": "N",
    "publicgraphs": "N",
    "listpublic": "N",
    "htmlemail": "Y",
    "sendconfirmation": "Y",
    "tokenanswerspersistence": "N",
    "assessments": "N",
    "usecaptcha": "N",
    "usetokens": "N",
    "bounce_email": None,
    "attributedescriptions": None,
    "emailresponseto": None,
    "emailnotificationto": None,
    "tokenlength": 15,
    "showxquestions": "Y",
    "showgroupinfo": "B",
    "shownoanswer": "Y",
    "showqnumcode": "X",
    "bouncetime": None,
    "bounceprocessing": "N",
    "bounceaccounttype": None,
    "bounceaccounthost": None,
    "bounceaccountpass": None,
    "bounceaccountencryption": None,
    "bounceaccountuser": None,
    "showwelcome": "Y",
    "showprogress": "Y",
    "questionindex": 0,
    "navigationdelay": 0,
    "nokeyboard": "N",
    "alloweditaftercompletion": "N",
    "googleanalyticsstyle": None,
    "googleanalyticsapikey": None,
    "tokenencryptionoptions": "",
}
SURVEY_NUMBERS = {
    "owner_id",
    "gsid",
    "autonumber_start",
    "showsurveypolicynotice",
    "tokenlength",
    "questionindex",
    "navigationdelay",
}
SURVEY_DATES = {"expires", "startdate", "bouncetime"}
# What the server silently leaves as it is once responses may have come in.
FIXED_WHEN_ACTIVE = {
    "anonymized",
    "datestamp",
    "savetimings",
    "ipaddr",
    "refurl",
    "additional_languages",
}
NEVER_SET = {"sid", "active", "language", "owner_id", "datecreated"}

TEXTS: Row = {
    "surveyls_survey_id": None,
    "surveyls_language": None,
    "surveyls_title": None,
    "surveyls_description": None,
    "surveyls_welcometext": None,
    "surveyls_endtext": None,
    "surveyls_policy_notice": None,
    "surveyls_policy_error": None,
    "surveyls_policy_notice_label": None,
    "surveyls_url": None,
    "surveyls_urldescription": None,
    "surveyls_email_invite_subj": None,
    "surveyls_email_invite": None,
    "surveyls_email_remind_subj": None,
    "surveyls_email_remind": None,
    "surveyls_email_register_subj": None,
    "surveyls_email_register": None,
    "surveyls_email_confirm_subj": None,
    "surveyls_email_confirm": None,
    "surveyls_dateformat": 1,
    "surveyls_attributecaptions": None,
    "surveyls_alias": None,
    "email_admin_notification_subj": None,
    "email_admin_notification": None,
    "email_admin_responses_subj": None,
    "email_admin_responses": None,
    "surveyls_numberformat": 0,
    "attachments": None,
}
TEXT_NUMBERS = {"surveyls_dateformat", "surveyls_numberformat"}

_BREAK = "<br />\n"
_PARAGRAPH = _BREAK + _BREAK


def _admin_mail(space: str, statistics: str, more: str = "") -> str:
    return (
        f"Hallo,{_PARAGRAPH}Er is een nieuwe respons voor {space}de enquête '{{SURVEYNAME}}'.{_PARAGRAPH}"
        f"Klik op de volgende link om de respons te bekijken:{_BREAK}{{VIEWRESPONSEURL}}{_PARAGRAPH}"
        f"Klik op de volgende link om de respons te bewerken:{_BREAK}{{EDITRESPONSEURL}}{_PARAGRAPH}"
        f"{statistics}{_BREAK}{{STATISTICSURL}}{more}"
    )


_ANSWERS = (
    f"{_PARAGRAPH}{_BREAK}De volgende antwoorden zijn door de deelnemer gegeven:{_BREAK}{{ANSWERTABLE}}"
)
_NL: Row = {
    "surveyls_email_invite_subj": "Uitnodiging om deel te nemen aan een enquête",
    "surveyls_email_invite": f"Geachte {{FIRSTNAME}},{_PARAGRAPH}U wordt uitgenodigd voor '{{SURVEYNAME}}'."
    f"{_PARAGRAPH}{{SURVEYURL}}{_PARAGRAPH}Afmelden: {{OPTOUTURL}}",
    "surveyls_email_remind_subj": "Herinnering om deel te nemen aan een enquête",
    "surveyls_email_remind": f"Geachte {{FIRSTNAME}},{_PARAGRAPH}U kunt nog meedoen aan '{{SURVEYNAME}}'."
    f"{_PARAGRAPH}{{SURVEYURL}}{_PARAGRAPH}Afmelden: {{OPTOUTURL}}",
    "surveyls_email_register_subj": "Bevestiging registratie enquête",
    "surveyls_email_register": f"Geachte {{FIRSTNAME}},{_PARAGRAPH}{{SURVEYURL}}",
    "surveyls_email_confirm_subj": "Bevestiging van uw deelname aan onze enquête",
    "surveyls_email_confirm": f"Beste {{FIRSTNAME}},{_PARAGRAPH}Dank voor het invullen van {{SURVEYNAME}}.",
    "email_admin_notification_subj": "Respons inzending op enquête {SURVEYNAME}",
    "email_admin_notification": _admin_mail("", "Bekijk de statistieken door hier te klikken:"),
    "email_admin_responses_subj": "Respons inzending op enquête {SURVEYNAME} met resultaten",
    "email_admin_responses": _admin_mail(" ", "Bekijk statistieken door hier te klikken:", _ANSWERS),
}
_EN: Row = {
    "surveyls_email_invite_subj": "Invitation to participate in a survey",
    "surveyls_email_invite": f"Dear {{FIRSTNAME}},{_PARAGRAPH}{{SURVEYURL}}{_PARAGRAPH}{{OPTOUTURL}}",
    "surveyls_email_remind_subj": "Reminder to participate in a survey",
    "surveyls_email_remind": f"Dear {{FIRSTNAME}},{_PARAGRAPH}{{SURVEYURL}}{_PARAGRAPH}{{OPTOUTURL}}",
    "surveyls_email_register_subj": "Survey registration confirmation",
    "surveyls_email_register": f"Dear {{FIRSTNAME}},{_PARAGRAPH}{{SURVEYURL}}",
    "surveyls_email_confirm_subj": "Confirmation of your participation in our survey",
    "surveyls_email_confirm": f"Dear {{FIRSTNAME}},{_PARAGRAPH}Thank you for {{SURVEYNAME}}.",
    "email_admin_notification_subj": "Response submission for survey {SURVEYNAME}",
    "email_admin_notification": f"Hello,{_PARAGRAPH}{{VIEWRESPONSEURL}}",
    "email_admin_responses_subj": "Response submission for survey {SURVEYNAME} with results",
    "email_admin_responses": f"Hello,{_PARAGRAPH}{{VIEWRESPONSEURL}}{_PARAGRAPH}{{ANSWERTABLE}}",
}


def mail_texts(language: str) -> Row:
    """The subjects and mails of a survey that brought none, in its language where there is one."""
    return _NL if language == "nl" else _EN
