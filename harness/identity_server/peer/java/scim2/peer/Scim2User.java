package peer;

import java.util.List;
import java.util.Map;
import org.wso2.charon3.core.attributes.Attribute;
import org.wso2.charon3.core.attributes.ComplexAttribute;
import org.wso2.charon3.core.attributes.MultiValuedAttribute;
import org.wso2.charon3.core.attributes.SimpleAttribute;
import org.wso2.charon3.core.encoder.JSONEncoder;
import org.wso2.charon3.core.exceptions.CharonException;
import org.wso2.charon3.core.objects.User;

/** Makes claims a SCIM 2 user, in the order of their map, as recorded requests show; the JSON text is Charon's. */
final class Scim2User {

    private static final String CORE = "urn:ietf:params:scim:schemas:core:2.0:User";
    private static final List<String> MULTI_VALUED = List.of("emails", "phoneNumbers", "addresses", "ims", "photos");
    private static final List<String> BOOLEANS = List.of("accountLocked", "emailVerified", "verifyEmail");

    private final User user = new User();

    private Scim2User() {
    }

    static String encoded(String userName, Map<String, String> claims, String password) throws CharonException {
        Scim2User made = new Scim2User();
        for (Map.Entry<String, String> claim : claims.entrySet()) {
            made.put(claim.getKey(), claim.getValue());
        }
        made.user.setAttribute(new SimpleAttribute("userName", userName));
        if (password != null) {
            made.user.setAttribute(new SimpleAttribute("password", password));
        }
        return new JSONEncoder().encodeSCIMObject(made.user);
    }

    private void put(String uri, String value) throws CharonException {
        int colon = uri.lastIndexOf(':');
        String schema = uri.substring(0, colon);
        String[] path = uri.substring(colon + 1).split("\\.", 2);
        if (!schema.equals(CORE)) {
            Object typed = BOOLEANS.contains(path[0]) ? (Object) Boolean.valueOf(value) : value;
            complex(schema).setSubAttribute(new SimpleAttribute(path[0], typed));
        } else if (MULTI_VALUED.contains(path[0])) {
            add(path, value);
        } else if (path.length == 2) {
            complex(path[0]).setSubAttribute(new SimpleAttribute(path[1], value));
        } else {
            user.setAttribute(new SimpleAttribute(path[0], value));
        }
    }

    private void add(String[] path, String value) throws CharonException {
        MultiValuedAttribute all = (MultiValuedAttribute) there(new MultiValuedAttribute(path[0]));
        if (path.length == 1) {
            List.of(value.split(",")).forEach(all::setAttributePrimitiveValue);
            return;
        }
        ComplexAttribute entry = new ComplexAttribute(path[0]);
        entry.setSubAttribute(new SimpleAttribute("type", path[1]));
        entry.setSubAttribute(new SimpleAttribute("value", value));
        all.setAttributeValue(entry);
    }

    private ComplexAttribute complex(String name) {
        return (ComplexAttribute) there(new ComplexAttribute(name));
    }

    /** Returns the user's attribute of this name: the one that is there, else the given one. */
    private Attribute there(Attribute empty) {
        Attribute present = user.getAttribute(empty.getName());
        if (present == null) {
            user.setAttribute(empty);
            return empty;
        }
        return present;
    }
}
