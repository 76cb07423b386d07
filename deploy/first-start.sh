#!/bin/sh
# Makes the tables and, when the tenant is new, its first key, which is printed once: docker compose logs first-start
set -eu
node bin/holdfast.mjs migrate
if node bin/holdfast.mjs tenants create "$HOLDFAST_FIRST_TENANT"; then
  node bin/holdfast.mjs keys create --name first --tenant "$HOLDFAST_FIRST_TENANT" --role admin
fi
