package dev.sluice.admission;

import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** The store that a decision reads rows from, in the caller's thread. */
public interface ScopeRows {

  /** Null if nothing is counted for the scope value. */
  @Nullable ScopeRow find(ScopeValue scope);

  /** Visits all rows of a tenant except its own, in no particular order. */
  void eachOf(String tenant, BiConsumer<ScopeValue, ScopeRow> visitor);
}
