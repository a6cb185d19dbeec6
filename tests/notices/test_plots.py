"""Plots can be read: by eye, by a screen reader, and with labels of any length."""

import re

from hypothesis import given
from hypothesis import strategies as st

from copydesk.notices import plots

LABELS = st.text(st.characters(categories=("L", "N", "P", "Zs")), min_size=1, max_size=120)
TEXT = re.compile(r'<text x="([\d.]+)" y="[\d.]+" text-anchor="end">(.*?)</text>')


def test_a_plot_tells_its_figures_to_a_screen_reader() -> None:
    drawn = plots.bars("Cases", [("opened", 3), ("closed", 1)])
    assert "<title>Cases</title><desc>opened: 3; closed: 1</desc>" in drawn


@given(st.lists(st.tuples(LABELS, st.floats(0, 1)), min_size=1, max_size=6))
def test_labels_of_any_length_stay_within_the_picture(values: list[tuple[str, float]]) -> None:
    for drawn in (plots.bars("x", values), plots.intervals("x", [(label, 0.0, v, 1.0) for label, v in values])):
        for edge, label in TEXT.findall(drawn):
            shown = re.sub(r"&\w+;|&#x?\w+;", "x", label)
            assert float(edge) - plots.CHARACTER * len(shown) >= 0


def test_what_is_written_in_a_label_is_no_mark_up() -> None:
    assert "<script" not in plots.bars("x", [("<script>", 1)])
