package dev.regrant.http;

import static java.util.Objects.requireNonNull;

import dev.regrant.application.AccessRequestEngine;
import dev.regrant.application.Caller;
import dev.regrant.application.UnavailableException;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.ext.web.handler.HttpException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Takes calls in: what the event loop does is reading and answering; the work is done by {@link
 * Workers}.
 */
final class GraphHandler {
  private static final String EXCHANGE = "exchange";

  /** All callbacks wait in one line: who sends them is not known yet. */
  private static final String CALLBACKS = "callbacks";

  private final Vertx vertx;
  private final AccessRequestEngine engine;
  private final Runnable readiness;
  private final Tokens tokens;
  private final Admission admission;
  private final Workers workers;
  private final Connections connections;
  private final Settings settings;
  private final Optional<Metrics> metrics;
  private final Dispatcher dispatcher;

  GraphHandler(
      Vertx vertx,
      AccessRequestEngine engine,
      Runnable readiness,
      Tokens tokens,
      Workers workers,
      Connections connections,
      Settings settings,
      Optional<Metrics> metrics) {
    this.vertx = vertx;
    this.engine = engine;
    this.readiness = readiness;
    this.tokens = tokens;
    this.admission = new Admission(tokens, settings);
    this.workers = workers;
    this.connections = connections;
    this.settings = settings;
    this.metrics = metrics;
    dispatcher = new Dispatcher(engine);
  }

  Router router() {
    var router = Router.router(vertx);
    router.route().handler(this::begin);
    router.get("/health/live").handler(this::live);
    router.get("/health/ready").handler(this::ready);
    router.route().handler(this::admit);
    router.route().handler(BodyHandler.create(false).setBodyLimit(settings.limits().bodyBytes()));
    router.route().handler(this::call);
    router.route().failureHandler(this::fail);
    return router;
  }

  private void begin(RoutingContext ctx) {
    var request = ctx.request();
    var exchange = new Exchange(request, connections, settings, metrics);
    ctx.put(EXCHANGE, exchange);
    if (!connections.begun(request, Heads.isLast(request), () -> late(exchange))) {
      return;
    }
    ctx.addEndHandler(end -> connections.ended(request));
    var ambiguity = Heads.ambiguity(request);
    if (ambiguity.isPresent()) {
      exchange.fail(ambiguity.get());
      Connections.end(request);
    } else if (request.response().writeQueueFull()) {
      // Another answer is still to be read.
      request.pause();
      request
          .response()
          .drainHandler(
              drained -> {
                request.resume();
                ctx.next();
              });
    } else {
      ctx.next();
    }
  }

  private void late(Exchange exchange) {
    exchange.fail(
        new GraphError(
            ErrorCode.REQUEST_TIMEOUT,
            "The request did not come within %d s."
                .formatted(settings.limits().connections().transfer().toSeconds())));
    Connections.end(exchange.request());
  }

  private static Exchange exchange(RoutingContext ctx) {
    return requireNonNull(ctx.get(EXCHANGE));
  }

  /** Answers what was no HTTP request. */
  void invalid(HttpServerRequest request) {
    new Exchange(request, connections, settings, metrics)
        .fail(
            new GraphError(
                ErrorCode.BAD_REQUEST,
                "The request line or the headers are malformed or too long."));
    request.connection().close();
  }

  private void fail(RoutingContext ctx) {
    @Nullable Exchange exchange = ctx.get(EXCHANGE);
    if (exchange == null) {
      // The router itself refuses calls that name no host.
      invalid(ctx.request());
    } else {
      exchange.fail(failure(ctx));
    }
  }

  private Throwable failure(RoutingContext ctx) {
    if (ctx.statusCode() == 413) {
      return new GraphError(
          ErrorCode.PAYLOAD_TOO_LARGE,
          "The body is longer than %d bytes.".formatted(settings.limits().bodyBytes()));
    }
    if (ctx.failure() instanceof HttpException || ctx.failure() == null) {
      return new GraphError(ErrorCode.BAD_REQUEST, "The request cannot be read.");
    }
    return ctx.failure();
  }

  private void live(RoutingContext ctx) {
    var exchange = exchange(ctx);
    exchange.leadsTo("/health/live");
    exchange.answerPlain(200, status("UP"));
  }

  private void ready(RoutingContext ctx) {
    var exchange = exchange(ctx);
    exchange.leadsTo("/health/ready");
    work(
        exchange,
        () -> {
          try {
            readiness.run();
          } catch (UnavailableException missing) {
            return () ->
                exchange.answerPlain(503, status("DOWN").put("missing", missing.getMessage()));
          }
          return tokens.keys().isReady()
              ? () -> exchange.answerPlain(200, status("UP"))
              : () ->
                  exchange.answerPlain(
                      503,
                      status("DOWN")
                          .put("missing", "the signing keys of " + settings.issuer().name()));
        });
  }

  private static JsonObject status(String status) {
    return new JsonObject().put("status", status);
  }

