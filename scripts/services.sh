# Sourced by scripts/test: a PostgreSQL and a Redis of its own, on free loopback ports and in a
# temporary folder. `stop_services` ends both, by their process ids, and removes the folder.

services_folder=
services_pids=()

free_port() {
  node -e '
    const server = require("node:net").createServer();
    server.listen(0, "127.0.0.1", () => { console.log(server.address().port); server.close(); });'
}

start_services() {
  services_folder=$(mktemp -d)
  chmod 755 "$services_folder"
  start_postgres
  start_redis
}

start_postgres() {
  local bin folder=$services_folder/postgres port as=()
  bin=$(scripts/postgres-bin)
  port=$(free_port)
  mkdir "$folder"
  # PostgreSQL refuses to run as root; Debian's package made a user for it.
  if [ "$(id -u)" -eq 0 ]; then
    chown postgres: "$folder"
    as=(setpriv --reuid=postgres --regid=postgres --clear-groups env HOME="$folder")
  fi
  "${as[@]}" "$bin/initdb" --pgdata="$folder/data" --username=wellmet --auth=trust \
    --encoding=UTF8 --locale=C.UTF-8 --no-sync >"$services_folder/initdb.log"
  # Nothing here outlives the tests, so nothing need reach the disk.
  "${as[@]}" "$bin/postgres" -D "$folder/data" -k "$folder" -h 127.0.0.1 -p "$port" \
    -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=400 \
    >"$services_folder/postgres.log" 2>&1 &
  services_pids+=($!)
  await_port PostgreSQL "$port" "$services_folder/postgres.log"
  export TEST_POSTGRES_URL="postgres://wellmet@127.0.0.1:$port/postgres"
}

start_redis() {
  local folder=$services_folder/redis port
  port=$(free_port)
  mkdir "$folder"
  redis-server --bind 127.0.0.1 --port "$port" --dir "$folder" --save '' --appendonly no \
    >"$services_folder/redis.log" 2>&1 &
  services_pids+=($!)
  await_port Redis "$port" "$services_folder/redis.log"
  export TEST_REDIS_URL="redis://127.0.0.1:$port/"
}

# await_port NAME PORT LOG: until it accepts connections, for 20 s at most.
await_port() {
  local deadline=$((SECONDS + 20))
  while [ "$SECONDS" -lt "$deadline" ]; do
    if (exec 3<>"/dev/tcp/127.0.0.1/$2") 2>/dev/null; then return; fi
    sleep 0.1
  done
  echo "$1 did not start; it said:" >&2
  cat "$3" >&2
  return 1
}

stop_services() {
  local pid
  for pid in "${services_pids[@]}"; do
    # To PostgreSQL this is its fast shutdown, which ends its own children.
    kill -INT "$pid" 2>/dev/null || true
  done
  for pid in "${services_pids[@]}"; do
    wait "$pid" 2>/dev/null || true
  done
  services_pids=()
  if [ -n "$services_folder" ]; then rm -rf "$services_folder"; fi
}
