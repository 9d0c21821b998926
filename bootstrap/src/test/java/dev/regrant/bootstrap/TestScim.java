package dev.regrant.bootstrap;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import de.captaingoldfish.scim.sdk.common.constants.enums.HttpMethod;
import de.captaingoldfish.scim.sdk.common.constants.enums.SortOrder;
import de.captaingoldfish.scim.sdk.common.resources.Group;
import de.captaingoldfish.scim.sdk.common.resources.ResourceNode;
import de.captaingoldfish.scim.sdk.common.resources.ServiceProvider;
import de.captaingoldfish.scim.sdk.common.resources.User;
import de.captaingoldfish.scim.sdk.common.resources.complex.FilterConfig;
import de.captaingoldfish.scim.sdk.common.resources.complex.Meta;
import de.captaingoldfish.scim.sdk.common.resources.complex.PatchConfig;
import de.captaingoldfish.scim.sdk.common.schemas.SchemaAttribute;
import de.captaingoldfish.scim.sdk.common.utils.JsonHelper;
import de.captaingoldfish.scim.sdk.server.endpoints.Context;
import de.captaingoldfish.scim.sdk.server.endpoints.ResourceEndpoint;
import de.captaingoldfish.scim.sdk.server.endpoints.ResourceHandler;
import de.captaingoldfish.scim.sdk.server.endpoints.base.GroupEndpointDefinition;
import de.captaingoldfish.scim.sdk.server.endpoints.base.UserEndpointDefinition;
import de.captaingoldfish.scim.sdk.server.filter.FilterNode;
import de.captaingoldfish.scim.sdk.server.response.PartialListResponse;
import de.captaingoldfish.scim.sdk.server.schemas.custom.ResourceTypeFeatures;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/** A real SCIM server on a free loopback port, with the people and groups of a test. */
final class TestScim implements AutoCloseable {
  static final String TOKEN = "s3cret-token";
  private static final String BASE = "/scim/v2";

  private final Memory<User> users = new Memory<User>(User.class) {};
  private final Memory<Group> groups = new Memory<Group>(Group.class) {};
  private final ResourceEndpoint endpoint;
  private final HttpServer http;

  TestScim() throws IOException {
    endpoint =
        new ResourceEndpoint(
            ServiceProvider.builder()
                .filterConfig(FilterConfig.builder().supported(true).maxResults(50).build())
                .patchConfig(PatchConfig.builder().supported(true).build())
                .build());
    var filtering = ResourceTypeFeatures.builder().autoFiltering(true).build();
    endpoint.registerEndpoint(new UserEndpointDefinition(users)).setFeatures(filtering);
    endpoint.registerEndpoint(new GroupEndpointDefinition(groups)).setFeatures(filtering);
    http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
    http.createContext(BASE, this::handle);
    http.start();
  }

  String url() {
    return "http://127.0.0.1:" + http.getAddress().getPort() + BASE;
  }

  /** Adds someone; answers their id at the server. */
  String addUser(String name, String externalId) {
    return users.add(User.builder().userName(name).externalId(externalId).active(true).build());
  }

  String addGroup(String name) {
    return groups.add(Group.builder().displayName(name).build());
  }

  List<String> members(String group) {
    return groups.get(group).getMembers().stream()
        .flatMap(member -> member.getValue().stream())
        .toList();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      Map<String, String> headers = new HashMap<>();
      exchange.getRequestHeaders().forEach((name, values) -> headers.put(name, values.getFirst()));
      if (!("Bearer " + TOKEN).equals(headers.get("Authorization"))) {
        exchange.sendResponseHeaders(401, -1);
        return;
      }
      var answer =
          endpoint.handleRequest(
              url().replace(BASE, "") + exchange.getRequestURI(),
              HttpMethod.valueOf(exchange.getRequestMethod()),
              new String(exchange.getRequestBody().readAllBytes(), UTF_8),
              headers,
              new Context(null));
      answer
          .getHttpHeaders()
          .forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
      boolean isEmpty = answer.getHttpStatus() == 204 || answer.getHttpStatus() == 304;
      byte[] bytes = isEmpty ? new byte[0] : answer.toString().getBytes(UTF_8);
      exchange.sendResponseHeaders(answer.getHttpStatus(), isEmpty ? -1 : bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  @Override
  public void close() {
    http.stop(0);
  }

  /** Keeps resources of one type, which the library reads from a subclass. */
  private abstract static class Memory<T extends ResourceNode> extends ResourceHandler<T> {
    private final Class<T> type;
    private final Map<String, T> kept = new LinkedHashMap<>();

    Memory(Class<T> type) {
      this.type = type;
    }

    synchronized String add(T resource) {
      String id = UUID.randomUUID().toString();
      resource.setId(id);
      resource.setMeta(Meta.builder().created(Instant.EPOCH).lastModified(Instant.EPOCH).build());
      kept.put(id, resource);
      return id;
    }

    synchronized T get(String id) {
      return JsonHelper.copyResourceToObject(kept.get(id), type);
    }

    @Override
    public T createResource(T resource, Context context) {
      add(resource);
      return resource;
    }

    @Override
    public T getResource(
        String id,
        List<SchemaAttribute> attributes,
        List<SchemaAttribute> excludedAttributes,
        Context context) {
      return get(id);
    }

    @Override
    public synchronized PartialListResponse<T> listResources(
        long startIndex,
        int count,
        FilterNode filter,
        SchemaAttribute sortBy,
        SortOrder sortOrder,
        List<SchemaAttribute> attributes,
        List<SchemaAttribute> excludedAttributes,
        Context context) {
      var all = kept.keySet().stream().map(this::get).collect(Collectors.toList());
      return PartialListResponse.<T>builder().resources(all).totalResults(all.size()).build();
    }

    @Override
    public synchronized T updateResource(T resource, Context context) {
      kept.put(resource.getId().orElseThrow(), resource);
      return resource;
    }

    @Override
    public synchronized void deleteResource(String id, Context context) {
      kept.remove(id);
    }
  }
}
