package peer;

import java.util.Map;

/** One kind of WSO2's own code, told one event after the other, from any thread. */
public interface Sender {

    /**
     * Provisions one event.
     *
     * @param operation POST, PUT, PATCH or DELETE.
     * @param userName  the user name, as the connector is to get it.
     * @param claims    values by claim URI, in the dialect that this kind wants.
     * @param password  the clear-text password, or null.
     * @throws Exception whatever WSO2's code throws: the event has failed.
     */
    void provision(String operation, String userName, Map<String, String> claims, String password) throws Exception;
}
