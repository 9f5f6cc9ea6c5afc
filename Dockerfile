# syntax=docker/dockerfile:1
FROM maven:3.9-eclipse-temurin-17 AS build
WORKDIR /src
COPY .mvn .mvn
COPY pom.xml ./
COPY schemas schemas
COPY confluent-avro confluent-avro
COPY local-cluster local-cluster
COPY streams-app streams-app
# named by the parent, not built
COPY bench/pom.xml bench/pom.xml
# the jars are collected in the same step: the cache of Maven's repository is not part of the image
RUN --mount=type=cache,target=/root/.m2 \
    mvn -B -ntp -pl schemas,confluent-avro,local-cluster,streams-app \
        -Dmaven.test.skip=true -Dspotless.check.skip=true package \
 && mkdir -p /app/lib \
 && tr ':' '\n' < streams-app/target/runtime.classpath | xargs cp -t /app/lib \
 && cp streams-app/target/streams-app-*.jar /app/lib/ \
 && mkdir -p /recording/lib \
 && tr ':' '\n' < local-cluster/target/runtime.classpath | xargs cp -t /recording/lib \
 && cp local-cluster/target/local-cluster-*.jar /recording/lib/
COPY examples /recording/examples

# not an Alpine image: RocksDB needs glibc
FROM eclipse-temurin:17-jre
RUN useradd --system --uid 10001 --home-dir /var/lib/sluice --create-home sluice
COPY --from=build /app/lib /app/lib
COPY LICENSE /app/
# an archive of the classes of a whole run as they are after loading, which would take half of each start. It holds for
# this JVM and this order of jars; without it a gateway starts all the same, but not on half of one
RUN --mount=type=bind,from=build,source=/recording,target=/recording \
    printf '%s\n' /app/lib/*.jar | paste -sd : > /app/classpath \
 && { java -XX:ArchiveClassesAtExit=/tmp/archive -Dsluice.home=/recording \
        -Dsluice.local-cluster.classpath="$(printf '%s\n' /recording/lib/*.jar | paste -sd :)" \
        -cp "$(cat /app/classpath)" dev.sluice.cli.Main demo --once --data /tmp/recording --http-port 0 || true; } \
 && { java -XX:SharedArchiveFile=/tmp/archive -Xshare:on -cp "$(cat /app/classpath)" dev.sluice.cli.Main --version \
        && mv /tmp/archive /app/archive || true; } \
 && rm -rf /tmp/*
USER sluice
WORKDIR /var/lib/sluice
VOLUME /var/lib/sluice
EXPOSE 8080
ENV JAVA_OPTS="-XX:MaxRAMPercentage=60 -XX:+ExitOnOutOfMemoryError"
STOPSIGNAL SIGTERM
ENTRYPOINT ["sh", "-c", "exec java -XX:SharedArchiveFile=/app/archive $JAVA_OPTS -cp \"$(cat /app/classpath)\" dev.sluice.cli.Main \"$@\"", "sluice"]
CMD ["run", "--config", "/etc/sluice/sluice.yaml"]
