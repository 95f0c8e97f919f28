package peer;

import java.lang.reflect.Method;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.wso2.carbon.identity.application.common.model.ClaimMapping;
import org.wso2.carbon.identity.application.common.model.Property;
import org.wso2.carbon.identity.provisioning.AbstractOutboundProvisioningConnector;
import org.wso2.carbon.identity.provisioning.IdentityProvisioningConstants;
import org.wso2.carbon.identity.provisioning.ProvisioningEntity;
import org.wso2.carbon.identity.provisioning.ProvisioningEntityType;
import org.wso2.carbon.identity.provisioning.ProvisioningOperation;
import org.wso2.carbon.identity.provisioning.connector.scim.SCIMProvisioningConnectorFactory;

/** The connector scim by itself. Claims come by their URIs of SCIM 1.1's core schema. */
public final class ScimSender implements Sender {

    private final AbstractOutboundProvisioningConnector connector;

    public ScimSender(Target target) throws Exception {
        // The framework's own way to a connector asks its caches and its database for it first.
        Method build = SCIMProvisioningConnectorFactory.class.getDeclaredMethod("buildConnector", Property[].class);
        build.setAccessible(true);
        connector = (AbstractOutboundProvisioningConnector) build.invoke(new SCIMProvisioningConnectorFactory(),
                (Object) properties(target));
    }

    /** The connector's settings, as the guide fills in its form. */
    static Property[] properties(Target target) {
        return new Property[] {
            property("scim-user-ep", target.url),
            property("scim-username", target.userName),
            property("scim-password", target.password),
            // As after a set-up by REST; the password of an event goes out when it has one.
            property("scim-enable-pwd-provisioning", System.getenv().getOrDefault("HARNESS_PEER_PASSWORDS", "false")),
        };
    }

    @Override
    public void provision(String operation, String userName, Map<String, String> claims, String password)
            throws Exception {
        Map<ClaimMapping, List<String>> attributes = new HashMap<>();
        claims.forEach((uri, value) -> put(attributes, uri, value));
        put(attributes, IdentityProvisioningConstants.USERNAME_CLAIM_URI, userName);
        if (password != null) {
            put(attributes, IdentityProvisioningConstants.PASSWORD_CLAIM_URI, password);
        }
        connector.provision(new ProvisioningEntity(ProvisioningEntityType.USER, userName,
                ProvisioningOperation.valueOf(operation), attributes));
    }

    private static void put(Map<ClaimMapping, List<String>> attributes, String uri, String value) {
        boolean ours = uri.startsWith("urn:");
        attributes.put(ClaimMapping.build(uri, ours ? uri : null, null, false), List.of(value));
    }

    private static Property property(String name, String value) {
        Property property = new Property();
        property.setName(name);
        property.setValue(value);
        return property;
    }
}
