package dev.regrant.application;

import dev.regrant.domain.AssignmentRequest;
import dev.regrant.domain.DeliveryItem;
import dev.regrant.domain.TenantId;

/**
 * A claimed item, with what is needed to deliver it.
 *
 * @param kept the claim, which is kept until the outcome is recorded
 */
record Work(
    TenantId tenant, ClaimKeeper.Keeping kept, AssignmentRequest request, DeliveryItem item) {
  Claim claim() {
    return kept.claim();
  }

  String originSystem() {
    return item.roleScope().resourceOrigin().system();
  }
}
