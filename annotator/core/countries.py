"""Names of countries as news texts write them, so that one can be proposed before it is entered. Nothing else."""

import re
from collections.abc import Iterator

from annotator.core.header import Range
from annotator.core.patterns import Pattern
from annotator.core.reporting import listed

_ONE_WORD = listed(
    "Afghanistan Albania Algeria Andorra Angola Argentina Armenia Australia Austria Azerbaijan Bahamas Bahrain "
    "Bangladesh Barbados Belarus Belgium Belize Benin Bhutan Bolivia Botswana Brazil Brunei Bulgaria Burundi "
    "Cambodia Cameroon Canada Chad Chile China Colombia Comoros Congo Croatia Cuba Cyprus Czechia Denmark Djibouti "
    "Dominica Ecuador Egypt Eritrea Estonia Eswatini Ethiopia Fiji Finland France Gabon Gambia Georgia Germany Ghana "
    "Greece Grenada Guatemala Guinea Guyana Haiti Honduras Hungary Iceland India Indonesia Iran Iraq Ireland Israel "
    "Italy Jamaica Japan Jordan Kazakhstan Kenya Kiribati Kosovo Kuwait Kyrgyzstan Laos Latvia Lebanon Lesotho "
    "Liberia Libya Liechtenstein Lithuania Luxembourg Madagascar Malawi Malaysia Maldives Mali Malta Mauritania "
    "Mauritius Mexico Micronesia Moldova Monaco Mongolia Montenegro Morocco Mozambique Myanmar Namibia Nauru Nepal "
    "Netherlands Nicaragua Niger Nigeria Norway Oman Pakistan Palau Palestine Panama Paraguay Peru Philippines Poland "
    "Portugal Qatar Romania Russia Rwanda Samoa Senegal Serbia Seychelles Singapore Slovakia Slovenia Somalia Spain "
    "Sudan Suriname Sweden Switzerland Syria Tajikistan Tanzania Thailand Togo Tonga Tunisia Turkey Türkiye "
    "Turkmenistan Tuvalu Uganda Ukraine Uruguay Uzbekistan Vanuatu Venezuela Vietnam Yemen Zambia Zimbabwe ASEAN"
)
_MORE_WORDS = (
    "Antigua and Barbuda",
    "Bosnia and Herzegovina",
    "Burkina Faso",
    "Cape Verde",
    "Central African Republic",
    "Costa Rica",
    "Czech Republic",
    "Democratic Republic of the Congo",
    "Dominican Republic",
    "El Salvador",
    "Equatorial Guinea",
    "European Union",
    "Ivory Coast",
    "Marshall Islands",
    "New Zealand",
    "North Korea",
    "North Macedonia",
    "Papua New Guinea",
    "San Marino",
    "Saudi Arabia",
    "Sierra Leone",
    "Solomon Islands",
    "South Africa",
    "South Korea",
    "South Sudan",
    "Sri Lanka",
    "Timor-Leste",
    "Trinidad and Tobago",
    "United Arab Emirates",
    "United Kingdom",
    "United Nations",
    "United States",
    "Vatican City",
    "Viet Nam",
)
_OTHER_NAMES = {
    "S.Korea": "South Korea",
    "S. Korea": "South Korea",
    "Republic of Korea": "South Korea",
    "ROK": "South Korea",
    "DPRK": "North Korea",
    "U.S.": "United States",
    "US": "United States",
    "USA": "United States",
    "U.K.": "United Kingdom",
    "UK": "United Kingdom",
    "Britain": "United Kingdom",
    "EU": "European Union",
    "U.N.": "United Nations",
    "UN": "United Nations",
    "UAE": "United Arab Emirates",
}
_ORGANISATIONS = frozenset(("ASEAN", "European Union", "United Nations"))
_ALL = sorted((*_ONE_WORD, *_MORE_WORDS, *_OTHER_NAMES), key=len, reverse=True)
_COUNTRY = Pattern(r"(?<![\w.])(?:" + "|".join(re.escape(name) for name in _ALL) + r")(?!\w)")


def countries_in(text: str) -> Iterator[tuple[Range, str]]:
    """Yield where a text names countries or unions of countries, and the usual name of each."""
    for match in _COUNTRY.finditer(text):
        yield match.span(), _OTHER_NAMES.get(match.group(), match.group())


def kind_of(name: str) -> str:
    """Return "country", or "organisation" for a union of countries."""
    return "organisation" if name in _ORGANISATIONS else "country"
