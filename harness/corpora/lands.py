"""Where the people of a crowd live: what a locale's phone numbers and country look like."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final


@dataclass(frozen=True, slots=True)
class Land:
    """One country.

    Attributes:
        code: ISO 3166-1 alpha-2.
        name: in English.
        calling: its calling code (ITU-T E.164).
        trunk: what a number starts with that is dialled within the country.
        mobile: the rest of a mobile number as people there write it; ``#`` is any digit.
    """

    code: str
    name: str
    calling: str
    trunk: str
    mobile: str


LANDS: Final[Mapping[str, Land]] = MappingProxyType(
    {
        "ar_SA": Land("SA", "Saudi Arabia", "966", "0", "5# ### ####"),
        "bg_BG": Land("BG", "Bulgaria", "359", "0", "88 ### ####"),
        "cs_CZ": Land("CZ", "Czechia", "420", "", "601 ### ###"),
        "da_DK": Land("DK", "Denmark", "45", "", "20 ## ## ##"),
        "de_AT": Land("AT", "Austria", "43", "0", "664 #######"),
        "de_CH": Land("CH", "Switzerland", "41", "0", "79 ### ## ##"),
        "de_DE": Land("DE", "Germany", "49", "0", "151 ########"),
        "el_GR": Land("GR", "Greece", "30", "", "69# ### ####"),
        "en_GB": Land("GB", "United Kingdom", "44", "0", "7700 900###"),
        "en_IN": Land("IN", "India", "91", "0", "98### #####"),
        "en_NZ": Land("NZ", "New Zealand", "64", "0", "21 ### ####"),
        "en_US": Land("US", "United States", "1", "", "(212) 555-01##"),
        "es_AR": Land("AR", "Argentina", "54", "0", "11 ####-####"),
        "es_ES": Land("ES", "Spain", "34", "", "612 ### ###"),
        "es_MX": Land("MX", "Mexico", "52", "", "55 #### ####"),
        "fa_IR": Land("IR", "Iran", "98", "0", "912 ### ####"),
        "fi_FI": Land("FI", "Finland", "358", "0", "40 ### ####"),
        "fr_CA": Land("CA", "Canada", "1", "", "514 555-01##"),
        "fr_CH": Land("CH", "Switzerland", "41", "0", "78 ### ## ##"),
        "fr_FR": Land("FR", "France", "33", "0", "6 39 98 ## ##"),
        "he_IL": Land("IL", "Israel", "972", "0", "50-###-####"),
        "hi_IN": Land("IN", "India", "91", "0", "97### #####"),
        "hr_HR": Land("HR", "Croatia", "385", "0", "91 ### ####"),
        "hu_HU": Land("HU", "Hungary", "36", "06 ", "30 ### ####"),
        "hy_AM": Land("AM", "Armenia", "374", "0", "91 ######"),
        "id_ID": Land("ID", "Indonesia", "62", "0", "812-###-####"),
        "it_IT": Land("IT", "Italy", "39", "", "320 ### ####"),
        "ja_JP": Land("JP", "Japan", "81", "0", "90-####-####"),
        "ka_GE": Land("GE", "Georgia", "995", "0", "555 ## ## ##"),
        "ko_KR": Land("KR", "South Korea", "82", "0", "10-####-####"),
        "lt_LT": Land("LT", "Lithuania", "370", "8 ", "612 #####"),
        "lv_LV": Land("LV", "Latvia", "371", "", "2# ### ###"),
        "nl_NL": Land("NL", "Netherlands", "31", "0", "6 ########"),
        "no_NO": Land("NO", "Norway", "47", "", "4## ## ###"),
        "pt_BR": Land("BR", "Brazil", "55", "0", "11 9####-####"),
        "pt_PT": Land("PT", "Portugal", "351", "", "912 ### ###"),
        "ro_RO": Land("RO", "Romania", "40", "0", "712 ### ###"),
        "ru_RU": Land("RU", "Russia", "7", "8 ", "912 ###-##-##"),
        "sl_SI": Land("SI", "Slovenia", "386", "0", "31 ### ###"),
        "th_TH": Land("TH", "Thailand", "66", "0", "81 ### ####"),
        "tr_TR": Land("TR", "Turkey", "90", "0", "532 ### ## ##"),
        "uk_UA": Land("UA", "Ukraine", "380", "0", "50 ### ####"),
        "zh_CN": Land("CN", "China", "86", "", "138 #### ####"),
        "zh_TW": Land("TW", "Taiwan", "886", "0", "912-###-###"),
    }
)
"""By Faker's names of locales. The numbers of en_GB, en_US, fr_CA and fr_FR are set aside for fiction."""
