package dev.regrant.connectors;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import de.captaingoldfish.scim.sdk.common.constants.enums.HttpMethod;
import de.captaingoldfish.scim.sdk.common.constants.enums.SortOrder;
import de.captaingoldfish.scim.sdk.common.exceptions.ResourceNotFoundException;
import de.captaingoldfish.scim.sdk.common.resources.Group;
import de.captaingoldfish.scim.sdk.common.resources.ResourceNode;
import de.captaingoldfish.scim.sdk.common.resources.ServiceProvider;
import de.captaingoldfish.scim.sdk.common.resources.User;
import de.captaingoldfish.scim.sdk.common.resources.complex.ETagConfig;
import de.captaingoldfish.scim.sdk.common.resources.complex.FilterConfig;
import de.captaingoldfish.scim.sdk.common.resources.complex.Meta;
import de.captaingoldfish.scim.sdk.common.resources.complex.PatchConfig;
import de.captaingoldfish.scim.sdk.common.resources.multicomplex.Member;
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
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A SCIM server whose handling of the protocol is not ours, over HTTP on the loopback interface.
 * Only where its resources are kept is written here: in memory.
 */
final class TestScimServer implements AutoCloseable {
  static final String TOKEN = "s3cret-token";
  static final int MAX_RESULTS = 30;
  private static final String BASE = "/scim/v2";

  static {
    // Otherwise each answer waits for the client's delayed acknowledgement.
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  /** What was asked: method and path. */
  final Queue<String> requests = new ConcurrentLinkedQueue<>();

  private final Memory<User> users = new Memory<User>(User.class) {};
  private final Memory<Group> groups = new Memory<Group>(Group.class) {};
  private final ServiceProvider provider;
  private final ResourceEndpoint endpoint;
  private final HttpServer http;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  TestScimServer() {
    this(true, true);
  }

  TestScimServer(boolean patches, boolean hasVersions) {
    this.provider =
        ServiceProvider.builder()
            .filterConfig(FilterConfig.builder().supported(true).maxResults(MAX_RESULTS).build())
            .patchConfig(PatchConfig.builder().supported(patches).build())
            .eTagConfig(ETagConfig.builder().supported(hasVersions).build())
            .build();
    this.endpoint = new ResourceEndpoint(provider);
    var filtering = ResourceTypeFeatures.builder().autoFiltering(true).build();
    endpoint.registerEndpoint(new UserEndpointDefinition(users)).setFeatures(filtering);
    endpoint.registerEndpoint(new GroupEndpointDefinition(groups)).setFeatures(filtering);
    try {
      this.http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    http.createContext(BASE, this::handle);
    http.setExecutor(threads);
    http.start();
  }

  int port() {
    return http.getAddress().getPort();
  }

  String url() {
    return url(port());
  }

  static String url(int port) {
    return "http://127.0.0.1:" + port + BASE;
  }

  ScimSettings settings(ScimSettings.UserKey key) {
    return settings(url(), key);
  }

  static ScimSettings settings(String url, ScimSettings.UserKey key) {
    return new ScimSettings(
        ScimSettings.DEFAULT_ORIGIN_SYSTEM,
        ScimSettings.Server.of(url),
        new ScimSettings.Bearer(TOKEN),
        ScimSettings.Dialect.of(key),
        ScimSettings.Limits.DEFAULT);
  }

  /** Adds someone whose {@code externalId} is {@code ext-<name>}; answers their id. */
  String addUser(String name) {
    return add(User.builder().userName(name).externalId("ext-" + name).active(true).build());
  }

  String add(User user) {
    return users.add(user);
  }

  String addGroup(String name) {
    return groups.add(Group.builder().displayName(name).build());
  }

  String addGroup(String name, List<Member> members) {
    return groups.add(Group.builder().displayName(name).members(members).build());
  }

  User user(String id) {
    return users.get(id);
  }

  Group group(String id) {
    return groups.get(id);
  }

  void deleteUser(String id) {
    users.remove(id);
  }

  List<String> members(String group) {
    return group(group).getMembers().stream().flatMap(one -> one.getValue().stream()).toList();
  }

  /** What was written since the server started: method and path. */
  List<String> writes() {
    return requests.stream().filter(request -> !request.startsWith("GET")).toList();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath().substring(BASE.length());
      requests.add(exchange.getRequestMethod() + " " + path);
      String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
      Map<String, String> headers = new HashMap<>();
      exchange.getRequestHeaders().forEach((name, values) -> headers.put(name, values.getFirst()));
      if (!("Bearer " + TOKEN).equals(headers.get("Authorization"))) {
        exchange.sendResponseHeaders(401, -1);
        return;
      }
      var answer =
          answer(exchange.getRequestMethod(), exchange.getRequestURI().toString(), body, headers);
      answer.headers().forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
      byte[] bytes = answer.body().getBytes(UTF_8);
      exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  private record Answer(int status, Map<String, String> headers, String body) {}

  /** One at a time, as a database would see to. */
  private synchronized Answer answer(
      String method, String uri, String body, Map<String, String> headers) {
    var answer =
        endpoint.handleRequest(
            "http://127.0.0.1:" + port() + uri,
            HttpMethod.valueOf(method),
            body,
            headers,
            new Context(null));
    int status = answer.getHttpStatus();
    boolean isEmpty = status == 204 || status == 304;
    return new Answer(status, answer.getHttpHeaders(), isEmpty ? "" : answer.toString());
  }

  @Override
  public void close() {
    http.stop(0);
    threads.shutdownNow();
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
      return Optional.ofNullable(kept.get(id)).orElseThrow();
    }

    synchronized void remove(String id) {
      kept.remove(id);
    }

    @Override
    public T createResource(T resource, Context context) {
      add(resource);
      return resource;
    }

    @Override
    public synchronized T getResource(
        String id,
        List<SchemaAttribute> attributes,
        List<SchemaAttribute> excludedAttributes,
        Context context) {
      T found = kept.get(id);
      if (found == null) {
        throw new ResourceNotFoundException("resource '" + id + "' does not exist");
      }
      return copy(found);
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
      var all = new ArrayList<T>();
      kept.values().forEach(one -> all.add(copy(one)));
      return PartialListResponse.<T>builder().resources(all).totalResults(all.size()).build();
    }

    @Override
    public synchronized T updateResource(T resource, Context context) {
      kept.put(resource.getId().orElseThrow(), copy(resource));
      return resource;
    }

    @Override
    public synchronized void deleteResource(String id, Context context) {
      kept.remove(id);
    }

    private T copy(T resource) {
      return JsonHelper.copyResourceToObject(resource, type);
    }
  }
}
