package org.wso2.carbon.idp.mgt;

import org.wso2.carbon.identity.application.common.model.IdentityProvider;
import peer.Setup;

/** Stands in for the class of this name: knows the identity provider that the guide adds. Own work. */
public final class IdentityProviderManager {

    private static final IdentityProviderManager INSTANCE = new IdentityProviderManager();

    public static IdentityProviderManager getInstance() {
        return INSTANCE;
    }

    public IdentityProvider getIdPByName(String name, String tenantDomain) {
        return Setup.IDENTITY_PROVIDER.equals(name) ? Setup.get().identityProvider() : null;
    }

    public IdentityProvider getEnabledIdPByName(String name, String tenantDomain) {
        return getIdPByName(name, tenantDomain);
    }
}
