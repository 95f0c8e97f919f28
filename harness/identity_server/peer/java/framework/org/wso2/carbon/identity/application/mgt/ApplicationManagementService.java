package org.wso2.carbon.identity.application.mgt;

import org.wso2.carbon.identity.application.common.model.ServiceProvider;
import peer.Setup;

/** Stands in for the class of this name: knows the resident service provider, set up as the guide does. Own work. */
public final class ApplicationManagementService {

    private static final ApplicationManagementService INSTANCE = new ApplicationManagementService();

    public static ApplicationManagementService getInstance() {
        return INSTANCE;
    }

    public ServiceProvider getServiceProvider(String name, String tenantDomain) {
        return Setup.RESIDENT.equals(name) ? Setup.get().serviceProvider() : null;
    }

    public String getServiceProviderNameByClientId(String clientId, String type, String tenantDomain) {
        return Setup.RESIDENT;
    }
}
