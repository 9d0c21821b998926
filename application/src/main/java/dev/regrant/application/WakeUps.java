package dev.regrant.application;

/** What wakes an engine's loops. */
record WakeUps(
    WakeUp forProgression,
    WakeUp forDelivery,
    WakeUp forEvents,
    WakeUp forCallouts,
    WakeUp forSubscriptions) {
  WakeUps() {
    this(new WakeUp(), new WakeUp(), new WakeUp(), new WakeUp(), new WakeUp());
  }

  void nudge() {
    forProgression.nudge();
    forDelivery.nudge();
    forEvents.nudge();
    forCallouts.nudge();
    forSubscriptions.nudge();
  }
}
