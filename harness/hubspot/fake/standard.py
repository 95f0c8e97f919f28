"""The properties that every HubSpot portal has, as far as the chain and its tests can meet them."""

from collections.abc import Iterator, Sequence

from harness.hubspot.fake.properties import Option, Property

LIFECYCLE_STAGES = (
    "subscriber",
    "lead",
    "marketingqualifiedlead",
    "salesqualifiedlead",
    "opportunity",
    "customer",
    "evangelist",
    "other",
)
"""In the order in which a contact may move; it never moves back by itself."""

DEFAULT_LIFECYCLE_STAGE = "lead"
"""The stage a new contact gets; in HubSpot a setting of the portal."""

_LEAD_STATUSES = (
    "NEW",
    "OPEN",
    "IN_PROGRESS",
    "OPEN_DEAL",
    "UNQUALIFIED",
    "ATTEMPTED_TO_CONTACT",
    "CONNECTED",
    "BAD_TIMING",
)
_LABELS = {
    "firstname": "First Name",
    "lastname": "Last Name",
    "phone": "Phone Number",
    "mobilephone": "Mobile Phone Number",
    "fax": "Fax Number",
    "company": "Company Name",
    "website": "Website URL",
    "jobtitle": "Job Title",
    "address": "Street Address",
    "state": "State/Region",
    "zip": "Postal Code",
    "country": "Country/Region",
    "annualrevenue": "Annual Revenue",
    "twitterhandle": "Twitter Username",
    "lifecyclestage": "Lifecycle Stage",
    "hs_lead_status": "Lead Status",
    "hs_object_id": "Record ID",
    "createdate": "Create Date",
    "lastmodifieddate": "Last Modified Date",
    "hs_createdate": "Object create date/time",
    "closedate": "Close Date",
    "hubspot_owner_id": "Contact owner",
    "numemployees": "Number of Employees",
    "hs_language": "Preferred language",
    "hs_timezone": "Time Zone",
    "hs_buying_role": "Buying Role",
    "marketingqualifiedlead": "Marketing Qualified Lead",
    "salesqualifiedlead": "Sales Qualified Lead",
}
_TEXTS = (
    "email", "firstname", "lastname", "salutation", "company", "website", "jobtitle", "address", "city", "state", "zip",
    "country", "industry", "annualrevenue", "twitterhandle",
)  # fmt: skip
_PHONES = ("phone", "mobilephone", "fax")
_ADVERTISING = ("date_of_birth", "gender", "marital_status", "seniority", "work_email")
_CHOICES: dict[str, tuple[str, Sequence[str]]] = {
    "lifecyclestage": ("radio", LIFECYCLE_STAGES),
    "hs_lead_status": ("radio", _LEAD_STATUSES),
    "hs_language": ("select", ("de", "de-ch", "en", "en-gb", "en-us", "es", "fr", "fr-ch", "it", "it-ch", "nl", "pt")),
    "hs_timezone": ("select", ("utc", "europe_slash_zurich", "europe_slash_london", "america_slash_new_york")),
    "numemployees": ("select", ("1-5", "5-25", "25-50", "50-100", "100-500", "500-1000", "1000+")),
    "hs_buying_role": (
        "checkbox",
        ("BLOCKER", "BUDGET_HOLDER", "CHAMPION", "DECISION_MAKER", "END_USER", "EXECUTIVE_SPONSOR", "INFLUENCER"),
    ),
}
_READ_ONLY: dict[str, str] = {
    "hs_object_id": "number",
    "createdate": "datetime",
    "lastmodifieddate": "datetime",
    "hs_createdate": "datetime",
    "hs_additional_emails": "enumeration",
    "hs_email_domain": "string",
    "hs_merged_object_ids": "enumeration",
    "hs_all_contact_vids": "enumeration",
    "hs_full_name_or_email": "string",
    "hs_object_source": "enumeration",
    "hs_object_source_label": "enumeration",
    "hs_is_contact": "bool",
    "hs_is_unworked": "bool",
    "hs_pipeline": "enumeration",
    "hs_email_optout": "bool",
    "hs_calculated_phone_number": "string",
    "hs_calculated_mobile_number": "string",
    "hs_searchable_calculated_phone_number": "string",
    "hs_searchable_calculated_mobile_number": "string",
    "num_notes": "number",
    "notes_last_updated": "datetime",
    **{f"hs_lifecyclestage_{stage}_date": "datetime" for stage in LIFECYCLE_STAGES},
}
_FIELD_TYPES = {"number": "number", "datetime": "date", "enumeration": "select", "bool": "booleancheckbox"}
_HIDDEN = ("hs_additional_emails", "hs_all_contact_vids", "hs_is_contact", "hs_full_name_or_email")


def standard_properties() -> list[Property]:
    """Return HubSpot's own contact properties; none is flagged unique, `email` included."""
    return list(_standard())


def _standard() -> Iterator[Property]:
    for name in _TEXTS:
        yield Property(name, _label(name), hubspot_defined=True)
    for name in _PHONES:
        yield Property(name, _label(name), "string", "phonenumber", hubspot_defined=True)
    for name in _ADVERTISING:
        yield Property(name, _label(name), group="facebook_ads_properties", hubspot_defined=True)
    yield Property("message", "Message", "string", "textarea", hubspot_defined=True)
    yield Property("closedate", _label("closedate"), "datetime", "date", hubspot_defined=True)
    for name, (field_type, values) in _CHOICES.items():
        yield Property(name, _label(name), "enumeration", field_type, options=_options(values), hubspot_defined=True)
    yield Property(
        "hubspot_owner_id", "Contact owner", "enumeration", "select", external_options=True, hubspot_defined=True
    )
    for name, kind in _READ_ONLY.items():
        yield _read_only(name, kind)


def _read_only(name: str, kind: str) -> Property:
    return Property(
        name,
        _label(name),
        kind,
        _FIELD_TYPES.get(kind, "text"),
        read_only=True,
        hidden=name in _HIDDEN,
        form_field=False,
        hubspot_defined=True,
    )


def _options(values: Sequence[str]) -> tuple[Option, ...]:
    return tuple(Option(value, _label(value), order) for order, value in enumerate(values))


def _label(name: str) -> str:
    return _LABELS.get(name) or name.removeprefix("hs_").replace("_slash_", "/").replace("_", " ").capitalize()
