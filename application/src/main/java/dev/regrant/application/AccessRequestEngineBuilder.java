package dev.regrant.application;

import dev.regrant.domain.ReprocessPolicy;
import dev.regrant.domain.RetryPolicy;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Gathers what an engine is made of. Not thread-safe. */
public final class AccessRequestEngineBuilder {
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
  private ExtensionCaller extensionCaller = new NoExtensions();
  private ChangeNotifier changeNotifier = ChangeNotifier.none();

  AccessRequestEngineBuilder() {}

  /** Where everything is kept. Required. */
  public AccessRequestEngineBuilder store(Store store) {
    this.store = store;
    return this;
  }

  /** Who knows people. Required. */
  public AccessRequestEngineBuilder directory(SubjectDirectory directory) {
    this.directory = directory;
    return this;
  }

  /**
   * Adds a system to deliver to.
   *
   * @throws IllegalArgumentException if another connector serves the same origin system
   */
  public AccessRequestEngineBuilder connector(Connector connector) {
    var system = connector.description().originSystem();
    if (connectors.putIfAbsent(system, connector) != null) {
      throw new IllegalArgumentException(
          "two connectors serve origin system '%s'".formatted(system));
    }
    return this;
  }

  /**
   * Adds somebody to tell what happens to requests, from now on. Every engine that shares the store
   * must have the same sinks: whoever makes a change queues it for the sinks it has.
   *
   * @throws IllegalArgumentException if its name is blank or another sink has it
   */
  public AccessRequestEngineBuilder eventSink(EventSink sink) {
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
  public AccessRequestEngineBuilder eventSettings(EventSettings eventSettings) {
    this.eventSettings = eventSettings;
    return this;
  }

  /** How custom extensions are called. Without it there can be none. */
  public AccessRequestEngineBuilder extensionCaller(ExtensionCaller extensionCaller) {
    this.extensionCaller = extensionCaller;
    return this;
  }

  /** How subscriptions are told. Without it there can be none. */
  public AccessRequestEngineBuilder changeNotifier(ChangeNotifier changeNotifier) {
    this.changeNotifier = changeNotifier;
    return this;
  }

  /** The time; the system's unless told otherwise. */
  public AccessRequestEngineBuilder clock(InstantSource clock) {
    this.clock = clock;
    return this;
  }

  /** Randomness for ids and back-off. A seeded one makes an engine repeatable. */
  public AccessRequestEngineBuilder random(RandomGenerator random) {
    this.random = random;
    return this;
  }

  /** When failed deliveries may be tried again by hand. */
  public AccessRequestEngineBuilder reprocessPolicy(ReprocessPolicy reprocessPolicy) {
    this.reprocessPolicy = reprocessPolicy;
    return this;
  }

  /** How failed deliveries are tried again by themselves. */
  public AccessRequestEngineBuilder retryPolicy(RetryPolicy retryPolicy) {
    this.retryPolicy = retryPolicy;
    return this;
  }

  /** Leases, time-outs and intervals. */
  public AccessRequestEngineBuilder workerSettings(WorkerSettings workerSettings) {
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
    connectors.forEach((system, connector) -> channels.put(system, new Channel(connector, clock)));
    var given = Objects.requireNonNull(store, "store");
    return new AccessRequestEngine(
        new EngineParts(
            given,
            new OrganizedDirectory(Objects.requireNonNull(directory, "directory"), given),
            channels,
            Map.copyOf(sinks),
            clock,
            random,
            new Ids(random),
            reprocessPolicy,
            retryPolicy,
            workerSettings,
            eventSettings,
            extensionCaller,
            changeNotifier,
            () -> {
              wakeUps.nudge();
              given.announce();
            }),
        wakeUps);
  }
}
