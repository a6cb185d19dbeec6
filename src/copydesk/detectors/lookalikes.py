"""Letters of other scripts that look like Latin ones, as tricksters put them between the letters of a word."""

__all__ = ["LOOKALIKES"]

LOOKALIKES = dict(
    zip(
        "аеорсухіјѕԁһԛԝӏАВЕКМНОРСТХУІЈЅοαιυνρΑΒΕΖΗΙΚΜΝΟΡΤΥΧɑɡı",
        "aeopcyxijsdhqwlABEKMHOPCTXYIJSoaiuvpABEZHIKMNOPTYXagi",
        strict=True,
    )
)
"""Each such letter and the Latin one that it looks like."""