  /** Refuses what can be refused before its body is read. */
  private void admit(RoutingContext ctx) {
    var request = ctx.request();
    var segments = segments(request);
    if (OwnRoutes.callback(segments).isPresent()) {
      ctx.next(); // Whatever it holds, its system's connector reads it.
      return;
    }
    var description = Descriptions.answer(request, segments, exchange(ctx));
    if (description.isPresent()) {
      exchange(ctx).answer(description.get(), description.get().content());
      return;
    }
    if (Dispatcher.version(segments).isEmpty() && !OwnRoutes.lead(segments)) {
      throw new GraphError(
          ErrorCode.RESOURCE_NOT_FOUND,
          "There is nothing here; paths begin with /v1.0, /beta or /regrant.");
    }
    if (request.getHeader("Authorization") == null) {
      throw tokens.missing();
    }
    String type = request.getHeader("Content-Type");
    if (hasBody(request) && type != null && !isJson(type)) {
      throw new GraphError(
          ErrorCode.UNSUPPORTED_MEDIA_TYPE,
          "The body must be application/json, not '%s'.".formatted(type));
    }
    String encoding = request.getHeader("Content-Encoding");
    if (hasBody(request) && encoding != null && !encoding.equalsIgnoreCase("identity")) {
      // Graph's clients then send it again as it is.
      throw new GraphError(
          ErrorCode.UNSUPPORTED_MEDIA_TYPE,
          "The body must not be compressed, as '%s'.".formatted(encoding));
    }
    ctx.next();
  }

  private static boolean hasBody(HttpServerRequest request) {
    String length = request.getHeader("Content-Length");
    return length == null ? request.getHeader("Transfer-Encoding") != null : !length.equals("0");
  }

  private static boolean isJson(String contentType) {
    String type = contentType.split(";", 2)[0].trim().toLowerCase(Locale.ROOT);
    return type.equals("application/json") || type.endsWith("+json");
  }

  private void call(RoutingContext ctx) {
    var exchange = exchange(ctx);
    Buffer body = Optional.ofNullable(ctx.body().buffer()).orElseGet(Buffer::buffer);
    work(
        exchange,
        () -> {
          var answer = answer(exchange, body);
          var content = answer.content();
          return () -> exchange.answer(answer, content);
        });
  }

  /** Runs the work in a thread of its own, and what it gives on the event loop. */
  private void work(Exchange exchange, Supplier<Runnable> work) {
    Context eventLoop = vertx.getOrCreateContext();
    try {
      workers.submit(
          () -> {
            Runnable answer;
            try {
              answer = work.get();
            } catch (Throwable failure) {
              answer = () -> exchange.fail(failure);
            }
            var answering = answer;
            eventLoop.runOnContext(now -> answering.run());
          });
    } catch (RejectedExecutionException tooMany) {
      exchange.fail(tooMany);
    }
  }

  private Answer answer(Exchange exchange, Buffer body) {
    var request = exchange.request();
    var segments = segments(request);
    var callback = OwnRoutes.callback(segments);
    if (callback.isPresent()) {
      return workers.inTurn(CALLBACKS, () -> callback(exchange, callback.get(), body));
    }
    var caller = admission.caller(exchange, request.headers().getAll("Authorization"));
    exchange.calledBy(caller);
    return workers.inTurn(caller.tenant(), () -> answer(exchange, segments, body, caller));
  }

  private Answer answer(Exchange exchange, List<String> segments, Buffer body, Caller caller) {
    var request = exchange.request();
    var incoming =
        new Incoming(
            request.method().name(),
            Optional.ofNullable(request.path()).orElse(""),
            request.query(),
            name -> header(request, name),
            body);
    if (Batch.isCalled(segments)) {
      exchange.leadsTo("/" + segments.getFirst().toLowerCase(Locale.ROOT) + "/$batch");
      return Batch.of(incoming)
          .answer(part -> part(exchange, part, caller), exchange::failed, settings.clock());
    }
    var endpoint = Dispatcher.endpoint(segments);
    exchange.leadsTo(endpoint.route());
    return dispatcher.answer(incoming, endpoint, caller, exchange.origin());
  }

  /** The values of a header, in one. */
  private static Optional<String> header(HttpServerRequest request, String name) {
    var values = request.headers().getAll(name);
    return values.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", values));
  }

  /** The answer to a part of a batch, which may have a token of its own. */
  private Answer part(Exchange exchange, Incoming part, Caller caller) {
    try {
      var own = part.header().apply("Authorization");
      var partCaller = own.isPresent() ? admission.caller(exchange, List.of(own.get())) : caller;
      if (own.isEmpty()) {
        admission.again(caller);
      }
      var endpoint = Dispatcher.endpoint(part.segments());
      return dispatcher.answer(part, endpoint, partCaller, exchange.origin());
    } catch (Throwable failure) {
      return exchange.failed(failure);
    }
  }

  private Answer callback(Exchange exchange, String originSystem, Buffer body) {
    var request = exchange.request();
    exchange.leadsTo(OwnRoutes.CALLBACK);
    if (!request.method().equals(HttpMethod.POST)) {
      throw GraphError.methodNotAllowed(request.method().name(), "POST");
    }
    Map<String, String> headers = new TreeMap<>();
    request
        .headers()
        .forEach(
            (name, value) ->
                headers.merge(
                    name.toLowerCase(Locale.ROOT), value, (one, next) -> one + ", " + next));
    return CompletionsApi.callback(engine, originSystem, headers, body.getBytes());
  }

  private static List<String> segments(HttpServerRequest request) {
    return Incoming.segments(Optional.ofNullable(request.path()).orElse(""));
  }
}
