#!/bin/sh
# Starts the simulator as the vendor's image starts the server: what lies in ~/wso2-config-volume and
# ~/wso2-artifact-volume goes over the product's home first.
set -eu

for volume in wso2-config-volume wso2-artifact-volume; do
  if [ -d "$WORKING_DIRECTORY/$volume" ]; then
    cp -RL "$WORKING_DIRECTORY/$volume/." "$WSO2_SERVER_HOME/"
  fi
done

exec sh "$WSO2_SERVER_HOME/bin/wso2server.sh" "$@"
