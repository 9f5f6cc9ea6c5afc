package dev.sluice.access;

import java.util.Locale;

/** Whose principal needs rights. */
public enum Role {
  /** A process that runs the gateway, webhooks included. */
  GATEWAY,
  /** A service that publishes requests and reads what comes of them, without HTTP. */
  CLIENT,
  /** Who changes and looks at tenants, and reads dead letters. */
  OPERATOR,
  /** {@code sluice replay}: reads what all tenants asked, and what became of it. */
  REPLAY,
  /** {@code sluice topics}: creates the topics and checks them. */
  TOPICS;

  /** As users write it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
