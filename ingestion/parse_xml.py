"""XML from outside, parsed without entities, document types, the network or surprises in size."""

from lxml import etree

from ingestion.errors import Malformed, TooLarge

# the largest message we know, the list of all dataflows, has 37 MB
MAX_BYTES = 100_000_000
# an element costs some 300 bytes of memory however short it is; 3 million tags are 0.5 GB
MAX_TAGS = 3_000_000


def parsed_xml(payload: bytes) -> etree._Element:
    """The root of an XML document in UTF-8, without its comments and processing instructions.

    Raises Malformed when it is not well-formed, and when it declares a document type: no source of
    ours does, and that is how bombs and readers of local files are built. Raises TooLarge for more
    than MAX_BYTES or MAX_TAGS.
    """
    tags = payload.count(b"<")
    if len(payload) > MAX_BYTES or tags > MAX_TAGS:
        raise TooLarge(
            f"wanted XML of at most {MAX_BYTES} bytes and {MAX_TAGS} tags, "
            f"got {len(payload)} and {tags}: refused unread"
        )
    if b"<!DOCTYPE" in payload or b"<!ENTITY" in payload:
        raise Malformed(f"wanted XML without a document type, got {payload[:120]!r}")
    # the encoding is fixed, so that no other encoding can hide a document type from the line above
    parser = etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        return etree.fromstring(payload, parser)
    except etree.XMLSyntaxError as error:
        raise Malformed(f"wanted XML in UTF-8, got {payload[:120]!r} ({error})") from error


def local_name(element: etree._Element) -> str:
    """The element's name without its namespace."""
    return etree.QName(element).localname
