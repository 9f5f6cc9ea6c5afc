package dev.sluice.http;

import java.util.List;

/** Knows the routes. Any thread; never blocks. */
public interface Models {

  /** The routes that the principal may use, in the order of the configuration. */
  List<String> of(Principal principal);
}
