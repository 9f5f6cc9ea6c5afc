package dev.sluice.bench.load;

import java.util.function.UnaryOperator;

/**
 * What answers over HTTP.
 *
 * @param name of its process
 * @param url without a path
 * @param keys the API key of each tenant
 */
public record HttpTarget(String name, String url, UnaryOperator<String> keys) {

  /** A gateway of ours whose tenants have the keys of {@link Polls#key}. */
  public static HttpTarget gateway(String name, String url) {
    return new HttpTarget(name, url, Polls::key);
  }
}
