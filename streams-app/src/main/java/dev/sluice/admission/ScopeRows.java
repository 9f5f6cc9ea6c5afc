package dev.sluice.admission;

import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Where a decision reads rows: the store, in the caller's thread. */
public interface ScopeRows {

  /** Null when nothing is counted for the scope value. */
  @Nullable ScopeRow find(ScopeValue scope);

  /** Visits all rows of a tenant but its own, in an order of its own. */
  void eachOf(String tenant, BiConsumer<ScopeValue, ScopeRow> visitor);
}
