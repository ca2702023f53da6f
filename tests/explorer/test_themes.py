"""The first view shows the activities that a choice leaves, and no others."""

import pytest

from helpers import facts
from helpers.errors import StudyError
from helpers.explorer import themes

STUDY = facts.load()


def test_all_themes_show_every_activity_and_every_printed_extract() -> None:
    shown = themes.show(STUDY)
    assert list(shown.table["activity"]) == [activity.name for activity in STUDY.activities]
    printed = "; ".join(shown.table["printed extracts, in our paraphrase"])
    assert all(extract.paraphrase in printed for extract in STUDY.extracts)
    assert shown.sentence.startswith(f"{len(STUDY.activities)} activities in {len(STUDY.themes)}")


@pytest.mark.parametrize("theme", STUDY.themes, ids=lambda theme: str(theme.number))
def test_one_theme_shows_its_own_activities(theme: facts.Theme) -> None:
    shown = themes.show(STUDY, theme.number)
    assert list(shown.table["activity"]) == [activity.name for activity in theme.activities]
    assert set(shown.table["theme"]) == {str(theme.number)}
    (picture,) = shown.pictures
    assert theme.name in picture.alt
    assert not [
        other.name for other in STUDY.themes if other != theme and other.name in picture.alt
    ]


@pytest.mark.parametrize("factor", STUDY.factors, ids=lambda factor: factor.id)
def test_a_factor_keeps_the_activities_it_cuts_across(factor: facts.Factor) -> None:
    kept = themes.show(STUDY, factor=factor.id).table
    expected = [a.name for a in STUDY.activities if factor.id in (*a.stated, *a.reading)]
    assert list(kept["activity"]) == expected
    assert kept["cuts across"].str.contains(factor.name, regex=False).all()


def test_stated_links_and_our_reading_are_told_apart() -> None:
    table = themes.show(STUDY).table.set_index("activity")["cuts across"]
    for activity in STUDY.activities:
        assert table[activity.name].count("(stated)") == len(activity.stated)
        assert table[activity.name].count("(our reading)") == len(activity.reading)


def test_a_factor_that_a_theme_lacks_leaves_no_picture_and_says_so() -> None:
    factor, theme = next(
        (factor, theme)
        for factor in STUDY.factors
        for theme in STUDY.themes
        if not any(factor.id in (*a.stated, *a.reading) for a in theme.activities)
    )
    shown = themes.show(STUDY, theme.number, factor.id)
    assert shown.pictures == ()
    assert shown.table.empty
    assert shown.sentence == f"{factor.name} cuts across no activity of theme {theme.number}."


def test_an_unknown_theme_or_factor_is_named() -> None:
    with pytest.raises(StudyError, match=r"there is no theme 99; there are \[1, 2"):
        themes.show(STUDY, theme=99)
    with pytest.raises(StudyError, match="there is no factor 'X99'; there are X1, X2"):
        themes.show(STUDY, factor="X99")


def test_the_view_offers_every_theme_and_factor() -> None:
    controls = themes.view(STUDY, theme=2).controls
    assert [number for _, number in controls["theme"].options] == [
        0,
        *(theme.number for theme in STUDY.themes),
    ]
    assert [factor for _, factor in controls["factor"].options] == [
        "",
        *(factor.id for factor in STUDY.factors),
    ]
    assert controls["theme"].value == 2
