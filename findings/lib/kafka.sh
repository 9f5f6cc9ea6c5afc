# Sourced after finding.sh: a real single-node Kafka (KRaft) from Maven Central on 127.0.0.1.

# start_kafka VERSION [SETTING=VALUE...]: the address is then "$bootstrap",
# the process "$broker_pid", and its jars are in broker/.
start_kafka() {
  local version=$1 controller
  shift
  [ -d broker ] || jars broker "org.apache.kafka:kafka_2.13:$version" org.slf4j:slf4j-simple:1.7.36
  read -r broker_port controller <<<"$(free_ports)"
  bootstrap=127.0.0.1:$broker_port
  cat >server.properties <<PROPERTIES
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:$controller
listeners=PLAINTEXT://$bootstrap,CONTROLLER://127.0.0.1:$controller
advertised.listeners=PLAINTEXT://$bootstrap
controller.listener.names=CONTROLLER
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
log.dirs=$work/log
offsets.topic.num.partitions=1
offsets.topic.replication.factor=1
transaction.state.log.num.partitions=1
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
group.initial.rebalance.delay.ms=0
log.cleaner.dedupe.buffer.size=2097152
PROPERTIES
  printf '%s\n' "$@" >>server.properties
  local run=(java -Xmx384m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Dorg.slf4j.simpleLogger.defaultLogLevel=info -cp 'broker/*')
  set_up "${run[@]}" kafka.tools.StorageTool format --cluster-id 4L6g3nShT-eMCtK--X86sw --config server.properties
  "${run[@]}" kafka.Kafka server.properties >broker.log 2>&1 &
  broker_pid=$!
  pids+=("$broker_pid")
  await 60 grep -q 'Kafka Server started' broker.log || { tail -n 20 broker.log >&2; set_up_failed "Kafka $version did not start"; }
}

free_ports() {
  python3 - <<'PYTHON'
import socket
sockets = [socket.socket() for _ in range(2)]
for s in sockets:
    s.bind(("127.0.0.1", 0))
print(*(s.getsockname()[1] for s in sockets))
PYTHON
}

# run_java FILE ARGUMENT...: one source file on the class path "$classpath", with little heap and few words.
run_java() {
  java -Xmx512m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Dorg.slf4j.simpleLogger.defaultLogLevel="${client_log:-off}" \
    -cp "${classpath:-broker/*}" "$@"
}
