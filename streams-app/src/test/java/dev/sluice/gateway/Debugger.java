package dev.sluice.gateway;

import com.sun.jdi.Bootstrap;
import com.sun.jdi.ThreadReference;
import com.sun.jdi.VirtualMachine;
import com.sun.jdi.connect.AttachingConnector;
import com.sun.jdi.connect.Connector;
import com.sun.jdi.connect.IllegalConnectorArgumentsException;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;

/** Lets single threads of another JVM stand still, which signals can't. */
final class Debugger {
  private final VirtualMachine jvm;

  private Debugger(VirtualMachine jvm) {
    this.jvm = jvm;
  }

  /** The option of a JVM that listens for a debugger. */
  static String option(int port) {
    return "-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,quiet=y,address=127.0.0.1:"
        + port;
  }

  static Debugger attach(int port) throws IOException, IllegalConnectorArgumentsException {
    AttachingConnector connector =
        Bootstrap.virtualMachineManager().attachingConnectors().stream()
            .filter(each -> each.name().equals("com.sun.jdi.SocketAttach"))
            .findFirst()
            .orElseThrow();
    Map<String, Connector.Argument> arguments = connector.defaultArguments();
    Map.of("hostname", "127.0.0.1", "port", String.valueOf(port))
        .forEach((name, value) -> Objects.requireNonNull(arguments.get(name)).setValue(value));
    return new Debugger(connector.attach(arguments));
  }

  /** For as long as the JVM lives. */
  void freeze(Predicate<String> thread) {
    jvm.allThreads().stream()
        .filter(each -> thread.test(each.name()))
        .forEach(ThreadReference::suspend);
  }
}
