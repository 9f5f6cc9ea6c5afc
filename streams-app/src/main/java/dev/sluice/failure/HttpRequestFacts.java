package dev.sluice.failure;

import java.util.regex.Pattern;

/**
 * The request that was sent to a provider.
 *
 * @param method such as POST
 * @param url without user information, query and fragment, which may hold secrets: they are always
 *     cut off here
 */
public record HttpRequestFacts(String method, String url) {
  private static final Pattern USER_INFO = Pattern.compile("//[^/]*@");
  private static final Pattern QUERY = Pattern.compile("[?#].*", Pattern.DOTALL);

  public HttpRequestFacts {
    method = Text.wellFormed(method);
    url = Text.wellFormed(url);
    url = USER_INFO.matcher(QUERY.matcher(url).replaceFirst("")).replaceFirst("//");
  }
}
