package peer;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.Executors;
import org.json.JSONArray;
import org.json.JSONException;
import org.json.JSONObject;

/**
 * Serves one kind of WSO2's code on a free port of the loopback interface: POST /provision with
 * {"operation", "userName", "claims", "password"} is answered {"result": "OK" or "FAIL", "reason", "exchanges"}.
 * Prints "ready URL" once it accepts connections.
 */
public final class Main {

    private Main() {
    }

    public static void main(String[] arguments) throws Exception {
        String certificates = System.getenv("HARNESS_PEER_CA");
        if (certificates != null && !certificates.isEmpty()) {
            Trust.only(Path.of(certificates));
        }
        Sender sender = (Sender) Class.forName(arguments[0]).getConstructor(Target.class)
                .newInstance(Target.fromEnvironment());
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        HttpServer server = HttpServer.create(address, 0);
        server.setExecutor(Executors.newCachedThreadPool());
        server.createContext("/provision", exchange -> answer(exchange, sender));
        server.start();
        System.out.println("ready http://127.0.0.1:" + server.getAddress().getPort());
    }

    private static void answer(HttpExchange exchange, Sender sender) throws IOException {
        String text = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        int status = 200;
        String said;
        try {
            said = provisioned(sender, new JSONObject(text)).toString();
        } catch (JSONException error) {
            status = 400;
            said = "give a JSON object with operation, userName and claims: " + error.getMessage();
        }
        byte[] body = said.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private static JSONObject provisioned(Sender sender, JSONObject event) throws JSONException {
        Map<String, String> claims = claims(event.getJSONObject("claims"));
        String password = event.isNull("password") ? null : event.getString("password");
        String operation = event.getString("operation");
        String userName = event.getString("userName");
        String reason = "";
        try {
            sender.provision(operation, userName, claims, password);
        } catch (Exception | LinkageError error) { // a class that is missing shows only when it is used
            error.printStackTrace();
            reason = rootOf(error).toString();
        }
        return new JSONObject().put("result", reason.isEmpty() ? "OK" : "FAIL").put("reason", reason)
                .put("exchanges", new JSONArray(Exchanges.taken()));
    }

    private static Map<String, String> claims(JSONObject object) throws JSONException {
        Map<String, String> claims = new HashMap<>();
        for (Iterator<?> names = object.keys(); names.hasNext();) {
            String name = (String) names.next();
            claims.put(name, object.getString(name));
        }
        return claims;
    }

    private static Throwable rootOf(Throwable error) {
        return error.getCause() == null ? error : rootOf(error.getCause());
    }
}
