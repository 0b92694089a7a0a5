"""The articles that the journeys go through: the seed, and short ones in Arabic, in Chinese and with emoji."""

import os
from dataclasses import dataclass, replace

import pytest

from annotator import places


@dataclass(frozen=True)
class Text:
    """One article with words in it that stand once: a clause to tag, a name that comes again, and a later sentence."""

    title: str
    text: str
    clause: str
    name: str
    later: str
    theme: str


SEED = Text(
    "Seed",
    next(places.seeds().glob("*.txt")).read_text(encoding="utf-8"),
    "expand common interests",
    "South Korea",
    "Li urged the two sides",
    "light",
)
ARABIC = Text(
    "Arabic",
    "جاكرتا في ٧ سبتمبر\n\nقال لي إن الصين مستعدة للعمل مع كوريا الجنوبية، وتعزيز العلاقات الثنائية. «سنعمل معا!»"
    "\n\nوأضاف أن الصين تدعم السلام. وأكد أن التعاون مهم.\n",
    "وتعزيز العلاقات الثنائية",
    "الصين",
    "وأكد أن التعاون مهم",
    "dark",
)
CHINESE = Text(
    "Chinese",
    "雅加达九月七日电\n\n李强表示，中国愿同韩国合作，推动双边关系发展。“我们愿意！”\n\n尹锡悦说，韩国愿意加强沟通。中国支持和平。\n",
    "推动双边关系发展",
    "中国",
    "中国支持和平",
    "light",
)
EMOJI = Text(
    "Emoji",
    "Summit 😀 day\n\nLi Qiang 👩‍👩‍👧 said 🇰🇷 Korea will build 😀 bridges, and open 🚀 markets. “We agree!” 😀\n\n"
    "Li also said the 🇰🇷 Korea deal is good. He thanked all 😀 guests.\n",
    "open 🚀 markets",
    "Korea",
    "He thanked all 😀 guests",
    "dark",
)
TEXTS = (SEED, ARABIC, CHINESE, EMOJI)
LOOKS = ("light", "dark")
IN_EVERY_LOOK = os.environ.get("ANNOTATOR_LOOKS") == "all"
EVERY = tuple(replace(text, theme=look) for text in TEXTS for look in LOOKS) if IN_EVERY_LOOK else TEXTS

every_text = pytest.mark.parametrize("article", EVERY, ids=lambda text: f"{text.title}-{text.theme}")
"""A journey through each of the texts, two in the light and two in the dark; `ANNOTATOR_LOOKS=all` asks for all."""
