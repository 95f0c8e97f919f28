from harness.identity_server.peer.build import JAVA, sources_of
from harness.identity_server.peer.kinds import KINDS


def test_every_java_source_belongs_to_a_kind() -> None:
    used = {source for kind in KINDS.values() for source in sources_of(kind)}
    assert used == set(JAVA.rglob("*.java"))


def test_a_claim_is_named_in_the_dialect_of_the_kind() -> None:
    names = {kind.name: next(iter(kind.claims({"title": "Dr"}))) for kind in KINDS.values()}
    assert names == {
        "scim": "urn:scim:schemas:core:1.0:title",
        "framework": "http://wso2.org/claims/title",
        "scim2": "urn:ietf:params:scim:schemas:core:2.0:User:title",
    }


def test_a_claim_of_an_extension_keeps_its_name() -> None:
    extension = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:country"
    assert KINDS["scim2"].claims({extension: "Switzerland"}) == {extension: "Switzerland"}


def test_nothing_of_the_vendors_is_in_our_sources() -> None:
    own = "Own work"
    stand_ins = [path for path in JAVA.rglob("*.java") if "org" in path.relative_to(JAVA).parts]
    assert stand_ins
    assert [path.name for path in stand_ins if own not in path.read_text()] == []
