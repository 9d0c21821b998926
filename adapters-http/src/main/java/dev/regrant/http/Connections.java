package dev.regrant.http;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Watches over connections: that there are not too many, and that none is kept by a client that
 * hardly sends or reads, however steadily it does a little. Thread-safe; what concerns one
 * connection runs on its event loop.
 */
final class Connections {
  private static final long NONE = -1;

  /** One connection, and the calls on it that are not answered. */
  private static final class Watch {
    private final String address;
    private int calls;
    private boolean isUsedUp;
    private long timer = NONE;

    Watch(String address) {
      this.address = address;
    }
  }

  private final Vertx vertx;
  private final Settings.Connections limits;
  private final Duration idle;
  private final AtomicInteger open = new AtomicInteger();
  private final Map<String, Integer> perAddress = new ConcurrentHashMap<>();
  private final Map<HttpConnection, Watch> watched = new ConcurrentHashMap<>();

  Connections(Vertx vertx, Settings.Limits limits) {
    this.vertx = vertx;
    this.limits = limits.connections();
    this.idle = limits.idle();
  }

  /** Takes a connection in, or closes it. */
  void opened(HttpConnection connection) {
    String address = Objects.requireNonNullElse(connection.remoteAddress().hostAddress(), "");
    boolean fits = open.incrementAndGet() <= limits.max();
    fits &= perAddress.merge(address, 1, Integer::sum) <= limits.maxPerAddress();
    var watch = new Watch(address);
    watched.put(connection, watch);
    connection.closeHandler(closed -> closed(connection, watch));
    if (fits) {
      await(connection, watch, limits.transfer());
    } else {
      connection.close();
    }
  }

  private void closed(HttpConnection connection, Watch watch) {
    vertx.cancelTimer(watch.timer);
    watched.remove(connection);
    open.decrementAndGet();
    perAddress.computeIfPresent(watch.address, (same, count) -> count == 1 ? null : count - 1);
  }

  /** Closes a connection if no call comes in that time: whole heads of calls count, not bytes. */
  private void await(HttpConnection connection, Watch watch, Duration time) {
    watch.timer = vertx.setTimer(time.toMillis(), late -> connection.close());
  }

  /**
   * A call has begun.
   *
   * @param isLast whether no other may follow on its connection
   * @param late what to do if its body has not come in time
   * @return whether it may go on: none does behind the last
   */
  boolean begun(HttpServerRequest request, boolean isLast, Runnable late) {
    var watch = watched.get(request.connection());
    if (watch != null) {
      if (watch.isUsedUp) {
        request.connection().close();
        return false;
      }
      watch.isUsedUp = isLast;
      watch.calls++;
      vertx.cancelTimer(watch.timer);
    }
    if (!request.isEnded()) {
      long timer = vertx.setTimer(limits.transfer().toMillis(), over -> late.run());
      request.end().onComplete(whole -> vertx.cancelTimer(timer));
    }
    return true;
  }

  /** A call is answered, or its client has gone. */
  void ended(HttpServerRequest request) {
    var watch = watched.get(request.connection());
    if (watch != null) {
      watch.calls--;
      if (watch.calls == 0) {
        await(request.connection(), watch, idle);
      }
    }
  }

  /** An answer is on its way. */
  void answering(HttpServerRequest request, Future<?> written) {
    long timer = vertx.setTimer(limits.transfer().toMillis(), late -> end(request));
    written.onComplete(
        done -> {
          vertx.cancelTimer(timer);
          var watch = watched.get(request.connection());
          if (watch != null && watch.isUsedUp) {
            request.connection().close();
          }
        });
  }

  /** Ends what a call came by: nothing more is wanted from there. */
  static void end(HttpServerRequest request) {
    if (request.version() == HttpVersion.HTTP_2) {
      request.response().reset();
    } else {
      request.connection().close();
    }
  }

  /** How many there are; from an address, if one is given. */
  int count(@Nullable String address) {
    return address == null ? open.get() : perAddress.getOrDefault(address, 0);
  }
}
