package dev.sluice.http;

import dev.sluice.view.Replicas;
import dev.sluice.view.RowWatchers;
import dev.sluice.view.Verdicts;
import dev.sluice.view.ViewReader;

/** Everything this process knows of committed events. */
public record CommittedView(
    ViewReader rows, Verdicts verdicts, RowWatchers watchers, Replicas replicas) {}
