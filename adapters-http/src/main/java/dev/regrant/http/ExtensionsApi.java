package dev.regrant.http;

import static dev.regrant.http.Name.both;

import dev.regrant.application.Resumption;
import dev.regrant.domain.AssignmentRequest;
import dev.regrant.domain.Callout;
import dev.regrant.domain.Catalog;
import dev.regrant.domain.CustomExtension;
import dev.regrant.domain.CustomExtension.Authentication;
import dev.regrant.domain.CustomExtension.Client;
import dev.regrant.domain.CustomExtension.Endpoint;
import dev.regrant.domain.CustomExtension.Terms;
import dev.regrant.domain.PolicyTerms.ExtensionStage;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What can be done with custom extensions, and what they do. */
final class ExtensionsApi {
  private static final Name NAME = both("displayName");
  private static final Name DESCRIPTION = both("description");
  private static final Name ENDPOINT = both("endpointConfiguration");
  // Graph has another endpoint, which calls it so.
  private static final Name URL = both("url");
  private static final Name TARGET_URL = both("targetUrl");
  private static final List<String> ENDPOINTS =
      List.of("logicAppTriggerEndpointConfiguration", "httpRequestEndpoint");
  private static final Name AUTHENTICATION = both("authenticationConfiguration");
  private static final Name CLIENT = both("clientConfiguration");
  private static final Name CALLBACK = both("callbackConfiguration");
  private static final Name TIMEOUT = both("timeoutDuration");

  private static final Name DATA = both("data");
  private static final Name TYPE = both("type");
  private static final Name STAGE = both("stage");
  private static final Name STATE = both("state");
  private static final Name INSTANCE = both("customExtensionStageInstanceId");
  private static final Name DETAIL = both("customExtensionStageInstanceDetail");
  private static final String CALLBACK_DATA = "accessPackageAssignmentRequestCallbackData";
  private static final String STAGE_PREFIX = "accesspackagecustomextensionstage.";

  private ExtensionsApi() {}

  static Answer create(Call call) {
    return create(call, ExtensionEntities.EXTENSION, Optional.empty());
  }

  /** Makes one through beta's older collection, which holds one type. */
  static Answer createOld(Call call) {
    return create(
        call,
        ExtensionEntities.OLD_EXTENSION,
        Optional.of(CustomExtension.Type.ACCESS_PACKAGE_ASSIGNMENT_REQUEST_WORKFLOW_EXTENSION));
  }

  private static Answer create(
      Call call, EntityType<CustomExtension> shown, Optional<CustomExtension.Type> usual) {
    call.query().requireNone();
    var body = call.body();
    var type = body.required(ODataType.NAME, type(body).or(() -> usual));
    var endpoint = body.required(ENDPOINT, body.object(ENDPOINT));
    var url = endpoint.required(URL, url(endpoint));
    var terms =
        body.made(
            () ->
                new Terms(
                    type,
                    body.required(NAME, body.text(NAME)),
                    body.text(DESCRIPTION).orElse(""),
                    endpoint(endpoint, Optional.empty(), url),
                    authentication(body),
                    client(body).orElse(Client.DEFAULT),
                    body.object(CALLBACK).map(ExtensionsApi::callback)));
    var made =
        Refusals.valueOf(
            call.engine()
                .customExtensions()
                .create(call.reads().caller(), new Catalog.Id(call.id()), terms),
            body::clientsWord);
    return Answer.created(call, shown, made);
  }

  static Answer update(Call call) {
    call.query().requireNone();
    var body = call.body();
    Refusals.valueOf(
        call.engine()
            .customExtensions()
            .update(
                call.reads().caller(),
                new Catalog.Id(call.id()),
                extension(call),
                held -> changed(body, held)),
        body::clientsWord);
    return Answer.empty(204);
  }

  static Answer delete(Call call) {
    call.query().requireNone();
    call.reads()
        .value(
            call.engine()
                .customExtensions()
                .delete(call.reads().caller(), new Catalog.Id(call.id()), extension(call)));
    return Answer.empty(204);
  }

  private static CustomExtension.Id extension(Call call) {
    return new CustomExtension.Id(Call.guid(call.ids().getLast()));
  }

  private static Terms changed(Body body, Terms held) {
    return body.made(
        () ->
            new Terms(
                type(body).orElse(held.type()),
                body.text(NAME).orElse(held.displayName()),
                body.text(DESCRIPTION).orElse(held.description()),
                body.object(ENDPOINT)
                    .map(
                        given ->
                            endpoint(
                                given,
                                Optional.of(held.endpoint()),
                                url(given).orElse(held.endpoint().url())))
                    .orElse(held.endpoint()),
                authentication(body).or(held::authentication),
                client(body).orElse(held.client()),
                body.object(CALLBACK).map(ExtensionsApi::callback).or(held::callbackTimeout)));
  }

