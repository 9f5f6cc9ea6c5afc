package dev.sluice.guardrail;

import java.util.List;

/** Windows one after the other, each on what the one before it lets through. */
public final class WindowChain implements AnswerWindow {
  private final List<AnswerWindow> windows;

  public WindowChain(List<AnswerWindow> windows) {
    this.windows = List.copyOf(windows);
  }

  @Override
  public String add(String piece) {
    String left = piece;
    for (AnswerWindow window : windows) {
      left = window.add(left);
    }
    return isBlocked() ? "" : left;
  }

  @Override
  public String end() {
    String left = "";
    for (AnswerWindow window : windows) {
      left = window.add(left) + window.end();
    }
    return isBlocked() ? "" : left;
  }

  @Override
  public boolean isBlocked() {
    return windows.stream().anyMatch(AnswerWindow::isBlocked);
  }
}
