package dev.regrant.domain;

import java.time.Instant;

/**
 * One try at delivering an item. Attempts are only ever added.
 *
 * @param number counts the item's attempts from 1, through all episodes
 * @param episode the episode it belongs to: 1 for the first delivery, one more for each reprocess
 * @param operationKey what the connector was given to recognise a repeat by
 */
public record Attempt(
    int number,
    int episode,
    String operationKey,
    Instant startedAt,
    Instant finishedAt,
    DeliveryOutcome outcome) {
  public Attempt {
    if (number < 1 || episode < 1) {
      throw new IllegalArgumentException(
          "attempt %d of episode %d: both count from 1".formatted(number, episode));
    }
    if (finishedAt.isBefore(startedAt)) {
      throw new IllegalArgumentException(
          "an attempt that started at %s cannot have finished at %s"
              .formatted(startedAt, finishedAt));
    }
  }
}
