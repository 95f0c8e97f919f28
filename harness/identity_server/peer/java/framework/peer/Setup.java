package peer;

import java.util.Map;
import org.wso2.carbon.identity.application.common.model.IdentityProvider;
import org.wso2.carbon.identity.application.common.model.OutboundProvisioningConfig;
import org.wso2.carbon.identity.application.common.model.ProvisioningConnectorConfig;
import org.wso2.carbon.identity.application.common.model.ServiceProvider;

/** The guide's set-up, as the stand-ins of the server's stores tell it to WSO2's provisioning. */
public final class Setup {

    public static final String RESIDENT = "wso2carbon-local-sp";
    public static final String IDENTITY_PROVIDER = "HubSpot.com";
    public static final String CONNECTOR = "scim";
    public static final String LOCAL_DIALECT = "http://wso2.org/claims";
    public static final String SCIM_DIALECT = "urn:scim:schemas:core:1.0";

    /** Local claims with their paths in SCIM 1.1; a claim without one vanishes. */
    public static final Map<String, String> CLAIMS = Map.ofEntries(
            Map.entry("givenname", "name.givenName"), Map.entry("lastname", "name.familyName"),
            Map.entry("emailaddress", "emails"), Map.entry("phoneNumbers", "phoneNumbers"),
            Map.entry("mobile", "phoneNumbers.mobile"), Map.entry("phoneNumbers.work", "phoneNumbers.work"),
            Map.entry("emails.work", "emails.work"), Map.entry("emails.home", "emails.home"),
            Map.entry("country", "addresses.country"), Map.entry("url", "profileUrl"), Map.entry("title", "title"),
            Map.entry("nickname", "nickName"), Map.entry("created", "meta.created"),
            Map.entry("modified", "meta.lastModified"));

    private static volatile Setup instance;

    private final Target target;

    private Setup(Target target) {
        this.target = target;
    }

    static void of(Target target) {
        instance = new Setup(target);
    }

    public static Setup get() {
        return instance;
    }

    /** Returns the resident service provider with its outbound entry: blocking, so that an event's end is known. */
    public ServiceProvider serviceProvider() {
        ProvisioningConnectorConfig entry = new ProvisioningConnectorConfig();
        entry.setName(CONNECTOR);
        entry.setBlocking(true);
        entry.setRulesEnabled(false);
        IdentityProvider chosen = new IdentityProvider();
        chosen.setIdentityProviderName(IDENTITY_PROVIDER);
        chosen.setDefaultProvisioningConnectorConfig(entry);
        OutboundProvisioningConfig outbound = new OutboundProvisioningConfig();
        outbound.setProvisioningIdentityProviders(new IdentityProvider[] {chosen});
        ServiceProvider resident = new ServiceProvider();
        resident.setApplicationName(RESIDENT);
        resident.setOutboundProvisioningConfig(outbound);
        return resident;
    }

    /** Returns the identity provider with its connector. */
    public IdentityProvider identityProvider() {
        ProvisioningConnectorConfig connector = new ProvisioningConnectorConfig();
        connector.setName(CONNECTOR);
        connector.setEnabled(true);
        connector.setProvisioningProperties(ScimSender.properties(target));
        IdentityProvider provider = new IdentityProvider();
        provider.setIdentityProviderName(IDENTITY_PROVIDER);
        provider.setEnable(true);
        provider.setProvisioningConnectorConfigs(new ProvisioningConnectorConfig[] {connector});
        provider.setDefaultProvisioningConnectorConfig(connector);
        return provider;
    }
}
