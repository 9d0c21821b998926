package dev.regrant.http;

import dev.regrant.application.Caller;
import java.util.List;

/** Whether a call may go on: whose it is, and whether they call too often. Thread-safe. */
final class Admission {
  private final Tokens tokens;
  private final Throttle throttle;

  Admission(Tokens tokens, Settings settings) {
    this.tokens = tokens;
    this.throttle = new Throttle(settings.limits().rates(), settings.clock());
  }

  /**
   * Who calls, and has one call less.
   *
   * @param authorization the {@code Authorization} headers
   */
  Caller caller(Exchange exchange, List<String> authorization) {
    String address = exchange.request().remoteAddress().hostAddress();
    throttle.beforeToken(address);
    Caller caller;
    try {
      caller = tokens.caller(authorization);
    } catch (GraphError refused) {
      if (refused.code() == ErrorCode.INVALID_AUTHENTICATION_TOKEN) {
        throttle.refusedToken(address);
      }
      throw refused;
    }
    throttle.count(caller);
    return caller;
  }

  /** Another call of somebody who is known. */
  void again(Caller caller) {
    throttle.count(caller);
  }
}
