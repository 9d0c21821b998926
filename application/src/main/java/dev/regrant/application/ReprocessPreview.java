package dev.regrant.application;

import dev.regrant.domain.AssignmentRequest;
import dev.regrant.domain.DeliveryPlan;
import dev.regrant.domain.Refusal;
import java.util.Optional;

/**
 * What a reprocess would do.
 *
 * @param request as it is
 * @param refusal why it would be refused; empty if it would be accepted
 * @param plan what would become of each item that was not given up before
 */
public record ReprocessPreview(
    AssignmentRequest request, Optional<Refusal> refusal, DeliveryPlan plan) {}
