package dev.regrant.application;

import dev.regrant.domain.AssignmentRequest;
import dev.regrant.domain.DeliveryItem;
import java.time.Instant;

/**
 * The right to deliver one item, until its lease ends.
 *
 * @param token rises with every claim of the item; a record under an older one is refused
 * @param leaseUntil when others may claim the item
 * @param tookOver whether an earlier claim's lease ended without a record, so that what it did is
 *     not known
 */
public record Claim(
    AssignmentRequest.Id request,
    DeliveryItem.Id item,
    long token,
    Instant leaseUntil,
    boolean tookOver) {}
