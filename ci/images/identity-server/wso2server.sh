#!/bin/sh
# The simulator in the server's place. Arguments for the JVM (-D..., -X...) are taken and mean nothing here; all others
# are flags of `harness identity-server serve`. The trust store is what `keytool` beside this made of it: PEM.
set -eu

for argument in "$@"; do
  shift
  case $argument in
    -D* | -X*) ;;
    *) set -- "$@" "$argument" ;;
  esac
done

trust=$WSO2_SERVER_HOME/repository/resources/security/client-truststore.jks
if [ -s "$trust" ]; then
  set -- --provision-ca "$trust" "$@"
fi

exec harness identity-server serve --host 0.0.0.0 --port 9443 --state "$WSO2_SERVER_HOME/repository/database/simulator.db" "$@"
