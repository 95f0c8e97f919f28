package org.wso2.carbon.identity.scim.common.utils;

/** Stands in for the class of this name, which no public repository has. Own work. */
public class IdentitySCIMException extends Exception {

    private static final long serialVersionUID = 1L;

    public IdentitySCIMException(String message, Throwable cause) {
        super(message, cause);
    }
}
