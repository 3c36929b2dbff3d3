"""The advanced settings of a question as the server lists them: for each type its names and defaults."""

from __future__ import annotations

from stagepact_research.rehearsal.server.model import Question

Defaults = dict[str, str | None]


def _blank(names: str) -> Defaults:
    return dict.fromkeys(names.split(), "")


_EVERY: Defaults = {
    **_blank("cssclass random_group"),
    "hidden": "0",
    "hide_tip": "0",
    "page_break": "0",
    "statistics_graphtype": "0",
    "statistics_showgraph": "1",
}
_TIMER: Defaults = {
    **_blank("time_limit time_limit_message_delay time_limit_message_style time_limit_timer_style"),
    **_blank("time_limit_warning time_limit_warning_style time_limit_warning_display_time"),
    **_blank("time_limit_warning_2 time_limit_warning_2_style time_limit_warning_2_display_time"),
    "time_limit_action": "1",
    "time_limit_disable_next": "0",
    "time_limit_disable_prev": "0",
}
_FILTER: Defaults = {**_blank("array_filter array_filter_exclude"), "array_filter_style": "0"}
_VALID: Defaults = _blank("em_validation_q")
_STATISTICS: Defaults = {"public_statistics": "0", "scale_export": "0"}
_RANGE: Defaults = _blank("min_answers max_answers")
_ROWS: Defaults = {**_FILTER, **_STATISTICS, "random_order": "0"}
_ARRAY: Defaults = {**_ROWS, **_VALID, **_RANGE, "answer_width": "", "repeat_headings": None}
_OTHER: Defaults = {"other_numbers_only": "0", "other_position_code": ""}
_WIDTH: Defaults = {"input_size": None, "maximum_chars": None, "text_input_width": None}
_MAP: Defaults = {
    "location_city": "0",
    "location_country": "0",
    "location_defaultcoordinates": "",
    "location_mapheight": "300",
    "location_mapservice": "0",
    "location_mapwidth": "500",
    "location_mapzoom": "11",
    "location_nodefaultfromip": "0",
    "location_postal": "0",
    "location_state": "0",
    "statistics_showmap": "1",
}
_LIST: Defaults = {
    **_FILTER,
    **_TIMER,
    **_VALID,
    **_STATISTICS,
    **_OTHER,
    "answer_order": "normal",
    "other_comment_mandatory": "0",
    "other_position": "default",
}
_MULTIPLE: Defaults = {
    **_ROWS,
    **_VALID,
    **_RANGE,
    **_OTHER,
    "assessment_value": "1",
    "exclude_all_others": "",
    "exclude_all_others_auto": "0",
    "other_position": "end",
}
_NUMBER: Defaults = {
    **_VALID,
    "input_size": None,
    "maximum_chars": None,
    "min_num_value_n": "",
    "max_num_value_n": "",
    "num_value_int_only": "0",
    "public_statistics": "0",
    "text_input_width": None,
}
_TEXT: Defaults = {**_TIMER, **_VALID, **_WIDTH, "display_rows": ""}
_MATRIX: Defaults = {**_ARRAY, **_blank("em_validation_sq parent_order"), "input_size": None}

