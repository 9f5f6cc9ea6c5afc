package dev.sluice;

import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The arrows between the gateway's packages, as {@link ArchitectureTest} holds them. */
final class Arrows {
  private static final Set<String> VENDOR =
      Set.of(
          "call",
          "failure",
          "json",
          "profile",
          "provider",
          "provider.errors",
          "provider.http",
          "provider.stream");

  private static final Set<String> COMMANDS =
      Set.of(
          "access",
          "admission",
          "client",
          "config",
          "gateway",
          "json",
          "outage",
          "terminal",
          "wire",
          "v1");

  /**
   * All that a package may import of Sluice; {@code v1} and {@code store.v1} are generated, {@code
   * schemas} lists the releases.
   */
  static final Map<String, Set<String>> BY_PACKAGE =
      Map.ofEntries(
          Map.entry("failure", Set.of()),
          Map.entry("tokens", Set.of()),
          Map.entry("json", Set.of()),
          Map.entry("profile", Set.of()),
          Map.entry("outage", Set.of()),
          Map.entry("capacity", Set.of()),
          Map.entry("overview", Set.of("json")),
          Map.entry("webhook", Set.of()),
          Map.entry("guardrail", Set.of("json", "tokens")),
          Map.entry("admission", Set.of("guardrail")),
          Map.entry("replay", Set.of("admission")),
          Map.entry(
              "history",
              Set.of(
                  "access",
                  "admission",
                  "call",
                  "client",
                  "config",
                  "gateway",
                  "replay",
                  "topology",
                  "wire",
                  "v1")),
          Map.entry("call", Set.of("failure", "guardrail", "profile")),
          Map.entry("screening", Set.of("call", "failure", "guardrail")),
          Map.entry("provider", Set.of("call", "failure")),
          Map.entry("provider.errors", Set.of("call", "failure", "json", "provider")),
          Map.entry("provider.shaping", Set.of("call", "failure", "json", "profile")),
          Map.entry("provider.stream", Set.of("call", "json", "provider.errors")),
          Map.entry(
              "provider.http",
              Set.of(
                  "call",
                  "failure",
                  "json",
                  "provider",
                  "provider.errors",
                  "provider.shaping",
                  "provider.stream")),
          Map.entry("provider.openai", VENDOR),
          Map.entry("provider.anthropic", VENDOR),
          Map.entry("provider.gemini", VENDOR),
          Map.entry("provider.bedrock", VENDOR),
          Map.entry("provider.echo", VENDOR),
          Map.entry(
              "wire",
              Set.of(
                  "admission", "call", "failure", "guardrail", "json", "outage", "schemas", "v1")),
          Map.entry(
              "dispatch",
              Set.of(
                  "call",
                  "delta",
                  "failure",
                  "guardrail",
                  "outage",
                  "provider",
                  "screening",
                  "wire")),
          Map.entry("delta", Set.of("call", "outage", "wire", "v1")),
          Map.entry("view", Set.of("call", "failure", "wire", "v1")),
          Map.entry(
              "delivery",
              Set.of(
                  "admission",
                  "provider",
                  "provider.errors",
                  "provider.http",
                  "view",
                  "webhook",
                  "wire",
                  "v1",
                  "store.v1")),
          Map.entry(
              "topology",
              Set.of(
                  "admission",
                  "call",
                  "failure",
                  "guardrail",
                  "json",
                  "outage",
                  "profile",
                  "screening",
                  "tokens",
                  "view",
                  "wire",
                  "v1",
                  "store.v1")),
          Map.entry("http.openai", Set.of("call", "delta", "json", "view", "wire", "v1")),
          Map.entry("http.async", Set.of("call", "view")),
          Map.entry(
              "http",
              Set.of(
                  "batch",
                  "batch.store",
                  "call",
                  "delta",
                  "failure",
                  "http.async",
                  "http.openai",
                  "json",
                  "outage",
                  "overview",
                  "view",
                  "wire",
                  "v1")),
          Map.entry(
              "config",
              Set.of(
                  "admission",
                  "call",
                  "guardrail",
                  "json",
                  "profile",
                  "provider",
                  "provider.errors",
                  "schemas",
                  "webhook",
                  "wire")),
          Map.entry(
              "gateway.metrics",
              Set.of(
                  "call",
                  "delta",
                  "dispatch",
                  "failure",
                  "guardrail",
                  "provider",
                  "provider.errors",
                  "topology",
                  "v1",
                  "wire")),
          Map.entry(
              "gateway.tracing",
              Set.of(
                  "call",
                  "config",
                  "failure",
                  "gateway.metrics",
                  "outage",
                  "provider",
                  "topology",
                  "v1",
                  "wire")),
          Map.entry(
              "gateway.overview",
              Set.of(
                  "admission",
                  "call",
                  "dispatch",
                  "failure",
                  "http",
                  "json",
                  "overview",
                  "provider",
                  "topology",
                  "view",
                  "webhook",
                  "wire",
                  "v1",
                  "store.v1")),
          Map.entry("terminal", Set.of()),
          Map.entry("access", Set.of("config", "topology", "wire")),
          Map.entry(
              "client",
              Set.of(
                  "access", "admission", "config", "gateway", "outage", "topology", "wire", "v1")),
          Map.entry("batch", Set.of("failure", "http.openai", "json", "view", "wire", "v1")),
          Map.entry("batch.store", Set.of("batch", "json", "outage", "wire")),
          Map.entry(
              "batch.work",
              Set.of(
                  "batch",
                  "batch.store",
                  "call",
                  "failure",
                  "http",
                  "http.openai",
                  "outage",
                  "wire",
                  "v1")),
          Map.entry(
              "batch.run",
              Set.of(
                  "batch",
                  "client",
                  "config",
                  "gateway",
                  "http.openai",
                  "outage",
                  "terminal",
                  "wire")),
          Map.entry("demo", COMMANDS),
          Map.entry(
              "cli",
              Stream.concat(
                      COMMANDS.stream(),
                      Stream.of("batch.run", "capacity", "demo", "history", "replay"))
                  .collect(Collectors.toSet())));

  /** The package that puts all others together. */
  static final String EVERYTHING = "gateway";

  private Arrows() {}
}
