package dev.sluice.topology;

import dev.sluice.call.AttemptCause;
import dev.sluice.call.AttemptReport;
import dev.sluice.call.Call;
import dev.sluice.guardrail.Intervention;
import java.time.Duration;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;

/** Tells several listeners, in order. */
public record TaskListeners(List<TaskListener> all) implements TaskListener {

  public TaskListeners {
    all = List.copyOf(all);
  }

  @Override
  public void committed(SpecificRecord event) {
    all.forEach(each -> each.committed(event));
  }

  @Override
  public void attemptStarted(Call call, AttemptCause cause, Duration queued) {
    all.forEach(each -> each.attemptStarted(call, cause, queued));
  }

  @Override
  public void attemptEnded(AttemptReport report) {
    all.forEach(each -> each.attemptEnded(report));
  }

  @Override
  public void waited(Call call, Duration wait) {
    all.forEach(each -> each.waited(call, wait));
  }

  @Override
  public void load(int partition, TaskLoad load) {
    all.forEach(each -> each.load(partition, load));
  }

  @Override
  public void waiting(int partition, int calls) {
    all.forEach(each -> each.waiting(partition, calls));
  }

  @Override
  public void batched(int partition, int calls) {
    all.forEach(each -> each.batched(partition, calls));
  }

  @Override
  public void closed(int partition) {
    all.forEach(each -> each.closed(partition));
  }

  @Override
  public void rerouted(String topic) {
    all.forEach(each -> each.rerouted(topic));
  }

  @Override
  public void blocked(String guardrail) {
    all.forEach(each -> each.blocked(guardrail));
  }

  @Override
  public void intervened(String guardrail, Intervention.Action action) {
    all.forEach(each -> each.intervened(guardrail, action));
  }
}
