package dev.sluice.http;

import dev.sluice.view.Replicas;
import dev.sluice.view.RowWatchers;
import dev.sluice.view.Verdicts;
import dev.sluice.view.ViewReader;

/** All that is known here of what was committed. */
public record CommittedView(
    ViewReader rows, Verdicts verdicts, RowWatchers watchers, Replicas replicas) {}
