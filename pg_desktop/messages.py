"""What the program says to its user, in a form that can be translated later.

Layers below the window know no Qt. They mark their texts with `QT_TRANSLATE_NOOP`, which the translation tool
finds by name, and raise `UserError`, which keeps the template and the values apart, so that the window can
translate the sentence before it fills in the placeholders.
"""


def QT_TRANSLATE_NOOP(context: str, text: str) -> str:
    """Mark `text` for translation in `context` and return it unchanged."""
    del context
    return text


class UserError(Exception):
    """One clear sentence for the user: what is wrong and, where there is one, the way out.

    Attributes:
        template: the sentence in English, with named `{placeholders}`; marked for translation in "Errors".
        values: what the placeholders stand for.
    """

    def __init__(self, template: str, **values: object) -> None:
        super().__init__(template.format(**values))
        self.template = template
        self.values = values
