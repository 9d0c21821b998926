package dev.regrant.persistence;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;
import static java.util.concurrent.TimeUnit.MILLISECONDS;

import dev.regrant.application.Store.Listening;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/**
 * Tells the other processes on the same tables that there may be something to do, and hears them:
 * PostgreSQL's NOTIFY and LISTEN. Thread-safe.
 *
 * <p>NOTIFY is never part of a transaction that changes something: it makes the commit take a lock
 * that the whole server has once, so that all changes would be committed one after the other. Here
 * a thread of its own sends it, once for all announcements made meanwhile.
 */
final class Announcements implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Announcements.class.getName());

  // One for each schema, so that installations in one database do not disturb each other.
  private static final String CHANNEL = "'regrant_' || md5(current_schema())";

  /** At least so far apart are two that are sent. */
  private static final Duration GAP = Duration.ofMillis(20);

  /** After so long without any, the connection is tried. */
  private static final Duration SILENCE = Duration.ofSeconds(30);

  private static final Duration FIRST_WAIT = Duration.ofMillis(200);
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);
  private static final Duration GRACE = Duration.ofSeconds(5);

  private final Database database;
  private final String me = Long.toHexString(new SecureRandom().nextLong());
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private final BlockingQueue<Boolean> unsent = new ArrayBlockingQueue<>(1);
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile @Nullable Connection ear;
  private @Nullable Thread sender;
  private @Nullable Thread hearer;
  private boolean isDeaf;

  Announcements(Database database) {
    this.database = database;
  }

  void announce() {
    listeners.forEach(Runnable::run);
    unsent.offer(true);
    start();
  }

  Listening listen(Runnable hint) {
    // Of its own, as the same hint may be given twice.
    Runnable listener = () -> hint.run();
    listeners.add(listener);
    start();
    return () -> listeners.remove(listener);
  }

  /** Starts what is needed: who only reads needs neither thread. */
  private synchronized void start() {
    if (isClosed()) {
      return;
    }
    if (sender == null && !unsent.isEmpty()) {
      sender = Thread.ofPlatform().name("regrant-announcing").daemon().start(this::send);
    }
    if (hearer == null && !listeners.isEmpty()) {
      hearer = Thread.ofPlatform().name("regrant-listening").daemon().start(this::hear);
    }
  }

  private boolean isClosed() {
    return closed.getCount() == 0;
  }

  private void send() {
    try {
      do {
        unsent.take();
        try {
          database.with(handle -> handle.execute("select pg_notify(" + CHANNEL + ", ?)", me));
        } catch (RuntimeException lost) {
          LOG.log(DEBUG, "an announcement is lost", lost);
        }
      } while (!closed.await(GAP.toMillis(), MILLISECONDS));
    } catch (InterruptedException stopped) {
      LOG.log(DEBUG, "interrupted", stopped);
    }
  }

  private void hear() {
    var wait = FIRST_WAIT;
    try {
      do {
        try (var connection = database.connectApart()) {
          ear = connection;
          hear(connection);
        } catch (SQLException e) {
          wait = isDeaf && wait.compareTo(LONGEST_WAIT) < 0 ? wait.multipliedBy(2) : wait;
          lost(e);
        }
        if (!isDeaf) {
          wait = FIRST_WAIT;
        }
      } while (!closed.await(wait.toMillis(), MILLISECONDS));
    } catch (InterruptedException stopped) {
      LOG.log(DEBUG, "interrupted", stopped);
    }
  }

  private void lost(SQLException e) {
    if (isClosed()) {
      return;
    }
    if (!isDeaf) {
      LOG.log(
          WARNING,
          "announcements of other processes cannot be heard; what they announce is found by"
              + " looking: {0}",
          e.getMessage());
    }
    isDeaf = true;
  }

  private void hear(Connection connection) throws SQLException {
    try (var statement = connection.createStatement()) {
      try (var channel = statement.executeQuery("select " + CHANNEL)) {
        channel.next();
        statement.execute("listen " + channel.getString(1));
      }
    }
    if (isDeaf) {
      LOG.log(INFO, "announcements of other processes are heard again");
      isDeaf = false;
    }
    var notified = connection.unwrap(PGConnection.class);
    // What was announced before is lost.
    listeners.forEach(Runnable::run);
    while (!isClosed()) {
      var heard = notified.getNotifications((int) SILENCE.toMillis());
      if (heard.length == 0) {
        if (!connection.isValid((int) GRACE.toSeconds())) {
          throw new SQLException("the connection does not answer");
        }
      } else if (Arrays.stream(heard).anyMatch(one -> !one.getParameter().equals(me))) {
        listeners.forEach(Runnable::run);
      }
    }
  }

  /** Ends the threads. What is announced from now on is lost. */
  @Override
  public void close() {
    closed.countDown();
    var threads = new ArrayList<Thread>();
    synchronized (this) {
      if (sender != null) {
        threads.add(sender);
      }
      if (hearer != null) {
        threads.add(hearer);
      }
    }
    try {
      var connection = ear;
      if (connection != null) {
        // Closing would wait for the thread that listens.
        connection.abort(Runnable::run);
      }
      for (Thread thread : threads) {
        thread.interrupt();
        thread.join(GRACE);
      }
    } catch (SQLException e) {
      LOG.log(DEBUG, "cannot abort the connection", e);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }
}
