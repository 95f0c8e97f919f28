package peer;

/** Where to provision to, told by the environment, so that no credential stands on a command line. */
public final class Target {

    public final String url;
    public final String userName;
    public final String password;

    private Target(String url, String userName, String password) {
        this.url = url;
        this.userName = userName;
        this.password = password;
    }

    static Target fromEnvironment() {
        return new Target(required("HARNESS_PEER_URL"), required("HARNESS_PEER_USERNAME"),
                required("HARNESS_PEER_PASSWORD"));
    }

    private static String required(String name) {
        String value = System.getenv(name);
        if (value == null || value.isEmpty()) {
            throw new IllegalStateException("set the environment variable " + name);
        }
        return value;
    }
}
