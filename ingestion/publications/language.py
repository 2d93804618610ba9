"""The languages of the EU by their codes, and which one a text is in, by its small words."""

import re
from collections import Counter

from ingestion.errors import Unreadable

_WORDS = {
    "bg": "на и за в от се да са не по с което",
    "cs": "a v na se je že pro do jsou ve k nebo",
    "da": "og af i at til er det en den på for der",
    "de": "die der und in den von zu das mit für des auf",
    "el": "και το της του να για η την στην από τα με",
    "en": "the of and to in for is on that with are by",
    "es": "de la que el en los las y del por una para",
    "et": "ja on ei et mis oli kui ka ning või see",
    "fi": "ja on ei että oli se joka myös ovat tai sekä",
    "fr": "de la le les des et en à une du est dans",
    "hr": "i u na je se za od su da koji ili te",
    "hu": "a az és hogy nem is egy meg vagy amely azt",
    "it": "di e la il che in del per una della dei con",
    "lt": "ir į kad iš su yra dėl arba kurie taip ne",
    "lv": "un ir par no ar kas vai uz lai tiek kā",
    "nl": "de van het een en in is op te dat voor met",
    "pl": "w i na z do się o nie jest oraz przez od",
    "pt": "de a que o e do da em um para os no",
    "ro": "de și în la a care cu pe din că este să",
    "sk": "a v na sa je že pre do sú vo alebo ktoré",
    "sl": "in v je na se za da so ki ali pri s",
    "sv": "och i att det som en på är av för med till",
}
# The three letters of ISO 639-2/T.
THREE_LETTERS = {
    "bg": "bul", "cs": "ces", "da": "dan", "de": "deu", "el": "ell", "en": "eng", "es": "spa",
    "et": "est", "fi": "fin", "fr": "fra", "ga": "gle", "hr": "hrv", "hu": "hun", "it": "ita",
    "lt": "lit", "lv": "lav", "mt": "mlt", "nl": "nld", "pl": "pol", "pt": "por", "ro": "ron",
    "sk": "slk", "sl": "slv", "sv": "swe",
}  # fmt: skip
# Fewer words say nothing.
_LEAST_WORDS = 60


def names_language(stated: str, language: str) -> bool:
    """Whether a code, such as `en-GB` or `eng`, is one of a language of two letters."""
    code = re.split(r"[-_]", stated.lower())[0]
    return code in (language, THREE_LETTERS.get(language))


def require_language(text: str, language: str, document_id: str) -> None:
    """Raises Unreadable when a text is clearly in another of the EU's languages than wanted."""
    found = language_of(text)
    if found not in (None, language):
        raise Unreadable(
            f"{document_id}: wanted language {language!r}, the text is in {found!r}: the server "
            "gave another language version; look at the address and at the key 'language'"
        )


def language_of(text: str) -> str | None:
    """The language whose small words are by far the most frequent; None where that is unclear."""
    words = Counter(re.findall(r"[^\W\d_]+", text.lower()))
    if words.total() < _LEAST_WORDS:
        return None
    shares = sorted(
        (sum(words[word] for word in small.split()) / words.total(), name)
        for name, small in _WORDS.items()
    )
    (second, _), (best, name) = shares[-2:]
    return name if best > 0.08 and best > 1.2 * second else None