_OWN: dict[str, Defaults] = {
    "1": {
        **{name: value for name, value in _ARRAY.items() if name not in _VALID},
        "dropdown_separators": "",
        "use_dropdown": "0",
    },
    "5": {**_VALID, "public_statistics": "0", "slider_rating": "0"},
    "A": _ARRAY,
    "B": _ARRAY,
    "C": _ARRAY,
    "D": {
        **_VALID,
        **_blank("date_format date_max date_min"),
        "dropdown_dates": "0",
        "dropdown_dates_minute_step": "1",
        "dropdown_dates_month_style": "0",
        "reverse": "0",
    },
    "E": _ARRAY,
    "F": {**_ARRAY, "exclude_all_others": "", "use_dropdown": "0"},
    "G": {"display_type": "0", "public_statistics": "0"},
    "H": {**_ROWS, **_RANGE, **_VALID},
    "I": {"public_statistics": "0"},
    "K": {**_NUMBER, **_ROWS, **_RANGE, "em_validation_sq": "", "equals_num_value": ""},
    "L": {**_LIST, "display_columns": None},
    "M": {**_MULTIPLE, "display_columns": None},
    "N": _NUMBER,
    "O": {**_VALID, **_STATISTICS, "answer_order": "normal", "use_dropdown": "0"},
    "P": {**_MULTIPLE, "commented_checkbox": "allways", "commented_checkbox_auto": "1"},
    "Q": {**_ROWS, **_RANGE, **_VALID, **_WIDTH, "display_rows": "", "em_validation_sq": ""},
    "R": {
        **_FILTER,
        **_VALID,
        **_RANGE,
        "answer_order": "normal",
        "max_subquestions": "",
        "public_statistics": "0",
        "samechoiceheight": "1",
        "samelistheight": "1",
        "showpopups": "1",
    },
    "S": {**_TEXT, **_MAP, "numbers_only": "0"},
    "T": _TEXT,
    "U": _TEXT,
    "X": _TIMER,
    "Y": {"display_type": "0", "public_statistics": "0"},
    "!": {**_LIST, **_blank("category_separator dropdown_prefix dropdown_size")},
    ":": {
        **_MATRIX,
        "input_boxes": "0",
        "maximum_chars": None,
        "multiflexible_checkbox": "0",
        "multiflexible_max": "",
        "multiflexible_min": "",
        "multiflexible_step": "1",
        "reverse": "0",
    },
    ";": {**_MATRIX, "maximum_chars": None, "numbers_only": "0"},
    "*": {"equation": "", "numbers_only": "0", "public_statistics": "0"},
    "|": {"allowed_filetypes": "png, gif, doc, odt, jpg, jpeg, pdf", "max_filesize": "10240"},
}
_TIMER_TEXTS = _blank("time_limit_countdown_message time_limit_message time_limit_warning_message")
_TIMER_TEXTS |= _blank("time_limit_warning_2_message")
_TIP = _blank("em_validation_q_tip")
_PRINTED: Defaults = {"printable_help": None}
_TEXTS: dict[str, Defaults] = {
    "1": {**_PRINTED, **_blank("dropdown_prepostfix dualscale_headerA dualscale_headerB")},
    "D": {**_TIP, **_PRINTED},
    "L": {**_TIP, **_PRINTED, **_TIMER_TEXTS, "other_replace_text": ""},
    "M": {**_TIP, **_PRINTED, "other_replace_text": ""},
    "N": {**_TIP, **_PRINTED, **_blank("prefix suffix")},
    "R": {**_TIP, **_PRINTED, "choice_title": None, "rank_title": None},
    "S": {**_TIP, **_TIMER_TEXTS, **_blank("prefix suffix")},
    "X": _TIMER_TEXTS,
    ":": {**_TIP, **_PRINTED, "em_validation_sq_tip": ""},
    "*": {},
    "|": {},
}
_SAME_TEXTS = {"!": "L", "P": "M", "K": "N", "T": "S", "U": "S", ";": ":", "Q": "S"}


def _texts_of(type_: str) -> Defaults:
    return _TEXTS.get(_SAME_TEXTS.get(type_, type_), {**_TIP, **_PRINTED})


def has_language(type_: str, attribute: str) -> bool:
    """Whether a setting has a value in every language."""
    return attribute in _texts_of(type_)


def settings_of(question: Question) -> Defaults:
    """The settings that have one value for all languages, with the question's own where it has any."""
    stored = {row["attribute"]: row["value"] for row in question.attributes}
    defaults = {**_EVERY, **_OWN.get(question.type, {})}
    return {name: stored.get(name, default) for name, default in sorted(defaults.items())}


def texts_of(question: Question, language: str) -> Defaults:
    """The settings that are texts, in one language."""
    stored = {row["attribute"]: row["value"] for row in question.attributes if row["language"] == language}
    return {name: stored.get(name, default) for name, default in sorted(_texts_of(question.type).items())}
