"""Words for a terminal: whatever parts, files and people are called is shown, and nothing in it is obeyed."""


def plain(text: str) -> str:
    r"""Return `text` as one harmless line: line feeds, escape sequences and bytes that are no letters are spelt out.

    Examples
    --------
    >>> plain("P7\x1b[2K\nP8: PASS 良品")
    'P7\\u001b[2K\\u000aP8: PASS 良品'
    """
    return "".join(letter if letter.isprintable() else f"\\u{ord(letter):04x}" for letter in text)