  private static Optional<CustomExtension.Type> type(Body body) {
    return body.text(ODataType.NAME)
        .map(ODataType::unqualified)
        .map(
            name ->
                name.equalsIgnoreCase(ExtensionEntities.OLD_TYPE)
                    ? CustomExtension.Type.ACCESS_PACKAGE_ASSIGNMENT_REQUEST_WORKFLOW_EXTENSION
                    : WireFormat.constant(CustomExtension.Type.class, name)
                        .orElseThrow(
                            () ->
                                body.invalid(
                                    ODataType.NAME,
                                    "'@odata.type' is '%s'; it can be: %s."
                                        .formatted(
                                            name, WireFormat.names(CustomExtension.Type.class)))));
  }

  private static Optional<String> url(Body endpoint) {
    return endpoint.text(URL).or(() -> endpoint.text(TARGET_URL));
  }

  private static Endpoint endpoint(Body given, Optional<Endpoint> held, String url) {
    given
        .text(ODataType.NAME)
        .map(ODataType::unqualified)
        .filter(name -> ENDPOINTS.stream().noneMatch(name::equalsIgnoreCase))
        .ifPresent(
            name -> {
              throw given.invalid(
                  ODataType.NAME,
                  "'endpointConfiguration.@odata.type' is '%s'; it can be: %s."
                      .formatted(name, String.join(", ", ENDPOINTS)));
            });
    return new Endpoint(
        url,
        given.text(both("subscriptionId")).or(() -> held.flatMap(Endpoint::subscriptionId)),
        given.text(both("resourceGroupName")).or(() -> held.flatMap(Endpoint::resourceGroupName)),
        given
            .text(both("logicAppWorkflowName"))
            .or(() -> held.flatMap(Endpoint::logicAppWorkflowName)));
  }

  private static Optional<Authentication> authentication(Body body) {
    return body.object(AUTHENTICATION)
        .map(
            given ->
                new Authentication(
                    given
                        .text(ODataType.NAME)
                        .map(ODataType::unqualified)
                        .map(name -> authenticationKind(given, name))
                        .orElse(Authentication.Kind.AZURE_AD_TOKEN_AUTHENTICATION),
                    given.text(both("resourceId"))));
  }

  private static Authentication.Kind authenticationKind(Body given, String name) {
    return WireFormat.constant(Authentication.Kind.class, name)
        .orElseThrow(
            () ->
                given.invalid(
                    ODataType.NAME,
                    "'authenticationConfiguration.@odata.type' is '%s'; it can be: %s."
                        .formatted(name, WireFormat.names(Authentication.Kind.class))));
  }

  private static Optional<Client> client(Body body) {
    return body.object(CLIENT)
        .map(
            given ->
                new Client(
                    given.integer(both("maximumRetries")),
                    given.integer(both("timeoutInMilliseconds"))));
  }

  private static Duration callback(Body given) {
    return given.required(TIMEOUT, given.duration(TIMEOUT));
  }

  static Answer resume(Call call) {
    call.query().requireNone();
    var id = new AssignmentRequest.Id(call.id());
    var body = call.body();
    var data = body.required(DATA, body.object(DATA));
    data.text(ODataType.NAME)
        .map(ODataType::unqualified)
        .filter(name -> !name.equalsIgnoreCase(CALLBACK_DATA))
        .ifPresent(
            name -> {
              throw data.unsupported(
                  ODataType.NAME,
                  "'data.@odata.type' is '%s'; only %s is supported."
                      .formatted(name, CALLBACK_DATA));
            });
    var ofType = body.text(TYPE).map(type -> stage(body, type));
    var stage = data.required(STAGE, data.oneOf(STAGE, ExtensionStage.class).or(() -> ofType));
    if (ofType.filter(other -> other != stage).isPresent()) {
      throw body.invalid(TYPE, "'type' and 'data.stage' are of different stages.");
    }
    var resumption =
        new Resumption(
            body.text(both("source")),
            stage,
            new Callout.Id(data.required(INSTANCE, data.id(INSTANCE))),
            data.text(DETAIL),
            answer(data));
    Refusals.valueOf(
        call.engine().customExtensions().resume(call.reads().caller(), id, resumption),
        body::clientsWord);
    return Answer.empty(204);
  }

  private static ExtensionStage stage(Body body, String type) {
    String name = ODataType.unqualified(type);
    String stage =
        name.toLowerCase(Locale.ROOT).startsWith(STAGE_PREFIX)
            ? name.substring(STAGE_PREFIX.length())
            : name;
    return WireFormat.constant(ExtensionStage.class, stage)
        .orElseThrow(
            () ->
                body.invalid(
                    TYPE,
                    "'type' is '%s'; it can be: microsoft.graph.accessPackageCustomExtensionStage. and one of %s."
                        .formatted(type, WireFormat.names(ExtensionStage.class))));
  }

  private static Callout.Answer answer(Body data) {
    return data.text(STATE)
        .map(
            state ->
                switch (state.toLowerCase(Locale.ROOT)) {
                  case "denied" -> Callout.Answer.DENIED;
                  case "canceled", "cancelled" -> Callout.Answer.CANCELED;
                  default ->
                      throw data.invalid(
                          STATE,
                          "'data.state' is '%s'; it can be: Denied, Canceled, or be left out to let"
                                  .formatted(state)
                              + " the request go on.");
                })
        .orElse(Callout.Answer.CONTINUE);
  }
}
