"""The pages around the interface in the words of the real ones: LimeSurvey's, and the web server's."""

from __future__ import annotations

from html import escape

_LIMESURVEY = """<!DOCTYPE html>
<html lang="en" dir="ltr">
<head><meta charset="UTF-8"/><title>{title}</title></head>
<body><h1>{title}</h1><p>{message}</p><p>{advice}</p></body>
</html>
"""
_NGINX = (
    "<html>\r\n<head><title>{title}</title></head>\r\n<body>\r\n<center><h1>{title}</h1></center>\r\n"
    "<hr><center>nginx/1.22.1</center>\r\n</body>\r\n</html>\r\n"
)
_ADVICE = {
    400: "The request could not be understood by the server due to malformed syntax."
    "Please do not repeat the request without modifications. If you think this is a server error, "
    "please contact Your Name.",
    404: "The requested URL was not found on this server. If you entered the URL manually please check "
    "your spelling and try again. If you think this is a server error, please contact Your Name.",
    500: "An internal error occurred while the Web server was processing your request. "
    "Please contact Your Name to report this problem.",
}
_TITLES = {
    400: "400: Bad Request",
    404: "404: Not Found",
    500: "500: Internal Server Error",
}
_NGINX_TITLES = {
    404: "404 Not Found",
    413: "413 Request Entity Too Large",
    500: "500 Internal Server Error",
    502: "502 Bad Gateway",
    503: "503 Service Temporarily Unavailable",
    504: "504 Gateway Time-out",
}
NO_CSRF_TOKEN = "The CSRF token could not be verified."
LOGIN_PAGE = _LIMESURVEY.format(title="Log in", message="Sign in to the network to continue.", advice="")
XML_FAULT = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<methodResponse><fault><value><struct>'
    "<member><name>faultCode</name><value><int>631</int></value></member>"
    "<member><name>faultString</name><value><string>Failed to parse request</string></value></member>"
    "</struct></value></fault></methodResponse>"
)


def own_page(status: int, message: str = "") -> str:
    """A page of LimeSurvey itself."""
    return _LIMESURVEY.format(
        title=_TITLES[status], message=escape(message, quote=False), advice=_ADVICE[status]
    )


def nginx_page(status: int) -> str:
    """A page of the web server in front, which knows nothing of LimeSurvey."""
    return _NGINX.format(title=_NGINX_TITLES[status])
