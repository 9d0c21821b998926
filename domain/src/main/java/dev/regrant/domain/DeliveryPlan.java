package dev.regrant.domain;

import java.util.List;

/**
 * What a (re)start of delivery does with each item: the approved roles that are not in place,
 * without those that the package no longer holds. It never has more than was approved.
 *
 * @param tried not delivered, and to be tried
 * @param kept delivered, and left alone
 * @param dropped not delivered, and no longer held by the package
 */
public record DeliveryPlan(
    List<DeliveryItem.Id> tried, List<DeliveryItem.Id> kept, List<DeliveryItem.Id> dropped) {
  public DeliveryPlan {
    tried = List.copyOf(tried);
    kept = List.copyOf(kept);
    dropped = List.copyOf(dropped);
  }
}
