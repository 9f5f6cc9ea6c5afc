package dev.sluice.gateway;

import dev.sluice.config.Settings;
import dev.sluice.topology.GatewaySettings;
import dev.sluice.wire.RequestLimits;
import dev.sluice.wire.RowFormats;
import dev.sluice.wire.TopicNames;

/** Maps the configuration to the topology's settings. */
final class TopologySettingsMapper {
  private static final int RAW_BYTES_CAP = 64 * 1024;

  private TopologySettingsMapper() {}

  /**
   * @param partitions that each topic has
   */
  static GatewaySettings settings(Settings settings, TopicNames topics, int partitions) {
    return new GatewaySettings(
        topics,
        partitions,
        rows(settings),
        settings.unknownTenantPolicy(0).orElse(null),
        settings.dispatch().maxInFlightPerTask(),
        settings.dispatch().maxBytesInFlightPerTask().bytes(),
        settings.dispatch().maxQueuedPerTenant(),
        settings.dispatch().maxAttempts(),
        settings.dispatch().lease(),
        settings.dispatch().sweep(),
        settings.requests().maxDeadline(),
        settings.view().retention(),
        new RequestLimits(
            settings.requests().maxMessages(), (int) settings.requests().maxSize().bytes()),
        RAW_BYTES_CAP,
        settings.priceTable(),
        settings.limits().defaultMaxOutputTokens(),
        settings.signatures(),
        settings.webhooks().terms());
  }

  static RowFormats rows(Settings settings) {
    String release = settings.upgradeFrom();
    return release == null ? RowFormats.newest() : RowFormats.of(release);
  }
}
