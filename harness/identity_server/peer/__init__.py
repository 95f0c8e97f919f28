"""WSO2's own provisioning code as a client of the bridge: in a JVM, from public jars that are fetched when needed.

- `kinds`: what there is to run, each with its jars, our Java sources, and the claims it takes;
- `tools`: the JDK and Maven; `jars`: the pinned jars; `build`: our few Java sources, compiled;
- `process`: one JVM, told one event after the other;
- `java/`: the JVM's side: a small server, and stand-ins for what no public repository has. Nothing there is WSO2's.

`docs/peers.md` says what is exact and what is not.
"""
