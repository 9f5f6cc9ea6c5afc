package dev.sluice.screening;

import dev.sluice.failure.Failure;
import dev.sluice.guardrail.Intervention;
import java.util.List;

/**
 * The result of guardrails on a request or an answer.
 *
 * @param <T> what was screened
 */
public sealed interface Screened<T> {

  /** It may go on in this form. */
  record Fit<T>(T value, List<Intervention> interventions) implements Screened<T> {
    public Fit {
      interventions = List.copyOf(interventions);
    }
  }

  /** It may not. */
  record Unfit<T>(Failure failure) implements Screened<T> {}
}
