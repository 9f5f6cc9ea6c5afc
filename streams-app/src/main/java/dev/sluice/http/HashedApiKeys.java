package dev.sluice.http;

import com.google.common.hash.HashCode;
import com.google.common.hash.Hashing;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * API keys by their SHA-256, as tenant policies hold them. Updated by the follower of the tenants
 * topic, one thread at a time; read by any thread, of which each search sees an update as a whole.
 */
public final class HashedApiKeys implements ApiKeys {
  private static final Logger log = LoggerFactory.getLogger(HashedApiKeys.class);
  private static final int HASH_BYTES = 32;

  private static final class Entry {
    final byte[] hash;
    final Principal principal;

    Entry(byte[] hash, Principal principal) {
      this.hash = hash;
      this.principal = principal;
    }
  }

  private final Map<String, List<Entry>> byTenant = new HashMap<>();

  /** Each is replaced as a whole. */
  private final Map<Integer, List<Entry>> buckets = new ConcurrentHashMap<>();

  private volatile boolean ready;

  /**
   * Replaces the tenant's keys; an empty map withdraws them all.
   *
   * @param keyIds the key IDs of the enabled keys by the SHA-256 of their API key, in hex; other
   *     values are skipped and logged
   */
  public synchronized void put(String tenant, Map<String, String> keyIds) {
    List<Entry> entries = new ArrayList<>();
    keyIds.forEach(
        (hex, keyId) -> {
          try {
            byte[] hash = HexFormat.of().parseHex(hex);
            if (hash.length == HASH_BYTES) {
              entries.add(new Entry(hash, new Principal(tenant, keyId)));
              return;
            }
          } catch (IllegalArgumentException notHex) {
            // logged below, like a hash of another length
          }
          log.warn(
              "api_key_sha256 of key {} of tenant {} is not 64 hex digits; the key is not accepted",
              keyId,
              tenant);
        });
    List<Entry> former =
        entries.isEmpty() ? byTenant.remove(tenant) : byTenant.put(tenant, entries);
    List<Entry> gone = former == null ? List.of() : former;
    Stream.concat(gone.stream(), entries.stream())
        .map(entry -> bucket(entry.hash))
        .distinct()
        .forEach(bucket -> replace(bucket, gone, entries));
  }

  private void replace(int bucket, List<Entry> gone, List<Entry> added) {
    List<Entry> next = new ArrayList<>(buckets.getOrDefault(bucket, List.of()));
    next.removeAll(gone);
    added.stream().filter(entry -> bucket(entry.hash) == bucket).forEach(next::add);
    if (next.isEmpty()) {
      buckets.remove(bucket);
    } else {
      buckets.put(bucket, List.copyOf(next));
    }
  }

  /** Call it once the tenants topic was read to its end as of the start. */
  public void markReady() {
    ready = true;
  }

  @Override
  public boolean isReady() {
    return ready;
  }

  @Override
  public Optional<Principal> find(String apiKey) {
    byte[] hash = sha256(apiKey).asBytes();
    Principal found = null;
    int tenants = 0;
    for (Entry entry : buckets.getOrDefault(bucket(hash), List.of())) {
      if (MessageDigest.isEqual(entry.hash, hash)) {
        tenants += found == null || !found.tenant().equals(entry.principal.tenant()) ? 1 : 0;
        found = entry.principal;
      }
    }
    // a key that two tenants claim belongs to neither: it must not give access to another's answers
    return tenants == 1 ? Optional.ofNullable(found) : Optional.empty();
  }

  /** The SHA-256 of an API key, in hex, as a tenant's policy holds it. */
  public static String hash(String apiKey) {
    return sha256(apiKey).toString();
  }

  /** Finding the bucket reveals at most four bytes of a hash by its timing. */
  private static int bucket(byte[] hash) {
    return ByteBuffer.wrap(hash).getInt();
  }

  private static HashCode sha256(String apiKey) {
    return Hashing.sha256().hashString(apiKey, StandardCharsets.UTF_8);
  }
}
