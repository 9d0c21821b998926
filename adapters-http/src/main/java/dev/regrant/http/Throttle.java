package dev.regrant.http;

import dev.regrant.application.Caller;
import dev.regrant.domain.Actor;
import dev.regrant.domain.TenantId;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Refuses, with 429, calls that come too often. Thread-safe. */
final class Throttle {
  /** Whom it remembers at a time, of each kind. */
  private static final int MAX_REMEMBERED = 10_000;

  private record Who(TenantId tenant, Actor actor) {}

  private final Buckets callers;
  private final Buckets tenants;
  private final Buckets addresses;

  Throttle(Settings.Rates rates, InstantSource clock) {
    callers = new Buckets(rates.caller(), MAX_REMEMBERED, clock);
    tenants = new Buckets(rates.tenant(), MAX_REMEMBERED, clock);
    addresses = new Buckets(rates.refusedTokens(), MAX_REMEMBERED, clock);
  }

  /** Counts a call; what is refused does not count for the tenant. */
  void count(Caller caller) {
    refuseIf(
        callers.take(new Who(caller.tenant(), caller.actor())),
        "This caller calls too often. Try again later.");
    refuseIf(
        tenants.take(caller.tenant()),
        "The callers of this tenant call too often together. Try again later.");
  }

  /** Refuses a call before its token is looked at, if too many of this address were refused. */
  void beforeToken(@Nullable String address) {
    refuseIf(
        addresses.untilNext(origin(address)),
        "Too many access tokens from this address were refused. Try again later.");
  }

  /** Counts a token that was refused. */
  void refusedToken(@Nullable String address) {
    // The answer is that it is refused, however many there were.
    var unused = addresses.take(origin(address));
  }

  /** Whoever has one address of IPv6 usually has all that begin with the same 64 bits. */
  private static Object origin(@Nullable String address) {
    if (address == null || address.indexOf(':') < 0) {
      return address == null ? "" : address;
    }
    try {
      return InetAddress.getByName(address) instanceof Inet6Address six
          ? ByteBuffer.wrap(six.getAddress()).getLong()
          : address;
    } catch (UnknownHostException noAddress) {
      return address;
    }
  }

  private static void refuseIf(Optional<Duration> wait, String message) {
    if (wait.isPresent()) {
      long seconds = Math.max(1, wait.get().plusNanos(999_999_999).toSeconds());
      throw GraphError.retryable(
          ErrorCode.TOO_MANY_REQUESTS, message, (int) Math.min(seconds, Integer.MAX_VALUE));
    }
  }
}
