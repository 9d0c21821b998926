package dev.regrant.http;

import static dev.regrant.http.Name.both;
import static dev.regrant.http.Property.Kind.ENUM;
import static dev.regrant.http.Property.Kind.INTEGER;
import static dev.regrant.http.Property.Kind.STRUCTURE;
import static dev.regrant.http.Property.Kind.TEXT;
import static java.util.stream.Collectors.joining;

import dev.regrant.application.Connector;
import dev.regrant.application.ConnectorHealth;
import dev.regrant.application.Maintenance;
import dev.regrant.application.Outcome;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.function.UnaryOperator;

/** The systems that are delivered to: how they do, and when they are left alone. */
final class ConnectorsApi {
  private static final Name UNTIL = both("until");

  static final EntityType<ConnectorHealth> CONNECTOR =
      EntityType.<ConnectorHealth>named("connector", "connectors")
          .property(both("originSystem"), TEXT, (one, view) -> one.originSystem())
          .property(both("state"), ENUM, (one, view) -> one.state())
          .property(
              both("trouble"),
              STRUCTURE,
              (one, view) -> one.trouble().map(ConnectorsApi::trouble).orElse(null))
          .property(
              both("maintenance"),
              STRUCTURE,
              (one, view) -> one.maintenance().map(ConnectorsApi::maintenance).orElse(null))
          .property(both("limits"), STRUCTURE, (one, view) -> limits(one.limits()))
          .property(both("callsUnderWay"), INTEGER, (one, view) -> one.callsUnderWay())
          .property(both("counts"), STRUCTURE, (one, view) -> counts(one.counts()))
          .build();

  private ConnectorsApi() {}

  static Answer list(Call call) {
    call.query().requireNone();
    var all = call.reads().value(call.engine().connectors().list(call.reads().caller()));
    return Answer.own(new JsonObject().put("value", rendered(call, all)));
  }

  static Answer find(Call call) {
    call.query().requireNone();
    String originSystem = call.ids().getFirst();
    return answer(
        call,
        member -> member,
        call.engine().connectors().find(call.reads().caller(), originSystem));
  }

  static Answer startMaintenance(Call call) {
    call.query().requireNone();
    var body = call.body();
    var until = body.required(UNTIL, body.time(UNTIL));
    return answer(
        call,
        body::clientsWord,
        call.engine()
            .connectors()
            .startMaintenance(
                call.reads().caller(), call.ids().getFirst(), until, body.text(both("reason"))));
  }

  static Answer endMaintenance(Call call) {
    call.query().requireNone();
    return answer(
        call,
        member -> member,
        call.engine().connectors().endMaintenance(call.reads().caller(), call.ids().getFirst()));
  }

  private static Answer answer(
      Call call, UnaryOperator<String> clientsWord, Outcome<ConnectorHealth> outcome) {
    if (outcome instanceof Outcome.NotFound<ConnectorHealth>(var type, var originSystem)) {
      throw unknown(call, originSystem);
    }
    var connector = Refusals.valueOf(outcome, clientsWord);
    return Answer.own(rendered(call, List.of(connector)).getFirst());
  }

  private static GraphError unknown(Call call, String originSystem) {
    String known =
        call.engine().connectors().health().stream()
            .map(one -> "'" + one.originSystem() + "'")
            .collect(joining(", "));
    return new GraphError(
        ErrorCode.RESOURCE_NOT_FOUND,
        "No connector serves the origin system '%s'; %s."
            .formatted(
                originSystem, known.isEmpty() ? "there is none at all" : "there are: " + known));
  }

  private static List<JsonObject> rendered(Call call, List<ConnectorHealth> connectors) {
    return new Rendering(call.view(), call.reads()).render(CONNECTOR, connectors, Selection.all());
  }

  private static JsonObject trouble(ConnectorHealth.Trouble trouble) {
    return new JsonObject()
        .put("since", WireFormat.time(trouble.since()))
        .put("errorClass", trouble.errorClass().code())
        .put("message", trouble.message())
        .put("nextProbeDateTime", trouble.nextProbeAt().map(WireFormat::time).orElse(null));
  }

  private static JsonObject maintenance(Maintenance maintenance) {
    return new JsonObject()
        .put("since", WireFormat.time(maintenance.since()))
        .put("until", WireFormat.time(maintenance.until()))
        .put("reason", maintenance.reason().orElse(null))
        .put("startedBy", WireFormat.actor(maintenance.startedBy()));
  }

  private static JsonObject limits(Connector.Limits limits) {
    return new JsonObject()
        .put("maxConcurrentCalls", limits.maxConcurrentCalls())
        .put("maxCallsPerSecond", limits.maxCallsPerSecond().orElse(null))
        .put("callTimeout", limits.callTimeout().map(WireFormat::duration).orElse(null));
  }

  private static JsonObject counts(ConnectorHealth.Counts counts) {
    return new JsonObject()
        .put("done", counts.done())
        .put("refused", counts.refused())
        .put("unknown", counts.unknown())
        .put("totalMilliseconds", counts.time().toMillis());
  }
}
