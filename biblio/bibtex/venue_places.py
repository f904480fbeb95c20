"""Countries and states, as they stand behind the names of conferences."""

from __future__ import annotations

from biblio.text import fold

__all__ = ["is_place"]

# Those in which conferences are held, in the spellings of proceedings.
_COUNTRIES = """
Argentina; Armenia; Australia; Austria; Bangladesh; Belarus; Belgium; Bolivia; Bosnia and Herzegovina; Brazil; Brasil;
Bulgaria; Cameroon; Canada; Chile; China; P.R. China; PR China; People's Republic of China; Colombia; Costa Rica;
Croatia; Cuba; Cyprus; Czech Republic; Czechia; Czechoslovakia; Denmark; Dominican Republic; Ecuador; Egypt; Estonia;
Ethiopia; Finland; France; Georgia; Germany; West Germany; Ghana; Greece; Hong Kong; Hong Kong SAR; Hungary; Iceland;
India; Indonesia; Iran; Iraq; Ireland; Israel; Italy; Jamaica; Japan; Jordan; Kazakhstan; Kenya; Korea; Korea (South);
South Korea; Republic of Korea; Kuwait; Latvia; Lebanon; Lithuania; Luxembourg; Macau; Macao; Macedonia; North
Macedonia; Malaysia; Malta; Mauritius; Mexico; Monaco; Mongolia; Montenegro; Morocco; Nepal; Netherlands; The
Netherlands; New Zealand; Nigeria; Norway; Oman; Pakistan; Panama; Paraguay; Peru; Philippines; Poland; Portugal;
Puerto Rico; Qatar; Romania; Russia; Russian Federation; Rwanda; Saudi Arabia; Senegal; Serbia; Singapore; Slovakia;
Slovak Republic; Slovenia; South Africa; Spain; Sri Lanka; Sweden; Switzerland; Taiwan; Taiwan ROC; Tanzania;
Thailand; Tunisia; Turkey; Türkiye; Uganda; Ukraine; United Arab Emirates; UAE; United Kingdom; UK; U.K.; Great
Britain; England; Scotland; Wales; Northern Ireland; USSR; United States; United States of America; USA; U.S.A.; US;
U.S.; Uruguay; Uzbekistan; Venezuela; Vietnam; Viet Nam; Yugoslavia; Zimbabwe
"""
# Between a city and its country.
_STATES = """
Alabama; Alaska; Arizona; Arkansas; California; Colorado; Connecticut; Delaware; Florida; Hawaii; Idaho; Illinois;
Indiana; Iowa; Kansas; Kentucky; Louisiana; Maine; Maryland; Massachusetts; Michigan; Minnesota; Mississippi;
Missouri; Montana; Nebraska; Nevada; New Hampshire; New Jersey; New Mexico; New York; North Carolina; North Dakota;
Ohio; Oklahoma; Oregon; Pennsylvania; Rhode Island; South Carolina; South Dakota; Tennessee; Texas; Utah; Vermont;
Virginia; Washington; West Virginia; Wisconsin; Wyoming; Alberta; British Columbia; Manitoba; New Brunswick; Nova
Scotia; Ontario; Quebec; Québec; Saskatchewan; New South Wales; Queensland; South Australia; Tasmania; Victoria;
Western Australia
"""
_CODES = """
AL AK AZ AR CA CO CT DE DC FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR PA
RI SC SD TN TX UT VT VA WA WV WI WY AB BC MB NB NS ON PE QC SK NSW QLD VIC WA
"""
_PLACES = frozenset(fold(name) for names in (_COUNTRIES, _STATES) for name in names.split(";"))
_STATE_CODES = frozenset(_CODES.split())


def is_place(segment: str) -> bool:
    """Whether a segment of a name is a country or a state."""
    return segment in _STATE_CODES or fold(segment) in _PLACES
