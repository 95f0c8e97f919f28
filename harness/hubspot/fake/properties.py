"""The definitions of contact properties: what may be set on a contact, and how HubSpot describes it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from harness.hubspot.fake.errors import ConflictError, HubSpotError, NotFoundError, ValidationFailedError
from harness.hubspot.fake.instants import iso
from harness.seams import Clock

MAX_UNIQUE = 10
"""Properties with unique values that one object type may have (HubSpot's properties guide)."""

TYPES = ("string", "number", "date", "datetime", "enumeration", "bool", "phone_number")
FIELD_TYPES = (
    "text", "textarea", "html", "number", "date", "select", "radio", "checkbox", "booleancheckbox", "phonenumber",
    "file", "calculation_equation",
)  # fmt: skip
_GROUPS = ("contactinformation", "facebook_ads_properties", "emailinformation", "analyticsinformation")
_REQUIRED = ("name", "label", "type", "fieldType", "groupName")
_NAME = re.compile(r"[a-z][a-z0-9_]{0,99}")
_UNIQUE_TYPES = ("string", "number", "phone_number")


@dataclass(frozen=True, slots=True)
class Option:
    """One allowed value of an enumeration."""

    value: str
    label: str
    display_order: int = -1
    hidden: bool = False

    def as_json(self) -> dict[str, Any]:
        """Return the option as HubSpot lists it."""
        return {"label": self.label, "value": self.value, "displayOrder": self.display_order, "hidden": self.hidden}


@dataclass(frozen=True, slots=True)
class Property:
    """One definition."""

    name: str
    label: str
    type: str = "string"
    field_type: str = "text"
    group: str = "contactinformation"
    description: str = ""
    options: tuple[Option, ...] = ()
    unique: bool = False
    """`hasUniqueValue`. `email` is unique too, though HubSpot does not flag it so."""
    read_only: bool = False
    hidden: bool = False
    form_field: bool = True
    external_options: bool = False
    display_order: int = -1
    hubspot_defined: bool = False
    created_at: float = 0.0

    @property
    def identifies(self) -> bool:
        """Whether a value of this property names one contact, so that it may serve as `idProperty`."""
        return self.unique or self.name == "email"

    @property
    def values(self) -> tuple[str, ...]:
        """The allowed values of an enumeration."""
        return tuple(option.value for option in self.options)

    def as_json(self) -> dict[str, Any]:
        """Return the definition as the properties API answers it."""
        return {
            "name": self.name,
            "label": self.label,
            "type": self.type,
            "fieldType": self.field_type,
            "description": self.description,
            "groupName": self.group,
            "options": [option.as_json() for option in self.options],
            "displayOrder": self.display_order,
            "calculated": False,
            "externalOptions": self.external_options,
            "hasUniqueValue": self.unique,
            "hidden": self.hidden,
            "hubspotDefined": self.hubspot_defined,
            "formField": self.form_field,
            "archived": False,
            "createdAt": iso(self.created_at),
            "updatedAt": iso(self.created_at),
            "modificationMetadata": {
                "archivable": not self.hubspot_defined,
                "readOnlyDefinition": self.hubspot_defined,
                "readOnlyValue": self.read_only,
            },
        }


class Properties:
    """The definitions of one portal, HubSpot's own and the created ones."""

    def __init__(self, standard: Sequence[Property], now: Clock) -> None:
        self._by_name = {definition.name: definition for definition in standard}
        self._now = now

    def get(self, name: str) -> Property | None:
        """Return a definition, or `None`."""
        return self._by_name.get(name)

    def read(self, name: str) -> Property:
        """Return a definition.

        Raises:
            NotFoundError: There is none of that name.
        """
        if (definition := self._by_name.get(name)) is None:
            raise NotFoundError(f'Property "{name}" does not exist', "OBJECT_NOT_FOUND", {"propertyName": [name]})
        return definition

    def all(self) -> list[Property]:
        """Return all definitions by name."""
        return [self._by_name[name] for name in sorted(self._by_name)]

    def identifying(self) -> list[Property]:
        """Return the definitions whose values are unique."""
        return [definition for definition in self._by_name.values() if definition.identifies]

    def created(self) -> list[Property]:
        """Return the definitions that are not HubSpot's own, in the order of their creation."""
        return [definition for definition in self._by_name.values() if not definition.hubspot_defined]

    def restore(self, definition: Property) -> None:
        """Take a definition that was created before."""
        self._by_name[definition.name] = definition

    def create(self, body: Mapping[str, Any]) -> Property:
        """Add a definition from the body of a request.

        Raises:
            ValidationFailedError: Something is missing or not allowed.
            ConflictError: There is one of that name.
        """
        definition = _definition(body, self._now())
        if definition.name in self._by_name:
            raise ConflictError(f'A property named "{definition.name}" already exists.', "OBJECT_ALREADY_EXISTS")
        if definition.unique and sum(known.unique for known in self._by_name.values()) >= MAX_UNIQUE:
            raise ValidationFailedError(f"An object type may have at most {MAX_UNIQUE} properties with unique values.")
        self._by_name[definition.name] = definition
        return definition


def _definition(body: Mapping[str, Any], now: float) -> Property:
    _check(body)
    return Property(
        name=body["name"],
        label=body["label"],
        type=body["type"],
        field_type=body["fieldType"],
        group=body["groupName"],
        description=body.get("description") or "",
        options=tuple(_option(option) for option in body.get("options") or ()),
        unique=body.get("hasUniqueValue") is True,
        hidden=body.get("hidden") is True,
        form_field=body.get("formField") is True,
        external_options=body.get("externalOptions") is True,
        display_order=order if isinstance(order := body.get("displayOrder"), int) else -1,
        created_at=now,
    )


def _check(body: Mapping[str, Any]) -> None:
    missing = [key for key in _REQUIRED if not isinstance(body.get(key), str) or not body[key]]
    if missing:
        raise ValidationFailedError(f"Property is not valid. Some required fields were not set: [{', '.join(missing)}]")
    problem = _problem(body)
    if problem:
        raise ValidationFailedError(problem)


def _problem(body: Mapping[str, Any]) -> str | None:
    """Return what is wrong with a complete definition; the texts are ours [U]."""
    rules = (
        (_NAME.fullmatch(body["name"]), "name must be lower-case letters, digits and underscores, letter first"),
        (body["type"] in TYPES, f"type must be one of {list(TYPES)}"),
        (body["fieldType"] in FIELD_TYPES, f"fieldType must be one of {list(FIELD_TYPES)}"),
        (body["groupName"] in _GROUPS, f'property group "{body["groupName"]}" does not exist'),
        (body["type"] != "enumeration" or body.get("options"), "options must be given for an enumeration"),
        (
            body.get("hasUniqueValue") is not True or body["type"] in _UNIQUE_TYPES,
            f"hasUniqueValue is for the types {list(_UNIQUE_TYPES)}",
        ),
    )
    return next((f"Property is not valid: {text}" for holds, text in rules if not holds), None)


def _option(item: Any) -> Option:
    if not isinstance(item, dict) or not isinstance(item.get("value"), str) or not isinstance(item.get("label"), str):
        raise ValidationFailedError("Property is not valid: an option needs label and value")
    order = item.get("displayOrder")
    return Option(item["value"], item["label"], order if isinstance(order, int) else -1, item.get("hidden") is True)


def unknown_property(name: str) -> HubSpotError:
    """Return the refusal of an `idProperty` that does not exist. HubSpot's own text for it is not known [U]."""
    return ValidationFailedError(
        f'Property "{name}" does not exist',
        errors=[
            {
                "message": f'Property "{name}" does not exist',
                "code": "PROPERTY_DOESNT_EXIST",
                "context": {"propertyName": [name]},
            }
        ],
    )
