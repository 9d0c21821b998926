package dev.regrant.application;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.ERROR;
import static java.lang.System.Logger.Level.WARNING;
import static java.util.concurrent.TimeUnit.NANOSECONDS;

import dev.regrant.domain.Assignment;
import dev.regrant.domain.ReprocessPolicy;
import dev.regrant.domain.RetryPolicy;
import dev.regrant.domain.TenantId;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

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
public final class AccessRequestEngine implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(AccessRequestEngine.class.getName());
  private static final int TENANTS_AT_ONCE = 100;

  private final EngineParts parts;
  private final AccessRequests requests;
  private final Catalogs catalogs;
  private final Resources resources;
  private final AccessPackages accessPackages;
  private final HeldAccess heldAccess;
  private final Policies policies;
  private final Lookup<Assignment.Id, Assignment> assignments;
  private final Connectors connectors;
  private final Progression progression;
  private final ClaimKeeper keeper;
  private final DeliveryWorker worker;
  private final EventDispatcher events;
  private final WakeUps wakeUps;
  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("regrant-delivery-", 0).factory());
  private final Phaser deliveries = new Phaser(1);
  private final CountDownLatch ended = new CountDownLatch(1);
  private final AtomicInteger turn = new AtomicInteger();
  private volatile boolean closing;
  private List<Thread> loops = List.of();
  private Optional<Thread> heartbeat = Optional.empty();
  private Store.Listening listening = () -> {};

  /** A place to wait in for each loop; a nudge that comes while a loop works is not lost. */
  private record WakeUps(
      BlockingQueue<Boolean> forProgression,
      BlockingQueue<Boolean> forDelivery,
      BlockingQueue<Boolean> forEvents) {
    WakeUps() {
      this(new ArrayBlockingQueue<>(1), new ArrayBlockingQueue<>(1), new ArrayBlockingQueue<>(1));
    }

    void nudge() {
      forProgression.offer(true);
      forDelivery.offer(true);
      forEvents.offer(true);
    }
  }

  private AccessRequestEngine(EngineParts parts, WakeUps wakeUps) {
    this.parts = parts;
    this.wakeUps = wakeUps;
    this.requests = new AccessRequests(parts);
    this.catalogs = new Catalogs(parts);
    this.resources = new Resources(parts);
    this.accessPackages = new AccessPackages(parts);
    this.heldAccess = new HeldAccess(parts);
    this.policies = new Policies(parts);
    this.assignments =
        new Lookup<>(parts.store(), "assignment", Assignment.Id::value, Store.Tx::assignments);
    this.progression = new Progression(parts);
    this.connectors = new Connectors(parts);
    this.keeper = new ClaimKeeper(parts);
    this.worker = new DeliveryWorker(parts, threads, keeper);
    this.events = new EventDispatcher(parts);
  }

  /** Begins an engine. */
  public static Builder builder() {
    return new Builder();
  }

  /** Asking for access. */
  public AccessRequests requests() {
    return requests;
  }

  /** Where everything is in. */
  public Catalogs catalogs() {
    return catalogs;
  }

  /** Who has what. */
  public HeldAccess heldAccess() {
    return heldAccess;
  }

  /** What packages can give roles on. */
  public Resources resources() {
    return resources;
  }

  /** What can be asked for. */
  public AccessPackages accessPackages() {
    return accessPackages;
  }

  /** Who may have it, for how long, and who must approve. */
  public Policies policies() {
    return policies;
  }

  /** The systems that are delivered to. */
  public Connectors connectors() {
    return connectors;
  }

  /** Reads assignments. */
  public Lookup<Assignment.Id, Assignment> assignments() {
    return assignments;
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
            loop("regrant-events", wakeUps.forEvents(), () -> events.run(this::publish)));
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

  private Thread loop(String name, BlockingQueue<Boolean> wakeUp, BooleanSupplier pass) {
    return Thread.ofPlatform().name(name).daemon().start(() -> run(wakeUp, pass));
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
    var tenants = parts.store().tenantsDue(parts.now(), TENANTS_AT_ONCE);
    for (TenantId tenant : tenants) {
      worked |= progression.run(tenant) > 0;
      for (DeliveryWorker.Work work : worker.claim(tenant, tenants.size())) {
        worker.deliver(work);
        worked = true;
      }
    }
    boolean told = events.run(Runnable::run);
    parts.channels().values().forEach(Channel::passed);
    return told || worked;
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

  private void run(BlockingQueue<Boolean> wakeUp, BooleanSupplier pass) {
    while (!closing) {
      boolean worked = false;
      try {
        worked = pass.getAsBoolean();
      } catch (UnavailableException outage) {
        LOG.log(WARNING, "the store cannot be reached: {0}", outage.getMessage());
      } catch (RuntimeException bug) {
        // The engine outlives any single failure; the next pass tries again.
        LOG.log(ERROR, "a pass of the engine failed", bug);
      }
      try {
        if (!worked) {
          wakeUp.poll(parts.workerSettings().pollInterval().toNanos(), NANOSECONDS);
        }
      } catch (InterruptedException stopped) {
        LOG.log(DEBUG, "interrupted", stopped);
        return;
      }
    }
  }

  private boolean progressed() {
    int moved = 0;
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
  private boolean dispatched() {
    boolean worked = false;
    probe(threads);
    var tenants = inTurn(parts.store().tenantsDue(parts.now(), TENANTS_AT_ONCE));
    for (TenantId tenant : tenants) {
      for (DeliveryWorker.Work work : worker.claim(tenant, tenants.size())) {
        deliveries.register();
        threads.execute(() -> deliver(work));
        worked = true;
      }
    }
    parts.channels().values().forEach(Channel::passed);
    return worked;
  }

  private void publish(Runnable events) {
    deliveries.register();
    threads.execute(
        () -> {
          try {
            events.run();
          } finally {
            deliveries.arriveAndDeregister();
            wakeUps.forEvents().offer(true);
          }
        });
  }

  private void deliver(DeliveryWorker.Work work) {
    try {
      if (closing) {
        worker.giveBack(work);
      } else {
        worker.deliver(work);
      }
    } catch (UnavailableException | StaleEntityException lost) {
      LOG.log(
          WARNING,
          "item {0} is taken up again after its lease: {1}",
          work.item().id().value(),
          lost.getMessage());
    } catch (RuntimeException bug) {
      LOG.log(ERROR, "delivery of item " + work.item().id().value() + " failed", bug);
    } finally {
      deliveries.arriveAndDeregister();
      wakeUps.nudge();
    }
  }

  /**
   * Stops: claims nothing more, gives back what is not begun, and waits up to the shutdown grace
   * for calls under way. What takes longer is taken up by another engine after its lease. The
   * engine's readers work on; the store and the connectors stay open.
   */
  @Override
  public void close() {
    List<Thread> running;
    synchronized (this) {
      closing = true;
      running = loops;
      listening.close();
    }
    wakeUps.nudge();
    var grace = parts.workerSettings().shutdownGrace();
    try {
      for (Thread loop : running) {
        loop.join(grace);
      }
      deliveries.awaitAdvanceInterruptibly(deliveries.arrive(), grace.toNanos(), NANOSECONDS);
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

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  /** Gathers what an engine is made of. Not thread-safe. */
  public static final class Builder {
    private @Nullable Store store;
    private @Nullable SubjectDirectory directory;
    private final Map<String, Connector> connectors = new HashMap<>();
    private final Map<String, EventSink> sinks = new HashMap<>();
    private InstantSource clock = InstantSource.system();
    private RandomGenerator random = new SecureRandom();
    private ReprocessPolicy reprocessPolicy = ReprocessPolicy.DEFAULT;
    private RetryPolicy retryPolicy = RetryPolicy.DEFAULT;
    private WorkerSettings workerSettings = WorkerSettings.DEFAULT;
    private EventSettings eventSettings = EventSettings.DEFAULT;

    private Builder() {}

    /** Where everything is kept. Required. */
    public Builder store(Store store) {
      this.store = store;
      return this;
    }

    /** Who knows people. Required. */
    public Builder directory(SubjectDirectory directory) {
      this.directory = directory;
      return this;
    }

    /**
     * Adds a system to deliver to.
     *
     * @throws IllegalArgumentException if another connector serves the same origin system
     */
    public Builder connector(Connector connector) {
      var system = connector.description().originSystem();
      if (connectors.putIfAbsent(system, connector) != null) {
        throw new IllegalArgumentException(
            "two connectors serve origin system '%s'".formatted(system));
      }
      return this;
    }

    /**
     * Adds somebody to tell what happens to requests, from now on. Every engine that shares the
     * store must have the same sinks: whoever makes a change queues it for the sinks it has.
     *
     * @throws IllegalArgumentException if its name is blank or another sink has it
     */
    public Builder eventSink(EventSink sink) {
      var name = sink.name();
      if (name.isBlank() || name.indexOf('\0') >= 0) {
        throw new IllegalArgumentException("an event sink needs a name");
      }
      if (sinks.putIfAbsent(name, sink) != null) {
        throw new IllegalArgumentException("two event sinks are named '%s'".formatted(name));
      }
      return this;
    }

    /** How event sinks are told. */
    public Builder eventSettings(EventSettings eventSettings) {
      this.eventSettings = eventSettings;
      return this;
    }

    /** The time; the system's unless told otherwise. */
    public Builder clock(InstantSource clock) {
      this.clock = clock;
      return this;
    }

    /** Randomness for ids and back-off. A seeded one makes an engine repeatable. */
    public Builder random(RandomGenerator random) {
      this.random = random;
      return this;
    }

    /** When failed deliveries may be tried again by hand. */
    public Builder reprocessPolicy(ReprocessPolicy reprocessPolicy) {
      this.reprocessPolicy = reprocessPolicy;
      return this;
    }

    /** How failed deliveries are tried again by themselves. */
    public Builder retryPolicy(RetryPolicy retryPolicy) {
      this.retryPolicy = retryPolicy;
      return this;
    }

    /** Leases, time-outs and intervals. */
    public Builder workerSettings(WorkerSettings workerSettings) {
      this.workerSettings = workerSettings;
      return this;
    }

    /**
     * Makes the engine, which does nothing until it is started.
     *
     * @throws NullPointerException if a required part is missing
     */
    public AccessRequestEngine build() {
      var wakeUps = new WakeUps();
      var channels = new TreeMap<String, Channel>();
      connectors.forEach(
          (system, connector) -> channels.put(system, new Channel(connector, clock)));
      var given = Objects.requireNonNull(store, "store");
      return new AccessRequestEngine(
          new EngineParts(
              given,
              Objects.requireNonNull(directory, "directory"),
              channels,
              Map.copyOf(sinks),
              clock,
              random,
              new Ids(random),
              reprocessPolicy,
              retryPolicy,
              workerSettings,
              eventSettings,
              () -> {
                wakeUps.nudge();
                given.announce();
              }),
          wakeUps);
    }
  }
}
