package dev.regrant.application;

/** What wakes an engine's loops. */
record WakeUps(WakeUp forProgression, WakeUp forDelivery, WakeUp forEvents, WakeUp forCallouts) {
  WakeUps() {
    this(new WakeUp(), new WakeUp(), new WakeUp(), new WakeUp());
  }

  void nudge() {
    forProgression.nudge();
    forDelivery.nudge();
    forEvents.nudge();
    forCallouts.nudge();
  }
}
