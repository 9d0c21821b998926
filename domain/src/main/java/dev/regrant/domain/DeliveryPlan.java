package dev.regrant.domain;

import java.util.List;

/**
 * What a (re)start of delivery does with each item: the approved roles that are not in place,
 * without those that the package no longer holds; of a removal, those not taken away yet, without
 * those that another assignment needs by now. It never has more than was approved.
 *
 * @param tried not delivered, and to be tried
 * @param kept delivered, and left alone
 * @param dropped not delivered, and no longer wanted
 */
public record DeliveryPlan(
    List<DeliveryItem.Id> tried, List<DeliveryItem.Id> kept, List<DeliveryItem.Id> dropped) {
  public DeliveryPlan {
    tried = List.copyOf(tried);
    kept = List.copyOf(kept);
    dropped = List.copyOf(dropped);
  }
}
