package dev.sluice.admission;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whose counters a row holds: a tenant's, or those of a key, model, user or a combination of them
 * within it.
 *
 * @param key null unless the scope names the key; likewise for model and user
 */
public record ScopeValue(
    String tenant, @Nullable String key, @Nullable String model, @Nullable String user) {

  private static final String KEY = "key=";
  private static final String MODEL = "model=";
  private static final String USER = "user=";

  /** The tenant as a whole. */
  public static ScopeValue ofTenant(String tenant) {
    return new ScopeValue(tenant, null, null, null);
  }

  /**
   * Of a request's own scope, what limits with these scopes count it under. Null if they name the
   * user and the request has none: such a limit doesn't apply.
   */
  @Nullable ScopeValue per(Set<Scope> scopes) {
    if (user == null && scopes.contains(Scope.USER)) {
      return null;
    }
    return new ScopeValue(
        tenant,
        scopes.contains(Scope.KEY) ? key : null,
        scopes.contains(Scope.MODEL) ? model : null,
        scopes.contains(Scope.USER) ? user : null);
  }

  /** Which scopes it names: the sum of their codes; 0 for the tenant as a whole. */
  int kind() {
    return (key == null ? 0 : Scope.KEY.code())
        + (model == null ? 0 : Scope.MODEL.code())
        + (user == null ? 0 : Scope.USER.code());
  }

  /**
   * The row's key in the store, such as {@code acme} or {@code acme|model=gpt-4o|user=u1}. Equal
   * only for equal values ({@code |} and {@code %} in a value are percent-encoded); all rows of a
   * tenant except its own begin with {@link #tenantPrefix}.
   */
  public String storeKey() {
    if (kind() == 0) {
      return escape(tenant);
    }
    StringBuilder text = new StringBuilder(escape(tenant));
    append(text, KEY, key);
    append(text, MODEL, model);
    append(text, USER, user);
    return text.toString();
  }

  /** The prefix of the store keys of a tenant's keys, models and users. */
  public static String tenantPrefix(String tenant) {
    return escape(tenant) + "|";
  }

  /** Within the tenant, for display: {@code tenant}, or for example {@code key=batch}. */
  public String label() {
    String storeKey = storeKey();
    int bar = storeKey.indexOf('|');
    return bar < 0 ? Scope.TENANT.label() : storeKey.substring(bar + 1);
  }

  /**
   * The reverse of {@link #storeKey}.
   *
   * @throws IllegalArgumentException for a text that it never returns
   */
  public static ScopeValue parse(String storeKey) {
    String[] parts = storeKey.split("\\|", -1);
    ScopeValue value = ofTenant(unescape(parts[0]));
    for (int i = 1; i < parts.length; i++) {
      value = value.with(parts[i], storeKey);
    }
    if (!value.storeKey().equals(storeKey)) {
      throw new IllegalArgumentException("not the key of a limit's row: " + storeKey);
    }
    return value;
  }

  private ScopeValue with(String part, String storeKey) {
    if (part.startsWith(KEY)) {
      return new ScopeValue(tenant, unescape(part.substring(KEY.length())), model, user);
    }
    if (part.startsWith(MODEL)) {
      return new ScopeValue(tenant, key, unescape(part.substring(MODEL.length())), user);
    }
    if (part.startsWith(USER)) {
      return new ScopeValue(tenant, key, model, unescape(part.substring(USER.length())));
    }
    throw new IllegalArgumentException("not the key of a limit's row: " + storeKey);
  }

  private static void append(StringBuilder text, String name, @Nullable String value) {
    if (value != null) {
      text.append('|').append(name).append(escape(value));
    }
  }

  private static String escape(String value) {
    boolean plain = value.indexOf('%') < 0 && value.indexOf('|') < 0;
    return plain ? value : value.replace("%", "%25").replace("|", "%7C");
  }

  private static String unescape(String value) {
    return value.replace("%7C", "|").replace("%25", "%");
  }

  @Override
  public String toString() {
    return storeKey();
  }
}
