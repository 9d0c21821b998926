package dev.regrant.application;

import dev.regrant.domain.AssignmentRequest;
import dev.regrant.domain.DeliveryItem;
import dev.regrant.domain.DeliveryOutcome;
import dev.regrant.domain.TenantId;

/**
 * What became of a call that a connector had answered with {@code manualActionPending}, told later.
 *
 * @param operationKey the key of the call, and of others if it was repeated: what is told is told
 *     of all of them
 * @param outcome done or refused; a system that does not know says nothing
 */
public record Completion(
    TenantId tenant,
    AssignmentRequest.Id request,
    DeliveryItem.Id item,
    String operationKey,
    DeliveryOutcome outcome) {}
