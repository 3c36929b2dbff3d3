"""The report: Dutch numbers, figures, tables, sentences, the verification, and the embedded render engine.

Chapters import `nl` (numbers), `prose` (sentences) and `show` (figures and tables); the pipeline imports
`verification` and `engine`.
"""

__all__ = ["engine", "nl", "prose", "show", "verification"]
