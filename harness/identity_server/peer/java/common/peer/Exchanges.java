package peer;

import java.util.ArrayList;
import java.util.List;
import org.json.JSONException;
import org.json.JSONObject;

/** What one event sent and received, noted by the thread that does it. */
public final class Exchanges {

    private static final ThreadLocal<List<JSONObject>> NOTED = ThreadLocal.withInitial(ArrayList::new);

    private Exchanges() {
    }

    /** Notes a request at the moment of sending; its answer is added later. */
    public static void sent(String method, String target, String body) throws JSONException {
        NOTED.get().add(new JSONObject().put("at", System.currentTimeMillis() / 1000.0).put("method", method)
                .put("target", target).put("body", body == null ? "" : body));
    }

    /** Notes the answer to the request noted last. */
    public static void answered(int status, String answer) throws JSONException {
        List<JSONObject> noted = NOTED.get();
        noted.get(noted.size() - 1).put("status", status).put("answer", answer == null ? "" : answer);
    }

    static List<JSONObject> taken() {
        List<JSONObject> noted = NOTED.get();
        NOTED.remove();
        return noted;
    }
}
