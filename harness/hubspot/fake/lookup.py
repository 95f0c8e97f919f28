"""Finding the contact that a request means, by record id or by a unique property."""

from harness.hubspot.fake.contacts import Contact
from harness.hubspot.fake.errors import NotFoundError, ValidationFailedError
from harness.hubspot.fake.portal import Portal
from harness.hubspot.fake.properties import unknown_property


def check_identifies(portal: Portal, name: str) -> None:
    """Make sure that a property may serve as `idProperty`.

    Raises:
        ValidationFailedError: There is no such property, or its values are not unique.
    """
    definition = portal.properties.get(name)
    if definition is None:
        raise unknown_property(name)
    if not definition.identifies:
        raise ValidationFailedError(f"Unable to perform update/upsert by non-unique 0-1 property {name}")


def find(portal: Portal, key: str, id_property: str | None, *, archived: bool = False) -> Contact | None:
    """Return the contact of a key, or `None`.

    Args:
        portal: Where to look.
        key: A record id, or a value of `id_property`. A secondary e-mail means its owner.
        id_property: A property that identifies; `None` for the record id.
        archived: Whether archived contacts are meant, and they alone [U].
    """
    if id_property and not archived:
        return portal.contacts.find(id_property, key)
    if id_property:
        holders = (known for known in portal.contacts.all() if known.values.get(id_property) == key)
        contact = next((known for known in holders if known.archived), None)
    else:
        contact = portal.contacts.get(key)
    return contact if contact is not None and contact.archived == archived else None


def resolve(portal: Portal, key: str, id_property: str | None, *, archived: bool = False) -> Contact:
    """Return the contact of a key, as `find` does.

    Raises:
        NotFoundError: There is none.
        ValidationFailedError: `id_property` cannot identify.
    """
    if id_property:
        check_identifies(portal, id_property)
    contact = find(portal, key, id_property, archived=archived)
    if contact is None:
        raise NotFoundError("resource not found") if id_property else NotFoundError.of_id(key)
    return contact
