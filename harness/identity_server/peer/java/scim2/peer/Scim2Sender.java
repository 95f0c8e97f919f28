package peer;

import io.scim2.swagger.client.ScimApiClient;
import io.scim2.swagger.client.ScimApiException;
import io.scim2.swagger.client.ScimApiResponse;
import io.scim2.swagger.client.api.Scimv2UsersApi;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.json.JSONArray;
import org.json.JSONObject;

/**
 * The client of the connector scim2, which is public, called as the connector, which is not, calls it. Claims come by
 * their URIs of SCIM 2's schemas. A claim's removal and a password's change (PATCH) send nothing.
 */
public final class Scim2Sender implements Sender {

    private final Target target;

    public Scim2Sender(Target target) {
        this.target = target;
    }

    @Override
    public void provision(String operation, String userName, Map<String, String> claims, String password)
            throws Exception {
        if (operation.equals("POST")) {
            String body = Scim2User.encoded(userName, claims, password);
            exchanged("POST", target.url, body, client -> client.createUser(null, null, body));
        } else if (!operation.equals("PATCH")) {
            change(operation, userName.substring(userName.indexOf('/') + 1), claims);
        }
    }

    private void change(String operation, String userName, Map<String, String> claims) throws Exception {
        String url = target.url + "/" + found(userName);
        if (operation.equals("DELETE")) {
            exchanged("DELETE", url, "", client -> client.deleteUser());
        } else {
            String body = Scim2User.encoded(userName, claims, null);
            exchanged("PUT", url, body, client -> client.updateUser(null, null, body, "PUT"));
        }
    }

    private String found(String userName) throws Exception {
        String filter = "userName Eq " + userName;
        String query = "?filter=" + URLEncoder.encode(filter, StandardCharsets.UTF_8).replace("+", "%20")
                + "&startIndex=1&count=1";
        ScimApiResponse<String> answer = exchanged("GET", target.url, "",
                client -> client.getUser(null, null, filter, 1, 1, null, null), query);
        JSONArray found = new JSONObject(answer.getData()).getJSONArray("Resources");
        return found.getJSONObject(0).getString("id");
    }

    private ScimApiResponse<String> exchanged(String method, String url, String body, Call call) throws Exception {
        return exchanged(method, url, body, call, "");
    }

    private ScimApiResponse<String> exchanged(String method, String url, String body, Call call, String query)
            throws Exception {
        Exchanges.sent(method, URI.create(url).getRawPath() + query, body);
        try {
            ScimApiResponse<String> answer = call.on(client(url));
            Exchanges.answered(answer.getStatusCode(), answer.getData());
            return answer;
        } catch (ScimApiException refusal) {
            if (refusal.getCode() > 0) {
                Exchanges.answered(refusal.getCode(), refusal.getResponseBody());
                throw new IllegalStateException("HTTP " + refusal.getCode());
            }
            throw refusal;
        }
    }

    private Scimv2UsersApi client(String url) throws ScimApiException {
        ScimApiClient client = new ScimApiClient();
        client.setUsername(target.userName);
        client.setPassword(target.password);
        client.setURL(url);
        return new Scimv2UsersApi(client);
    }

    private interface Call {
        ScimApiResponse<String> on(Scimv2UsersApi client) throws ScimApiException;
    }
}
