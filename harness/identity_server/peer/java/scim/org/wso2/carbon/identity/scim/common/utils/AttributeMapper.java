package org.wso2.carbon.identity.scim.common.utils;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.wso2.charon.core.attributes.AbstractAttribute;
import org.wso2.charon.core.attributes.Attribute;
import org.wso2.charon.core.attributes.ComplexAttribute;
import org.wso2.charon.core.attributes.DefaultAttributeFactory;
import org.wso2.charon.core.attributes.MultiValuedAttribute;
import org.wso2.charon.core.attributes.SimpleAttribute;
import org.wso2.charon.core.exceptions.CharonException;
import org.wso2.charon.core.objects.AbstractSCIMObject;
import org.wso2.charon.core.objects.Group;
import org.wso2.charon.core.objects.SCIMObject;
import org.wso2.charon.core.objects.User;
import org.wso2.charon.core.schema.AttributeSchema;
import org.wso2.charon.core.schema.SCIMAttributeSchema;
import org.wso2.charon.core.schema.SCIMResourceSchema;
import org.wso2.charon.core.schema.SCIMSchemaDefinitions;
import org.wso2.charon.core.schema.SCIMSubAttributeSchema;
import org.wso2.charon.core.util.AttributeUtil;

/**
 * Stands in for the class of this name, which no public repository has. Own work, after what its callers need and its
 * recorded output shows: claims by URI become a SCIM object. Paths of three parts are not done.
 */
public final class AttributeMapper {

    private static final int USER = 1;

    private AttributeMapper() {
    }

    public static SCIMObject constructSCIMObjectFromAttributes(Map<String, String> claims, int type)
            throws CharonException {
        boolean user = type == USER;
        AbstractSCIMObject object = user ? new User() : new Group();
        Map<String, SCIMAttributeSchema> schemas = schemas(user);
        for (Map.Entry<String, String> claim : claims.entrySet()) {
            String[] path = claim.getKey().substring(claim.getKey().lastIndexOf(':') + 1).split("\\.");
            SCIMAttributeSchema schema = schemas.get(path[0]);
            if (path.length == 2) {
                putSub(object, schema, path[1], claim.getValue());
            } else if (path.length == 1 && schema != null) {
                putWhole(object, schema, claim.getValue());
            }
        }
        return object;
    }

    private static Map<String, SCIMAttributeSchema> schemas(boolean user) {
        SCIMResourceSchema own = user ? SCIMSchemaDefinitions.SCIM_USER_SCHEMA : SCIMSchemaDefinitions.SCIM_GROUP_SCHEMA;
        Map<String, SCIMAttributeSchema> byName = new HashMap<>();
        for (SCIMResourceSchema each : List.of(SCIMSchemaDefinitions.SCIM_COMMON_SCHEMA, own)) {
            for (AttributeSchema schema : each.getAttributesList()) {
                byName.put(schema.getName(), (SCIMAttributeSchema) schema);
            }
        }
        return byName;
    }

    private static void putWhole(AbstractSCIMObject object, SCIMAttributeSchema schema, String value)
            throws CharonException {
        if (schema.getMultiValued()) {
            MultiValuedAttribute attribute = multiValued(object, schema);
            List<String> values = attribute.getValuesAsStrings();
            List<String> all = values == null ? new ArrayList<>() : new ArrayList<>(values);
            all.addAll(Arrays.asList(value.split(",")));
            attribute.setValuesAsStrings(all);
        } else {
            object.setAttribute(made(schema, simple(schema, value)));
        }
    }

    private static void putSub(AbstractSCIMObject object, SCIMAttributeSchema schema, String name, String value)
            throws CharonException {
        if (schema.getMultiValued()) { // a parent that SCIM does not know ends here, as it does in the original
            Map<String, Object> entry = new HashMap<>();
            entry.put("type", name);
            entry.put("value", value);
            multiValued(object, schema).setComplexValue(entry);
            return;
        }
        ComplexAttribute parent = (ComplexAttribute) object.getAttributeList().get(schema.getName());
        if (parent == null) {
            parent = (ComplexAttribute) made(schema, new ComplexAttribute(schema.getName()));
            object.setAttribute(parent);
        }
        for (SCIMSubAttributeSchema sub : schema.getSubAttributes()) {
            if (sub.getName().equals(name)) {
                parent.setSubAttribute(made(sub, simple(sub, value)));
            }
        }
    }

    private static MultiValuedAttribute multiValued(AbstractSCIMObject object, SCIMAttributeSchema schema)
            throws CharonException {
        MultiValuedAttribute there = (MultiValuedAttribute) object.getAttributeList().get(schema.getName());
        if (there == null) {
            there = (MultiValuedAttribute) made(schema, new MultiValuedAttribute(schema.getName()));
            object.setAttribute(there);
        }
        return there;
    }

    private static SimpleAttribute simple(AttributeSchema schema, String value) throws CharonException {
        return new SimpleAttribute(schema.getName(), AttributeUtil.getAttributeValueFromString(value, schema.getType()));
    }

    private static Attribute made(AttributeSchema schema, AbstractAttribute attribute) throws CharonException {
        return DefaultAttributeFactory.createAttribute(schema, attribute);
    }
}
