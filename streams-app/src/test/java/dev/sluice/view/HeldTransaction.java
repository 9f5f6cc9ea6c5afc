package dev.sluice.view;

import dev.sluice.call.OpenTransaction;
import java.util.ArrayList;
import java.util.List;

/** The transaction of a stream thread, which ends when and how the test says. */
final class HeldTransaction implements OpenTransaction {
  private final List<Listener> listeners = new ArrayList<>();

  @Override
  public void onEnd(Listener listener) {
    listeners.add(listener);
  }

  void commit() {
    take().forEach(Listener::committed);
  }

  void abort() {
    take().forEach(Listener::notCommitted);
  }

  private List<Listener> take() {
    List<Listener> all = List.copyOf(listeners);
    listeners.clear();
    return all;
  }
}
