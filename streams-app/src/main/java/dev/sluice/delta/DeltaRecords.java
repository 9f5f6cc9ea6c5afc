package dev.sluice.delta;

import dev.sluice.call.AnswerDelta;
import dev.sluice.v1.AnswerDeltaKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Converts the content of the deltas topic to and from Avro records. Stateless; any thread. */
public final class DeltaRecords {
  private DeltaRecords() {}

  public static dev.sluice.v1.AnswerDeltas toRecord(AnswerDeltas deltas) {
    return dev.sluice.v1.AnswerDeltas.newBuilder()
        .setPollingId(deltas.pollingId())
        .setAttempt(deltas.attempt())
        .setFirst(deltas.first())
        .setDeltas(deltas.deltas().stream().map(DeltaRecords::toRecord).toList())
        .setLast(deltas.last())
        .build();
  }

  /**
   * Never throws because of the record's content. Leaves out a piece of a kind that this release
   * doesn't know, and what follows it: whoever counts the pieces sees that some are missing.
   */
  public static AnswerDeltas fromRecord(dev.sluice.v1.AnswerDeltas read) {
    List<AnswerDelta> deltas = new ArrayList<>(read.getDeltas().size());
    for (dev.sluice.v1.AnswerDelta each : read.getDeltas()) {
      AnswerDelta delta = fromRecord(each);
      if (delta == null) {
        break;
      }
      deltas.add(delta);
    }
    return new AnswerDeltas(
        read.getPollingId(), read.getAttempt(), read.getFirst(), deltas, read.getLast());
  }

  private static dev.sluice.v1.AnswerDelta toRecord(AnswerDelta delta) {
    dev.sluice.v1.AnswerDelta.Builder record =
        dev.sluice.v1.AnswerDelta.newBuilder().setKind(kind(delta)).setText(delta.text());
    if (delta instanceof AnswerDelta.ToolCallBegun call) {
      record.setIndex(call.index()).setToolCallId(call.id()).setText(call.name());
    } else if (delta instanceof AnswerDelta.ToolArguments arguments) {
      record.setIndex(arguments.index());
    }
    return record.build();
  }

  private static AnswerDeltaKind kind(AnswerDelta delta) {
    if (delta instanceof AnswerDelta.Text) {
      return AnswerDeltaKind.TEXT;
    } else if (delta instanceof AnswerDelta.Refusal) {
      return AnswerDeltaKind.REFUSAL;
    } else if (delta instanceof AnswerDelta.Reasoning) {
      return AnswerDeltaKind.REASONING;
    } else if (delta instanceof AnswerDelta.ToolCallBegun call) {
      return call.custom() ? AnswerDeltaKind.CUSTOM_TOOL_CALL : AnswerDeltaKind.TOOL_CALL;
    }
    return AnswerDeltaKind.ARGUMENTS;
  }

  private static @Nullable AnswerDelta fromRecord(dev.sluice.v1.AnswerDelta read) {
    String text = read.getText();
    return switch (read.getKind()) {
      case TEXT -> new AnswerDelta.Text(text);
      case REFUSAL -> new AnswerDelta.Refusal(text);
      case REASONING -> new AnswerDelta.Reasoning(text);
      case TOOL_CALL, CUSTOM_TOOL_CALL ->
          new AnswerDelta.ToolCallBegun(
              read.getIndex(),
              Objects.requireNonNullElse(read.getToolCallId(), ""),
              text,
              read.getKind() == AnswerDeltaKind.CUSTOM_TOOL_CALL);
      case ARGUMENTS -> new AnswerDelta.ToolArguments(read.getIndex(), text);
      case UNKNOWN -> null;
    };
  }
}
