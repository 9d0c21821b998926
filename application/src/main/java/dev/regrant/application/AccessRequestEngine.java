package dev.regrant.application;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.ERROR;
import static java.lang.System.Logger.Level.WARNING;
import static java.util.concurrent.TimeUnit.NANOSECONDS;

import dev.regrant.domain.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The engine: takes access requests in, and delivers them. The door for whoever embeds it.
 *
 * <pre>{@code
 * var engine = AccessRequestEngine.builder()
 *     .store(store).directory(directory).connector(connector).build();
 * engine.start();
 * }</pre>
 *
 * <p>Thread-safe. Several engines, in one process or many, may share a store.
 */
public final class AccessRequestEngine extends UseCases implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(AccessRequestEngine.class.getName());
  private static final int TENANTS_AT_ONCE = 100;

  /** How long a free place waits at most until there are enough of them to claim for. */
  private static final Duration GATHERING = Duration.ofMillis(5);

  /** How often keyed calls that are too old are looked for. */
  private static final Duration FORGETTING = Duration.ofSeconds(10);

  private static final Duration RETRY = Duration.ofMillis(100);

  private final EngineParts parts;
  private final Progression progression;
  private final ClaimKeeper keeper;
  private final DeliveryWorker worker;
  private final EventDispatcher events;
  private final CalloutDispatcher callouts;
  private final SubscriptionDispatcher notifications;
  private final WakeUps wakeUps;
  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("regrant-delivery-", 0).factory());
  private final Phaser deliveries = new Phaser(1);
  private final CountDownLatch ended = new CountDownLatch(1);
  private final AtomicInteger turn = new AtomicInteger();
  private volatile boolean closing;
  private Instant nextForgetting = Instant.MIN;
  private List<Loop> loops = List.of();
  private Optional<Thread> heartbeat = Optional.empty();
  private Store.Listening listening = () -> {};

  AccessRequestEngine(EngineParts parts, WakeUps wakeUps) {
    super(parts);
    this.parts = parts;
    this.wakeUps = wakeUps;
    this.progression = new Progression(parts);
    this.keeper = new ClaimKeeper(parts);
    this.worker = new DeliveryWorker(parts, threads, keeper);
    this.events = new EventDispatcher(parts);
    this.callouts = new CalloutDispatcher(parts);
    this.notifications = new SubscriptionDispatcher(parts);
  }

  /** Begins an engine. */
  public static AccessRequestEngineBuilder builder() {
    return new AccessRequestEngineBuilder();
  }

  /**
   * Begins to deliver, in threads of its own, until {@link #close}.
   *
   * @throws IllegalStateException if it was started or closed before
   */
  public synchronized void start() {
    if (!loops.isEmpty() || closing) {
      throw new IllegalStateException("an engine starts once");
    }
    parts
        .channels()
        .values()
        .forEach(channel -> threads.execute(() -> channel.probe(callTimeout(channel))));
    keeper.setKeeping(true);
    heartbeat =
        Optional.of(Thread.ofPlatform().name("regrant-heartbeat").daemon().start(this::beat));
    listening = parts.store().listen(wakeUps::nudge);
    // Apart, so that a directory that answers slowly at a start does not hold up deliveries.
    loops =
        List.of(
            loop("regrant-progression", wakeUps.forProgression(), this::progressed),
            loop("regrant-delivery", wakeUps.forDelivery(), this::dispatched),
            loop(
                "regrant-events",
                wakeUps.forEvents(),
                () -> events.run(one -> apart(one, wakeUps.forEvents()))),
            loop(
                "regrant-callouts",
                wakeUps.forCallouts(),
                () -> callouts.run(one -> apart(one, wakeUps.forCallouts()))),
            loop(
                "regrant-notifications",
                wakeUps.forSubscriptions(),
                () -> notifications.run(one -> apart(one, wakeUps.forSubscriptions()))));
  }

  private Duration callTimeout(Channel channel) {
    return channel.callTimeout(parts.workerSettings());
  }

  /** Lives until all deliveries are over, so that a slow end keeps its claims, too. */
  private void beat() {
    var pause = parts.workerSettings().lease().dividedBy(3);
    try {
      while (!ended.await(pause.toNanos(), NANOSECONDS)) {
        try {
          keeper.beat();
        } catch (RuntimeException bug) {
          LOG.log(ERROR, "a heartbeat failed", bug);
        }
      }
    } catch (InterruptedException stopped) {
      LOG.log(DEBUG, "interrupted", stopped);
    }
  }

  private Loop loop(String name, WakeUp wakeUp, Loop.Pass pass) {
    return Loop.start(name, wakeUp, parts.workerSettings().pollInterval(), pass);
  }

  /**
   * Does what is due now, in the calling thread, and returns when it is done: for tests that step
   * an engine which was not started.
   *
   * @return whether anything was done
   */
  public boolean runOnce() {
    boolean worked = false;
    probe(Runnable::run);
    worker.recorder().retry();
    for (TenantId tenant : parts.store().tenantsDue(parts.now(), TENANTS_AT_ONCE)) {
      worked |= progression.run(tenant) > 0;
    }
    var tenants = worker.tenants(TENANTS_AT_ONCE);
    for (TenantId tenant : tenants) {
      for (Work work : worker.claim(tenant, tenants.size())) {
        worker.deliver(work);
        worked = true;
      }
    }
    worked |= callouts.run(Runnable::run);
    worked |= events.run(Runnable::run);
    worked |= notifications.run(Runnable::run);
    parts.channels().values().forEach(Channel::passed);
    keyedCalls().forgetOld();
    return worked;
  }

  /**
   * Lengthens the leases of deliveries under way, as a started engine does by itself: for tests
   * that step an engine which was not started.
   */
  public void keepClaims() {
    keeper.beat();
  }

  private void probe(Executor executor) {
    var now = parts.now();
    for (Channel channel : parts.channels().values()) {
      if (channel.takeProbe(now)) {
        executor.execute(() -> channel.probe(callTimeout(channel)));
      }
    }
  }

  private boolean progressed() {
    int moved = 0;
    if (!parts.now().isBefore(nextForgetting)) {
      nextForgetting = parts.now().plus(FORGETTING);
      keyedCalls().forgetOld();
    }
    for (TenantId tenant : parts.store().tenantsDue(parts.now(), TENANTS_AT_ONCE)) {
      moved += progression.run(tenant);
    }
    if (moved > 0) {
      parts.nudge().run();
    }
    return moved > 0;
  }

  /** Another one first each time, so that a tenant with much to do does not keep others waiting. */
  private List<TenantId> inTurn(List<TenantId> tenants) {
    var turned = new ArrayList<>(tenants);
    Collections.rotate(turned, -turn.getAndIncrement());
    return turned;
  }

  /** Starts a delivery for each item that can be claimed, in a thread of its own. */
  private boolean dispatched() throws InterruptedException {
    boolean worked = false;
    probe(threads);
    worker.recorder().retry();
    gather();
    var tenants = inTurn(worker.tenants(TENANTS_AT_ONCE));
    for (TenantId tenant : tenants) {
      for (Work work : worker.claim(tenant, tenants.size())) {
        deliveries.register();
        threads.execute(() -> deliver(work));
        worked = true;
      }
    }
    parts.channels().values().forEach(Channel::passed);
    return worked;
  }

  /**
   * Lets some places become free first: a claim for each of them would cost more than the calls.
   */
  private void gather() throws InterruptedException {
    long end = System.nanoTime() + GATHERING.toNanos();
    for (var left = GATHERING;
        !worker.isLow() && left.isPositive();
        left = Duration.ofNanos(end - System.nanoTime())) {
      wakeUps.forDelivery().await(left);
    }
  }

  private void apart(Runnable work, WakeUp after) {
    deliveries.register();
    threads.execute(
        () -> {
          try {
            work.run();
          } finally {
            deliveries.arriveAndDeregister();
            after.nudge();
          }
        });
  }

  private void deliver(Work work) {
    try {
      if (closing) {
        worker.giveBack(work);
      } else {
        var finished = worker.call(work);
        wakeUps.forDelivery().nudge();
        finished.ifPresent(worker.recorder()::record);
      }
    } catch (UnavailableException outage) {
      LOG.log(
          WARNING,
          "item {0} is taken up again after its lease: {1}",
          work.item().id().value(),
          outage.getMessage());
    } catch (RuntimeException bug) {
      LOG.log(ERROR, "delivery of item " + work.item().id().value() + " failed", bug);
    } finally {
      deliveries.arriveAndDeregister();
      wakeUps.forEvents().nudge();
      wakeUps.forCallouts().nudge();
      wakeUps.forSubscriptions().nudge();
    }
  }

  /**
   * Stops: claims nothing more, gives back what is not begun, and waits up to the shutdown grace
   * for calls under way. What takes longer is taken up by another engine after its lease. The
   * engine's readers work on; the store and the connectors stay open.
   */
  @Override
  public void close() {
    List<Loop> running;
    synchronized (this) {
      closing = true;
      running = loops;
      listening.close();
    }
    running.forEach(Loop::end);
    var grace = parts.workerSettings().shutdownGrace();
    try {
      for (Loop loop : running) {
        loop.join(grace);
      }
      deliveries.awaitAdvanceInterruptibly(deliveries.arrive(), grace.toNanos(), NANOSECONDS);
      if (!running.isEmpty()) {
        recordRest(grace);
      }
    } catch (TimeoutException late) {
      LOG.log(WARNING, "deliveries still under way are left to their leases");
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
    keeper.setKeeping(false);
    ended.countDown();
    heartbeat.ifPresent(AccessRequestEngine::join);
    threads.shutdownNow();
  }

  /** Tries on to record what could not be recorded as the store was away. */
  private void recordRest(Duration grace) throws InterruptedException {
    long end = System.nanoTime() + grace.toNanos();
    while (worker.recorder().isWaiting() && System.nanoTime() < end) {
      worker.recorder().retry();
      if (worker.recorder().isWaiting()) {
        ended.await(RETRY.toNanos(), NANOSECONDS);
      }
    }
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }
}
