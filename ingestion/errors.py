"""Every error of the ingestion line, named for what its reader does next.

::

    VintagesError
    ├── SourceUnavailable      ask again later; Airflow does
    │   ├── TransferCut        the bytes ended too early
    │   ├── Maintenance        an HTML page with 200, or the maintenance host
    │   ├── StillQueued        Eurostat has not finished preparing the answer
    │   └── ReleaseMoved       the dataset was updated while we fetched it: start over
    ├── SourceChanged          a person reads; asking again gives the same
    │   ├── DatasetGone        404: withdrawn, renamed or never there
    │   ├── QueryRefused       the source says our question is wrong
    │   ├── TooLarge           more bytes than the cap, or too large to be sliced
    │   ├── NotThisDataset     the file is of another dataset
    │   ├── DocumentGone       404: the publisher has no such document
    │   ├── NotServed          406: the document is there, not in this format or language
    │   ├── NotThisDocument    a stub, another type, language or document came in its place
    │   ├── Challenged         a bot challenge answered: we do not try to pass it
    │   ├── Malformed          the file breaks the format's grammar
    │   └── Unreadable         a document without text that can be read: a scan, a challenge page
    ├── CheckFailed            a person decides
    ├── CheckNotMade           the rules could not be asked: mend the program or the file
    ├── Misconfigured          a person mends a file or a setting
    └── ArchiveDamaged         the bytes are not what was put there
"""

from warehouse.errors import VintagesError


class SourceUnavailable(VintagesError):
    """Ask again later."""


class TransferCut(SourceUnavailable):
    """The bytes ended before the source said they would."""


class Maintenance(SourceUnavailable):
    """The source answered with its maintenance page."""


class StillQueued(SourceUnavailable):
    """The source has taken the question and not finished the answer within our patience."""


class ReleaseMoved(SourceUnavailable):
    """The source published again while we were fetching; the parts do not belong together."""


class SourceChanged(VintagesError):
    """Asking again gives the same: a person reads this."""


class DatasetGone(SourceChanged):
    """The source knows no such dataset."""


class QueryRefused(SourceChanged):
    """The source says that the question is wrong."""


class TooLarge(SourceChanged):
    """More than the cap allows, or more than slicing can cut."""


class NotThisDataset(SourceChanged):
    """The file is of another dataset than the one asked for."""


class DocumentGone(SourceChanged):
    """The publisher knows no such document, or no longer."""


class NotServed(SourceChanged):
    """The document is there, and not in the format or language that was asked for."""


class NotThisDocument(SourceChanged):
    """What came in place of the document is not it: the message says what came."""


class Challenged(SourceChanged):
    """A page that only browsers pass answered; we identify ourselves and do not pass for one."""


class Malformed(SourceChanged):
    """The file breaks its format's grammar; the message names the line."""


class Unreadable(SourceChanged):
    """A document whose text cannot be read: encrypted, scanned, broken, or another page."""


class CheckFailed(VintagesError):
    """The release was read and looks wrong: a person decides."""


class CheckNotMade(VintagesError):
    """The rules were not asked, or not all of them: nothing may be concluded from it."""


class Misconfigured(VintagesError):
    """A source file or a setting is wrong: mend it."""


class ArchiveDamaged(VintagesError):
    """An archived object is missing or its bytes do not hash to its key."""
