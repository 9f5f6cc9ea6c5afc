package dev.sluice.bench.load;

/** How a client comes to its answer. */
public enum HttpForm {
  /** It creates the response in the background, and polls every 100 ms until it has ended. */
  POLL("background, polled", true, ""),
  /** The same with polls that wait for the end. */
  LONG_POLL("background, long-polled", true, "?wait=30"),
  /** It creates the response, and is answered when it has ended. */
  FOREGROUND("foreground", false, "");

  private final String title;
  private final boolean background;
  private final String query;

  HttpForm(String title, boolean background, String query) {
    this.title = title;
    this.background = background;
    this.query = query;
  }

  public String title() {
    return title;
  }

  boolean background() {
    return background;
  }

  /** What polls ask beside the ID. */
  String query() {
    return query;
  }
}
