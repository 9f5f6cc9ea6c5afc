package dev.sluice.topology;

import dev.sluice.wire.TopicNames;

/** The sources, processors and sinks of the gateway's sub-topology. */
final class NodeNames {
  static final String REQUESTS_SOURCE = "requests";
  static final String ATTEMPTS_SOURCE = "attempts";
  static final String COMMANDS_SOURCE = "commands";
  static final String TENANTS_SOURCE = "tenants";
  static final String GATEWAY = "gateway";
  static final String POLLING_SINK = "polling";
  static final String RESULTS_SINK = "results";
  static final String ERRORS_SINK = "errors";
  static final String DEAD_LETTERS_SINK = "dead-letters";
  static final String BUDGETS_SINK = "budgets";
  static final String REROUTED_REQUESTS_SINK = "rerouted-requests";
  static final String REROUTED_COMMANDS_SINK = "rerouted-commands";
  static final String REROUTED_TENANTS_SINK = "rerouted-tenants";

  private NodeNames() {}

  /** The sink that leads back to the topic. */
  static String rerouted(TopicNames topics, String topic) {
    if (topic.equals(topics.requests())) {
      return REROUTED_REQUESTS_SINK;
    }
    return topic.equals(topics.commands()) ? REROUTED_COMMANDS_SINK : REROUTED_TENANTS_SINK;
  }
}
