package dev.regrant.application;

import dev.regrant.domain.AssignmentRequest;
import dev.regrant.domain.HistoryEntry;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * The first events of one request that wait for one sink, taken to be told.
 *
 * @param sink the sink's name
 * @param request whose events they are; nobody else can take its events for this sink meanwhile
 * @param token tells this claim from all others
 * @param failures how often in a row the first of them has failed
 * @param leaseUntil when others may take them
 * @param entries what happened, in its order; at least one
 */
public record EventClaim(
    String sink,
    AssignmentRequest.Id request,
    UUID token,
    int failures,
    Instant leaseUntil,
    List<HistoryEntry> entries) {
  public EventClaim {
    entries = List.copyOf(entries);
  }
}
