package dev.regrant.application;

import dev.regrant.domain.AssignmentRequest;
import dev.regrant.domain.DeliveryItem;
import dev.regrant.domain.ResourceRoleScope;
import dev.regrant.domain.Subject;
import dev.regrant.domain.TenantId;
import java.time.Instant;

/**
 * One thing asked of a connector.
 *
 * @param tenant whose request it is
 * @param request the request it belongs to
 * @param item the item of the request
 * @param operationKey the same for a repeat whose earlier outcome is unknown, so that a target that
 *     knows such keys can recognise it
 * @param deadline when the answer comes too late
 * @param subject whose role it is
 * @param roleScope the role
 */
public record ConnectorCall(
    TenantId tenant,
    AssignmentRequest.Id request,
    DeliveryItem.Id item,
    String operationKey,
    Instant deadline,
    Subject subject,
    ResourceRoleScope roleScope) {}
