package dev.sluice.demo;

import dev.sluice.admission.Metric;
import dev.sluice.client.Expectation;
import dev.sluice.client.RequestLine;
import dev.sluice.config.Settings;
import dev.sluice.config.TenantSettings;
import dev.sluice.v1.CompletionRequest;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Selects the requests that warm a demo up. Pure. */
final class DemoWarmUp {
  private DemoWarmUp() {}

  /**
   * One of the file's own for each route and tenant, under another request ID.
   *
   * @return none of a tenant whose limits would come close
   */
  static List<RequestLine> of(List<RequestLine> lines, Settings settings) {
    List<RequestLine> chosen = new ArrayList<>();
    Set<String> covered = new HashSet<>();
    for (RequestLine line : lines) {
      CompletionRequest request = line.request();
      if (request != null
          && line.expected().end() == Expectation.End.COMPLETED
          && hasRoom(settings.tenants().get(line.tenant()), lines.size())
          && covered.add(line.tenant() + " " + request.getModel())) {
        CompletionRequest copy =
            CompletionRequest.newBuilder(request)
                .setRequestId(request.getRequestId() + "-warm-up")
                .build();
        chosen.add(new RequestLine(line.number(), line.tenant(), copy, null, Expectation.NONE));
      }
    }
    return chosen;
  }

  private static boolean hasRoom(@Nullable TenantSettings tenant, int requests) {
    BigDecimal enough = BigDecimal.valueOf(3L * requests);
    return tenant != null
        && tenant.limits().stream()
            .allMatch(
                limit ->
                    limit.metric() == Metric.CONCURRENT
                        || (limit.metric() == Metric.REQUESTS
                            && limit.amount().compareTo(enough) >= 0));
  }
}
