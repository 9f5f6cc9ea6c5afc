package dev.sluice.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.cli.Main;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.List;

/** What a command of {@code sluice} has printed, in this process, and its exit status. */
record CommandRun(int status, String out, String err) {

  /** Takes this process's standard streams for as long as the command runs. */
  static CommandRun of(List<String> args) {
    return of(args, "");
  }

  static CommandRun of(List<String> args, String stdin) {
    InputStream inBefore = System.in;
    PrintStream outBefore = System.out;
    PrintStream errBefore = System.err;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    System.setIn(new ByteArrayInputStream(stdin.getBytes(UTF_8)));
    System.setOut(new PrintStream(out, true, UTF_8));
    System.setErr(new PrintStream(err, true, UTF_8));
    try {
      int status =
          Main.commandLine(args.toArray(String[]::new)).execute(args.toArray(String[]::new));
      return new CommandRun(status, out.toString(UTF_8), err.toString(UTF_8));
    } finally {
      System.setIn(inBefore);
      System.setOut(outBefore);
      System.setErr(errBefore);
    }
  }
}
