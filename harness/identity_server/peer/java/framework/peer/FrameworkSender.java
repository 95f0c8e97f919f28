package peer;

import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.Map;
import org.wso2.carbon.context.PrivilegedCarbonContext;
import org.wso2.carbon.identity.core.util.IdentityTenantUtil;
import org.wso2.carbon.identity.provisioning.AbstractProvisioningConnectorFactory;
import org.wso2.carbon.identity.provisioning.connector.scim.SCIMProvisioningConnectorFactory;
import org.wso2.carbon.identity.provisioning.internal.ProvisioningServiceDataHolder;
import org.wso2.carbon.identity.provisioning.listener.DefaultInboundUserProvisioningListener;
import org.wso2.carbon.idp.mgt.internal.IdpMgtServiceComponentHolder;
import org.wso2.carbon.user.core.UserRealm;
import org.wso2.carbon.user.core.UserStoreManager;
import org.wso2.carbon.user.core.config.RealmConfiguration;
import org.wso2.carbon.user.core.service.RealmService;
import org.wso2.carbon.user.core.tenant.TenantManager;

/**
 * The connector scim under IS 6.1's own provisioning: the listener of the user store is told, and decides. Claims come
 * by their URIs of the local dialect. No failure reaches the caller, as on the server.
 */
public final class FrameworkSender implements Sender {

    private static final String TENANT = "carbon.super";
    private static final int TENANT_ID = -1234;
    private static final RealmConfiguration PRIMARY = new RealmConfiguration();

    private final DefaultInboundUserProvisioningListener listener;
    private final UserStoreManager store;

    public FrameworkSender(Target target) throws Exception {
        // Where the server's configuration files would be; there are none, so that its defaults hold.
        System.setProperty("carbon.home", Files.createTempDirectory("carbon").toString());
        Setup.of(target);
        store = store();
        RealmService realms = realms(store);
        IdentityTenantUtil.setRealmService(realms);
        IdpMgtServiceComponentHolder.getInstance().setRealmService(realms);
        ProvisioningServiceDataHolder holder = ProvisioningServiceDataHolder.getInstance();
        holder.setRealmService(realms);
        Map<String, AbstractProvisioningConnectorFactory> factories = new HashMap<>();
        factories.put(Setup.CONNECTOR, new SCIMProvisioningConnectorFactory());
        holder.setConnectorFactories(factories);
        listener = new DefaultInboundUserProvisioningListener();
    }

    @Override
    public void provision(String operation, String userName, Map<String, String> claims, String password)
            throws Exception {
        PrivilegedCarbonContext.startTenantFlow();
        try {
            PrivilegedCarbonContext context = PrivilegedCarbonContext.getThreadLocalCarbonContext();
            context.setTenantDomain(TENANT);
            context.setTenantId(TENANT_ID);
            tell(operation, userName, claims, password);
        } finally {
            PrivilegedCarbonContext.endTenantFlow();
        }
    }

    private void tell(String operation, String userName, Map<String, String> claims, String password)
            throws Exception {
        switch (operation) {
            case "POST":
                Object credential = password == null ? null : new StringBuffer(password); // as the kernel passes it
                listener.doPreAddUser(userName, credential, new String[0], claims, "default", store);
                break;
            case "PUT":
                listener.doPreSetUserClaimValues(userName, claims, "default", store);
                break;
            case "PATCH":
                listener.doPreDeleteUserClaimValues(userName, claims.keySet().toArray(new String[0]), "default", store);
                break;
            default:
                listener.doPreDeleteUser(userName, store);
        }
    }

    private static UserStoreManager store() {
        PRIMARY.getUserStoreProperties().put("DomainName", "PRIMARY");
        return answering(UserStoreManager.class, Map.of("getRealmConfiguration", PRIMARY,
                "getRoleListOfUser", new String[0]));
    }

    private static RealmService realms(UserStoreManager store) {
        TenantManager tenants = answering(TenantManager.class, Map.of("getTenantId", TENANT_ID, "getDomain", TENANT));
        UserRealm realm = answering(UserRealm.class, Map.of("getUserStoreManager", store));
        return answering(RealmService.class, Map.of("getTenantManager", tenants, "getTenantUserRealm", realm,
                "getBootstrapRealm", realm, "getBootstrapRealmConfiguration", PRIMARY));
    }

    /** Returns an object of an interface whose methods answer by name, and null for all others. */
    private static <T> T answering(Class<T> type, Map<String, Object> answers) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type},
                (proxy, method, arguments) -> answers.get(method.getName())));
    }
}
