package dev.sluice.http;

import dev.sluice.view.AdmissionResults;
import dev.sluice.view.Replicas;
import dev.sluice.view.RowWatchers;
import dev.sluice.view.ViewReader;

/** Everything this process knows of committed events. */
public record CommittedView(
    ViewReader rows, AdmissionResults decisions, RowWatchers watchers, Replicas replicas) {}
