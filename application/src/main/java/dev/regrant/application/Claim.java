package dev.regrant.application;

import dev.regrant.domain.AssignmentRequest;
import dev.regrant.domain.DeliveryItem;
import java.time.Instant;
import java.util.Optional;

/**
 * The right to deliver one item, until its lease ends.
 *
 * @param token rises with every claim of the item; ending an older one has no effect
 * @param claimedAt when it was claimed
 * @param leaseUntil when others may claim the item
 * @param abandonedAt when the claim was made that this one takes over: its lease ran out before it
 *     ended, so that what it did is not known
 */
public record Claim(
    AssignmentRequest.Id request,
    DeliveryItem.Id item,
    long token,
    Instant claimedAt,
    Instant leaseUntil,
    Optional<Instant> abandonedAt) {}
