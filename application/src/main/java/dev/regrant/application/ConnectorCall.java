package dev.regrant.application;

import dev.regrant.domain.ResourceRoleScope;
import dev.regrant.domain.Subject;
import java.time.Instant;

/**
 * One thing asked of a connector.
 *
 * @param operationKey the same for a repeat whose earlier outcome is unknown, so that a target that
 *     knows such keys can recognise it
 * @param deadline when the answer comes too late
 * @param subject whose role it is
 * @param roleScope the role
 */
public record ConnectorCall(
    String operationKey, Instant deadline, Subject subject, ResourceRoleScope roleScope) {}
