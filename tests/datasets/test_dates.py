"""The dates, read by another program than the one that wrote them."""

import datetime
import re

import pytest

from rnn_tutorial.datasets.dates import LETTERS, SIGNS, WAYS, draw_dates, write_date
from rnn_tutorial.errors import TutorialError

ROMAN = ["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii"]
FORMS = ("%d %B %Y", "%B %d %Y", "%A %d %B %Y", "%d %b %Y", "%b %d %Y", "%d.%m.%Y")


def read(written):
    """What Python's own parser says about a date, after simple replacements."""
    plain = re.sub(r"(?<=\d)(st|nd|rd|th)\b", "", written).replace(",", "")
    plain = plain.removeprefix("the ").replace(" of ", " ").replace(". ", " ")
    day, _, rest = plain.partition(" ")
    month, _, year = rest.partition(" ")
    if month in ROMAN:
        return datetime.date(int(year), ROMAN.index(month) + 1, int(day))
    for form in FORMS:
        try:
            return datetime.datetime.strptime(plain, form).date()
        except ValueError:
            continue
    raise AssertionError(f"{written!r} is no date")


@pytest.mark.parametrize("way", range(WAYS))
def test_every_way_to_write_a_date_can_be_read(way):
    days = [datetime.date(1900, 1, 1) + datetime.timedelta(37 * k) for k in range(400)]
    assert [read(write_date(day, way)) for day in days] == days


def test_ordinals_end_as_in_english():
    ends = [write_date(datetime.date(1999, 1, day), 2).split()[1] for day in range(1, 32)]
    assert ends[:4] == ["1st,", "2nd,", "3rd,", "4th,"] and ends[10:13] == [
        "11th,",
        "12th,",
        "13th,",
    ]
    assert ends[20:23] == ["21st,", "22nd,", "23rd,"] and ends[30] == "31st,"


@pytest.mark.parametrize("timesteps", [32, 70])
def test_each_text_has_its_date_once_and_the_length_that_was_asked_for(timesteps):
    texts, dates = draw_dates(500, timesteps, seed=3)
    places = []
    for text, iso in zip(texts, dates, strict=True):
        assert len(text) == timesteps and set(text) <= set(LETTERS) and set(iso) <= set(SIGNS)
        day = datetime.date.fromisoformat(iso)
        found = [write_date(day, way) for way in range(WAYS)]
        longest = max((w for w in found if w in text), key=len)
        assert text.count(longest) == 1 and len(re.findall(r"\d{4}", text)) == 1
        places.append(text.index(longest))
    assert min(places) == 0 and max(places) > timesteps - 20  # anywhere in the text
    assert len(set(dates)) > 490


def test_the_seed_decides():
    assert draw_dates(20, 40, seed=1) == draw_dates(20, 40, seed=1) != draw_dates(20, 40, seed=2)


@pytest.mark.parametrize(("count", "timesteps", "words"), [(0, 40, "count"), (3, 31, "32")])
def test_sizes_out_of_range_are_refused(count, timesteps, words):
    with pytest.raises(TutorialError, match=words):
        draw_dates(count, timesteps)
