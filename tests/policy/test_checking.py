"""The checker points at what is wrong with a policy, and says what to do."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from copydesk.policy import PolicyError, Problem, bundled, load
from copydesk.policy.checking import check
from copydesk.policy.source import Source

PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])

SMALL = (Path(__file__).parent / "small.toml").read_text()
STRIKE = 'then = { distribution = "network", strike = true }\nladder = "conduct"'
FREE = "[[permitted]]"

UNHEARD = """[facts.mood]
values = ["good", "bad"]
established_by = ["finding", "credential"]
ask.en = "?"
words.good.en = "good"
words.bad.en = "bad"

[facts.disclosure]"""

EXEMPT = """[[clause.exempt]]
by = {}
when = {{ writing = "{}" }}
proof.en = "Show it."

"""

ENDED = 'id = "undisclosed"\napplies_from = 2031-01-01'

SECOND = """
[[clause]]
id = "second"
when = { writing = "generated", disclosure = "none" }
then = { distribution = "general" }
title.en = "T"
explain.en = "E."
because.en = "B."

"""


def problems(tmp_path: Path, *changes: tuple[str, str]) -> tuple[Problem, ...]:
    text = SMALL.replace("[ladders.conduct]", "[ladders.conduct] # kept for tests")
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    path = tmp_path / "p.toml"
    path.write_text(text)
    return tuple(p for p in check(path) if p.code not in ("unused-ladder", "missed-value"))


def test_the_small_policy_and_all_bundled_ones_are_sound(tmp_path: Path) -> None:
    assert problems(tmp_path) == ()
    for name in bundled():
        assert check(name) == (), name


WRONG = [
    ("unknown-fact", "{ writing = ", "{ writting = ", 'did you mean "writing"?'),
    ("unknown-value", '"generated", disclosure = ["late"', '"generatd", disclosure = ["late"', "generated"),
    ("unknown-effect", "then = { distribution", "then = { distributon", 'did you mean "distribution"?'),
    ("unknown-value", 'distribution = "network"', 'distribution = "networks"', 'did you mean "network"?'),
    ("unknown-key", "because.en", "becuase.en", 'did you mean "because"?'),
    ("unknown-placeholder", "{disclosure}.", "{disclosed}.", 'did you mean "disclosure"?'),
    ("unknown-placeholder", "{disclosure}.", "{disclosure.basis}.", "disclosure"),
    ("missing-message", "because.en", "because.de", "because.en"),
    ("missing-message", 'words.late.en = "it says so too late"\n', "", "late.en"),
    ("missing-message", 'declaration.en = "You declared that"\n', "", "words.basis.declaration.en"),
    ("missing-message", 'do = "add-disclosure"', 'do = "add-disclosures"', 'did you mean "add-disclosure"?'),
    ("missing-message", 'sentence = "generated"', 'sentence = "generate"', 'did you mean "generated"?'),
    ("never-holds", 'disclosure = ["late", "none"] }', "disclosure = [] }", ""),
    ("nobody-establishes", 'established_by = ["finding", "declaration"]', "established_by = []", "established_by"),
    ("unheard", "[facts.disclosure]", UNHEARD, "follows"),
    ("needs-a-person", FREE, f'[needs]\ndistribution = ["estimate"]\n\n{FREE}', "no machine acts"),
    ("needs-a-person", 'when = { writing = "generated", disclosure', "when = { disclosure", "establish"),
    ("never-follows", FREE, f'[needs]\ndistribution = ["credential"]\n\n{FREE}', "needs"),
    ("shadowed", FREE, SECOND + FREE, "remove it"),
    ("contradiction", 'disclosure = ["timely", "unseen"] }', 'disclosure = ["timely", "late"] }', "narrow"),
    ("gap", 'disclosure = ["timely", "unseen"] }', 'disclosure = ["timely"] }', "[[permitted]]"),
    ("missing", 'distribution = "network" }', 'distribution = "network", strike = true }', "ladder"),
    ("wrong-ladder", "rungs = [{ strikes = 1", 'rungs = [{ strikes = 2, step = "a" }, { strikes = 1', ""),
    ("observed", "observed = true", "observed = false", ""),
    ("clause-twice", FREE, SECOND.replace("second", "undisclosed") + FREE, ""),
    ("wrong-type", "effective = 2026-01-01", 'effective = "soon"', "effective = 2026-08-02"),
    ("unknown-word", '"declaration"]\nask', '"declarations"]\nask', 'did you mean "declaration"?'),
    ("wrong-id", 'id = "undisclosed"', f'id = "{"x" * 61}"', "at most 60"),
    ("wrong-id", 'id = "undisclosed"', 'id = "not disclosed"', "hyphens and dots"),
    ("wrong-id", "[facts.disclosure]", UNHEARD.replace("facts.mood", 'facts."my mood"'), "underscores"),
    ("wrong-id", "[facts.disclosure]", UNHEARD.replace("facts.mood", "facts.tag"), "something else"),
    ("unheard", '["finding", "declaration"]\nask', '["finding", "credential"]\nask', "known are"),
    ("unknown-placeholder", "and {disclosure}.", "and {disclosure.", "not closed"),
    ("unknown-placeholder", 'en = "Say so."', 'en = "Say so of {writing}."', "because"),
    ("unknown-placeholder", "add-disclosure.en = ", 'add-disclosure.en = "{writing}" # ', "because"),
    ("nobody-establishes", "[[permitted]]", EXEMPT.format('["credential"]', "generated") + FREE, "finding"),
    ("never-holds", "[[permitted]]", EXEMPT.format('["finding"]', "generated") + FREE, "covers all"),
    ("never-holds", "effective = 2026-01-01", "effective = 2026-01-01\nuntil = 2026-01-01", "begin only"),
    ("never-holds", 'id = "undisclosed"', ENDED, "before this applies"),
    ("wrong-ladder", "rungs = [{ strikes = 1", "rungs = [{ strikes = 0", "from 1 on"),
    ("unknown-word", 'id = "undisclosed"', 'id = "undisclosed"\nnotice = { then = "edtor" }', "editor"),
    ("unknown-step", 'step = "strike" }]', 'step = "restrcit" }]', "restrict"),
    ("toml", "[facts.writing]", "[facts.writing", "TOML"),
    ("missing", "[policy]", "[polices]", "begin with [policy]"),
]  # fmt: skip


@pytest.mark.parametrize(("code", "old", "new", "hint"), WRONG, ids=lambda word: word[:30])
def test_each_mistake_is_found_and_pointed_at(tmp_path: Path, code: str, old: str, new: str, hint: str) -> None:
    ends = (("effective = 2026-01-01", "effective = 2026-01-01\nuntil = 2030-01-01"),) if new == ENDED else ()
    found = [p for p in problems(tmp_path, (old, new), *ends) if p.code == code]
    assert found, problems(tmp_path, (old, new))
    problem = found[0]
    lines = (tmp_path / "p.toml").read_text().split("\n")
    assert problem.source_line == lines[problem.line - 1]
    assert hint in f"{problem.hint} {problem.message}"
    assert str(problem).startswith(f"{tmp_path / 'p.toml'}:{problem.line}:{problem.column}: ")


def test_the_caret_stands_under_the_word_that_is_wrong(tmp_path: Path) -> None:
    (found,) = problems(tmp_path, ('["late", "none"]', '["late", "none at all"]'))
    assert str(found).splitlines()[1:] == [
        '  when = { writing = "generated", disclosure = ["late", "none at all"] }',
        "                                                        ^",
        "  hint: known are: late, none, timely, unseen",
    ]


def test_exemptions_that_cover_a_clause_only_together_are_found(tmp_path: Path) -> None:
    lifted = "".join(EXEMPT.format('["finding"]', "generated").replace("writing", "disclosure") for _ in range(2))
    early, late = lifted.replace('"generated"', '"late"', 1), '"none"'
    (found,) = problems(tmp_path, (FREE, early.replace('"generated"', late, 1) + FREE))
    assert (found.code, found.message) == ("never-holds", "the exemptions cover all that the clause holds for")


def test_a_gap_is_pointed_at_where_its_fact_stands(tmp_path: Path) -> None:
    (found,) = problems(tmp_path, ('disclosure = ["timely", "unseen"] }', 'disclosure = ["timely"] }'))
    assert (found.code, found.source_line) == ("gap", "[facts.writing]")


def test_a_policy_too_wide_to_be_checked_is_refused_at_once(tmp_path: Path) -> None:
    many = [f"f{i}" for i in range(30)]
    facts = "".join(
        f'[facts.{n}]\nvalues = ["no", "yes"]\nestablished_by = ["finding"]\nask.en = "?"\n'
        'words.no.en = "n"\nwords.yes.en = "y"\n'
        for n in many
    )
    wide = "".join(f', {n} = "yes"' for n in many)
    (found,) = problems(
        tmp_path, ("[facts.writing]", facts + "[facts.writing]"), ('"none"] }\nthen', f'"none"]{wide} }}\nthen')
    )
    assert (found.code, found.source_line) == ("too-many-facts", "[facts.f0]")


def test_a_value_that_a_policy_forgot_is_a_warning(tmp_path: Path) -> None:
    path = tmp_path / "p.toml"
    path.write_text(SMALL)
    (found,) = [p for p in check(path) if p.code == "missed-value"]
    assert found.severity == "warning"
    assert "assisted" in found.hint


def test_a_mark_at_the_beginning_of_a_file_is_no_fault(tmp_path: Path) -> None:
    path = tmp_path / "p.toml"
    path.write_text("\ufeff" + SMALL)
    assert load(path).id == "small"


def test_one_fault_is_told_once(tmp_path: Path) -> None:
    path = tmp_path / "p.toml"
    path.write_text("facts = 3\n" + SMALL.partition("[facts.writing]")[0])
    shown = [str(problem) for problem in check(path)]
    assert len(shown) == len(set(shown))


def test_a_fact_that_no_clause_reads_is_only_a_warning(tmp_path: Path) -> None:
    unread = '[facts.mood]\nvalues = ["good", "bad"]\nestablished_by = ["finding"]\nask.en = "?"\n'
    words = 'words.good.en = "good"\nwords.bad.en = "bad"\n\n'
    (found,) = problems(tmp_path, ("[facts.disclosure]", unread + words + "[facts.disclosure]"))
    assert (found.code, found.severity) == ("unused-fact", "warning")


def test_a_policy_under_which_disclosing_worsens_is_refused(tmp_path: Path) -> None:
    upside_down = problems(
        tmp_path,
        ('disclosure = ["late", "none"] }', 'disclosure = ["timely"] }'),
        ('disclosure = ["timely", "unseen"] }', 'disclosure = ["unseen", "late", "none"] }'),
    )
    assert [p.code for p in upside_down] == ["disclosing-worsens"]


def test_an_unsound_policy_is_not_loaded(tmp_path: Path) -> None:
    path = tmp_path / "p.toml"
    path.write_text(SMALL.replace("{ writing =", "{ writting ="))
    with pytest.raises(PolicyError, match=r"p\.toml:\d+:\d+: error: unknown fact"):
        load(path)


@pytest.mark.parametrize("when", ['{ disclosure = "none" }', '{ writing = ["human", "generated"] }', "{}"])
def test_a_policy_that_acts_on_what_needs_no_person_is_not_loaded_either(tmp_path: Path, when: str) -> None:
    path = tmp_path / "p.toml"
    path.write_text(SMALL.replace('{ writing = "generated", disclosure = ["late", "none"] }', when))
    with pytest.raises(PolicyError, match="facts that need no person"):
        load(path)


def test_a_name_nobody_knows_gets_a_suggestion() -> None:
    with pytest.raises(PolicyError, match='did you mean "medium-2024-05"'):
        load("medium-2024-5")


@pytest.mark.parametrize("data", [b"\xff\xfe", b"", b"= = =", b"[policy]\nid = 3", b"a = " + b"[" * 3000])
def test_files_that_are_no_policy_are_refused_with_a_message(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "p.toml"
    path.write_bytes(data)
    assert check(path)
    with pytest.raises(PolicyError):
        load(path)


@PATIENT
@given(st.integers(0, len(SMALL) - 1), st.text(alphabet='ab"[]{}=.,#\n', max_size=3))
def test_a_damaged_policy_is_loaded_or_refused_but_nothing_else(
    tmp_path_factory: pytest.TempPathFactory, place: int, damage: str
) -> None:
    path = tmp_path_factory.getbasetemp() / "damaged.toml"
    path.write_text(SMALL[:place] + damage + SMALL[place + 1 :])
    for problem in check(path):
        assert problem.message


def test_every_key_of_a_source_has_its_place() -> None:
    source = Source(SMALL, "small.toml")
    lines = SMALL.split("\n")
    line, column = source.where("clause", 0, "then", "distribution")
    assert lines[line - 1][column - 1 :].startswith('distribution = "network"')
    line, column = source.where("facts", "disclosure", "values", 2)
    assert lines[line - 1][column - 1 :].startswith('"late"')
    line, column = source.where("words", "advice", "add-disclosure", "en")
    assert lines[line - 1].startswith("add-disclosure.en")
