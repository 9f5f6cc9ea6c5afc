package dev.sluice.local;

/** Signals of the terminal: a Ctrl-C or a hang-up goes to every process in it at once. */
final class Signals {

  private Signals() {}

  /**
   * So that a child is still there while its parent finishes with it. By reflection because the
   * compiler warns about these classes, which every JDK exports for this purpose (jdk.unsupported);
   * where one is missing, the signal does what it did.
   */
  static void ignoreThoseOfTheTerminal() {
    for (String name : new String[] {"INT", "HUP"}) {
      try {
        Class<?> signal = Class.forName("sun.misc.Signal");
        Class<?> handler = Class.forName("sun.misc.SignalHandler");
        signal
            .getMethod("handle", signal, handler)
            .invoke(
                null,
                signal.getConstructor(String.class).newInstance(name),
                handler.getField("SIG_IGN").get(null));
      } catch (ReflectiveOperationException e) {
        // Windows has no HUP
      }
    }
  }
}
