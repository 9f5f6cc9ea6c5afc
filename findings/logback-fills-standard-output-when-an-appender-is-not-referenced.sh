#!/usr/bin/env bash
# logback-classic 1.5.38 (Java)
#
# One would guess: a logback.xml with two appenders on standard error, text and json, whose root refers to the one that
# an environment variable names, logs in that form on standard error, and leaves standard output to the program.
# What happens: since 1.5 an appender that nothing refers to is a warning of Logback about its configuration, and because of
# a warning it prints all that it did while it configured itself, some 30 lines, to standard output. Programs whose output
# is read by others are broken by it. A <statusListener> in the file, such as NopStatusListener, keeps it silent.
#
#   ch.qos.logback.core.model.processor.AppenderModelHandler - Appender named [json] not referenced. Skipping further processing.
#   standard output: 23 lines; with a listener: 1
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib/finding.sh"
source "$library/kafka.sh"

jars application ch.qos.logback:logback-classic:1.5.38
cat >Result.java <<'JAVA'
class Result {
  public static void main(String[] args) {
    org.slf4j.LoggerFactory.getLogger(Result.class).warn("a warning");
    System.out.println("{\"result\": 1}");
  }
}
JAVA
configuration() {
  mkdir -p "$1"
  cat >"$1/logback.xml" <<XML
<configuration>
  $2
  <appender name="text" class="ch.qos.logback.core.ConsoleAppender">
    <target>System.err</target>
    <encoder><pattern>%level %msg%n</pattern></encoder>
  </appender>
  <appender name="json" class="ch.qos.logback.core.ConsoleAppender">
    <target>System.err</target>
    <encoder class="ch.qos.logback.classic.encoder.JsonEncoder"/>
  </appender>
  <root level="WARN"><appender-ref ref="\${LOG_FORMAT:-text}"/></root>
</configuration>
XML
}
configuration plain ''
configuration listening '<statusListener class="ch.qos.logback.core.status.NopStatusListener"/>'
classpath='plain:application/*'
run_java Result.java >plain.out 2>plain.err || set_up_failed "the program failed"
classpath='listening:application/*'
run_java Result.java >listening.out 2>listening.err || set_up_failed "the program failed"
grep -q '^WARN a warning' plain.err || set_up_failed "the log is not on standard error"
[[ $(<listening.out) == '{"result": 1}' ]] || set_up_failed "a status listener does not keep Logback silent"
grep 'not referenced' plain.out | sed 's/^.*-WARN in/  /' || true
echo "  standard output: $(wc -l <plain.out) lines; with a listener: $(wc -l <listening.out)"
[[ $(wc -l <plain.out) -gt 2 ]] || no_longer "standard output has the result alone"
still_surprising "Logback tells on standard output how it configured itself"
