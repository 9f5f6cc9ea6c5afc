#!/usr/bin/env bash
# maven-surefire-plugin 3.5.6 with junit-jupiter 5.14.4 (Maven Central); maven-failsafe-plugin runs the same code
#
# One would guess: what an extension puts into the root store is closed after all tests of a JVM, as JUnit's guide says of
# resources that test classes share; with reuseForks, a JVM has many classes, so a broker in that store is started once
# for each fork.
# What happens: with forkCount 1 it is. With more, each JVM is handed its classes one by one, and each class is an
# execution of its own with a root store of its own: a broker is started and stopped for every class, silently. The
# store of the launcher's session (StoreScope.LAUNCHER_SESSION, since JUnit 5.13) lives as long as the JVM in both.
#
#   1 fork(s): 4 classes in 1 JVM(s), root store opened 1 time(s), session's store 1 time(s)
#   2 fork(s): 4 classes in 2 JVM(s), root store opened 4 time(s), session's store 2 time(s)
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib/finding.sh"

needs mvn java
mkdir -p src/test/java
cat >pom.xml <<'XML'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>finding</groupId><artifactId>stores</artifactId><version>1</version>
  <properties>
    <maven.compiler.release>17</maven.compiler.release>
    <project.build.sourceEncoding>UTF-8</project.build.sourceEncoding>
  </properties>
  <dependencies>
    <dependency>
      <groupId>org.junit.jupiter</groupId><artifactId>junit-jupiter</artifactId><version>5.14.4</version><scope>test</scope>
    </dependency>
  </dependencies>
  <build><plugins><plugin><artifactId>maven-compiler-plugin</artifactId><version>3.15.0</version></plugin><plugin>
    <artifactId>maven-surefire-plugin</artifactId><version>3.5.6</version>
    <configuration><reuseForks>true</reuseForks></configuration>
  </plugin></plugins></build>
</project>
XML
cat >src/test/java/Opened.java <<'JAVA'
import java.io.IOException;
import java.nio.file.*;
import org.junit.jupiter.api.extension.*;
import org.junit.jupiter.api.extension.ExtensionContext.*;

class Opened implements BeforeAllCallback {
  @Override
  public void beforeAll(ExtensionContext context) {
    var name = Namespace.create(Opened.class);
    context.getRoot().getStore(name).getOrComputeIfAbsent("in root", key -> tell("root"));
    context.getStore(StoreScope.LAUNCHER_SESSION, name).getOrComputeIfAbsent("in session", key -> tell("session"));
    tell("class");
  }

  private static String tell(String what) {
    try {
      return Files.writeString(Path.of("opened"), what + " " + ProcessHandle.current().pid() + "\n",
          StandardOpenOption.CREATE, StandardOpenOption.APPEND).toString();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
JAVA
for class in OneTest TwoTest ThreeTest FourTest; do
  cat >"src/test/java/$class.java" <<JAVA
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Opened.class)
class $class {
  @Test
  void test() throws Exception {
    Thread.sleep(500); // both forks get some
  }
}
JAVA
done

run() { # forks
  rm -f opened
  set_up mvn -B test -DforkCount="$1"
  classes=$(grep -c '^class' opened)
  jvms=$(cut -d' ' -f2 opened | sort -u | wc -l)
  roots=$(grep -c '^root' opened)
  sessions=$(grep -c '^session' opened)
  echo "$1 fork(s): $classes classes in $jvms JVM(s), root store opened $roots time(s), session's store $sessions time(s)"
}

run 1
[ "$roots" = 1 ] && [ "$sessions" = 1 ] || no_longer "with one fork, a store lives for less than the JVM"
run 2
[ "$sessions" = "$jvms" ] || no_longer "the session's store does not live as long as the JVM"
[ "$roots" = "$classes" ] || no_longer "a root store serves more than one class"
still_surprising "with two forks every class has a root store of its own"
