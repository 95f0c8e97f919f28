package org.wso2.carbon.identity.scim.common.impl;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.apache.commons.httpclient.HttpClient;
import org.apache.commons.httpclient.HttpMethod;
import org.apache.commons.httpclient.HttpMethodBase;
import org.apache.commons.httpclient.methods.ByteArrayRequestEntity;
import org.apache.commons.httpclient.methods.DeleteMethod;
import org.apache.commons.httpclient.methods.EntityEnclosingMethod;
import org.apache.commons.httpclient.methods.GetMethod;
import org.apache.commons.httpclient.methods.PostMethod;
import org.apache.commons.httpclient.methods.PutMethod;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.json.JSONException;
import org.wso2.carbon.identity.scim.common.utils.IdentitySCIMException;
import org.wso2.charon.core.client.SCIMClient;
import org.wso2.charon.core.config.SCIMConfigConstants;
import org.wso2.charon.core.config.SCIMProvider;
import org.wso2.charon.core.exceptions.AbstractCharonException;
import org.wso2.charon.core.exceptions.CharonException;
import org.wso2.charon.core.objects.AbstractSCIMObject;
import org.wso2.charon.core.objects.Group;
import org.wso2.charon.core.objects.ListedResource;
import org.wso2.charon.core.objects.SCIMObject;
import org.wso2.charon.core.objects.User;
import org.wso2.charon.core.schema.SCIMConstants;
import peer.Exchanges;

/**
 * Stands in for the class of this name, which no public repository has. Own work, after what its caller needs and the
 * recorded requests show: it opens the requests; what is in them, and what an answer means, is Charon's.
 */
public final class ProvisioningClient {

    private static final Log LOG = LogFactory.getLog(ProvisioningClient.class);

    private final SCIMClient charon = new SCIMClient();
    private final SCIMProvider provider;
    private final AbstractSCIMObject object;
    private final int type;
    private final String endpoint;
    private final String filter;

    public ProvisioningClient(SCIMProvider provider, User user, int operation, Map<String, Object> unused)
            throws CharonException {
        this(provider, user, SCIMClient.USER, SCIMConfigConstants.ELEMENT_NAME_USER_ENDPOINT,
                "userName%20Eq%20" + user.getUserName());
    }

    public ProvisioningClient(SCIMProvider provider, Group group, int operation, Map<String, Object> unused)
            throws CharonException {
        this(provider, group, SCIMClient.GROUP, SCIMConfigConstants.ELEMENT_NAME_GROUP_ENDPOINT,
                "displayName%20Eq%20" + group.getDisplayName());
    }

    private ProvisioningClient(SCIMProvider provider, AbstractSCIMObject object, int type, String endpoint,
            String filter) {
        this.provider = provider;
        this.object = object;
        this.type = type;
        this.endpoint = provider.getProperty(endpoint);
        this.filter = filter;
    }

    public void provisionCreateUser() throws IdentitySCIMException {
        run(this::create);
    }

    public void provisionUpdateUser() throws IdentitySCIMException {
        run(() -> change(new PutMethod()));
    }

    public void provisionPatchUser() throws IdentitySCIMException {
        run(() -> change(new Patch()));
    }

    public void provisionDeleteUser() throws IdentitySCIMException {
        run(this::delete);
    }

    public void provisionCreateGroup() throws IdentitySCIMException {
        run(this::create);
    }

    public void provisionUpdateGroup() throws IdentitySCIMException {
        run(() -> change(new PutMethod()));
    }

    public void provisionPatchGroup() throws IdentitySCIMException {
        run(() -> change(new Patch()));
    }

    public void provisionDeleteGroup() throws IdentitySCIMException {
        run(this::delete);
    }

    private void create() throws Exception {
        charon.decodeSCIMResponse(sent(new PostMethod(endpoint), true), SCIMConstants.JSON, type);
    }

    private void change(EntityEnclosingMethod method) throws Exception {
        SCIMObject found = found();
        String id = found == null ? "null" : ((AbstractSCIMObject) found).getId();
        if (id != null) {
            at(method, id);
            sent(method, true);
        }
    }

    private void delete() throws Exception {
        SCIMObject found = found();
        DeleteMethod method = new DeleteMethod();
        at(method, found == null ? "null" : ((AbstractSCIMObject) found).getId());
        sent(method, false);
    }

    private void at(HttpMethodBase method, String id) throws IOException {
        method.setURI(new org.apache.commons.httpclient.URI(endpoint + "/" + id, true));
    }

    /** Returns the last resource found, or null. Charon decodes all into one object, whose first values stay. */
    private SCIMObject found() throws Exception {
        String answer = sent(new GetMethod(endpoint + "?filter=" + filter), false);
        ListedResource listed = charon.decodeSCIMResponseWithListedResource(answer, SCIMConstants.JSON, type);
        List<SCIMObject> objects = listed.getScimObjects();
        return objects.isEmpty() ? null : objects.get(objects.size() - 1);
    }

    /** Returns the body of a success, null if it has none; a refusal is logged, and ends the event. */
    private String sent(HttpMethodBase method, boolean withBody) throws Exception {
        String body = withBody ? charon.encodeSCIMObject(object, SCIMConstants.JSON) : "";
        if (withBody) {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            ((EntityEnclosingMethod) method).setRequestEntity(new ByteArrayRequestEntity(bytes, "application/json"));
        }
        method.setRequestHeader("Authorization", "Basic " + credentials());
        note(method, body);
        int status = new HttpClient().executeMethod(method);
        byte[] received = method.getResponseBody();
        String answer = received == null ? null : new String(received, StandardCharsets.UTF_8);
        Exchanges.answered(status, answer);
        if (charon.evaluateResponseStatus(status)) {
            return answer;
        }
        AbstractCharonException refusal = charon.decodeSCIMException(answer, SCIMConstants.JSON);
        LOG.error("the target answered " + refusal.getCode() + ": " + refusal.getDescription());
        throw new Refused();
    }

    private static void note(HttpMethod method, String body) throws IOException, JSONException {
        Exchanges.sent(method.getName(), method.getURI().getEscapedPathQuery(), body);
    }

    private String credentials() {
        String both = provider.getProperty(SCIMConfigConstants.ELEMENT_NAME_USERNAME) + ":"
                + provider.getProperty(SCIMConfigConstants.ELEMENT_NAME_PASSWORD);
        return Base64.getEncoder().encodeToString(both.getBytes(StandardCharsets.UTF_8));
    }

    private static void run(Work work) throws IdentitySCIMException {
        try {
            work.run();
        } catch (Refused refused) {
            LOG.debug("a refusal counts as success, as in the original");
        } catch (RuntimeException error) {
            throw error;
        } catch (Exception error) {
            throw new IdentitySCIMException("the request failed", error);
        }
    }

    private interface Work {
        void run() throws Exception;
    }

    /** The target refused, which was logged. */
    private static final class Refused extends Exception {
        private static final long serialVersionUID = 1L;
    }

    private static final class Patch extends EntityEnclosingMethod {
        @Override
        public String getName() {
            return "PATCH";
        }
    }
}
