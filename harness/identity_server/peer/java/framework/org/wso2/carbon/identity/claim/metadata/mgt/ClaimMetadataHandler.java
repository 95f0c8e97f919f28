package org.wso2.carbon.identity.claim.metadata.mgt;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import peer.Setup;

/** Stands in for the class of this name: knows how local claims are called in SCIM 1.1's core schema. Own work. */
public final class ClaimMetadataHandler {

    private static final ClaimMetadataHandler INSTANCE = new ClaimMetadataHandler();

    public static ClaimMetadataHandler getInstance() {
        return INSTANCE;
    }

    /** Returns local claims by SCIM claim, or the reverse; of some SCIM claims, or of all. */
    public Map<String, String> getMappingsMapFromOtherDialectToCarbon(String dialect, Set<String> claims,
            String tenantDomain, boolean byLocalClaim) {
        Map<String, String> mappings = new HashMap<>();
        if (Setup.SCIM_DIALECT.equals(dialect)) {
            Setup.CLAIMS.forEach((local, path) -> {
                String localUri = Setup.LOCAL_DIALECT + "/" + local;
                String uri = Setup.SCIM_DIALECT + ":" + path;
                if (claims == null || claims.contains(uri)) {
                    mappings.put(byLocalClaim ? localUri : uri, byLocalClaim ? uri : localUri);
                }
            });
        }
        return mappings;
    }
}
