package dev.sluice.http;

import java.util.List;

final class FakeHealth implements Health {
  volatile boolean live = true;
  volatile List<String> reasons = List.of();

  @Override
  public boolean isLive() {
    return live;
  }

  @Override
  public List<String> notReady() {
    return reasons;
  }
}
