package dev.regrant.bootstrap;

import com.microsoft.kiota.BaseRequestBuilder;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** What an SDK has builders for, by its own templates of addresses. */
final class SdkOperations {
  private static final Set<String> METHODS = Set.of("get", "post", "patch", "put", "delete");

  /** What follows a service: a collection, an entity of it, what that leads to, and its parts. */
  private static final Pattern NEAR =
      Pattern.compile("(/[^/]+){2}(/[^/]+){0,3}|(/[^/]+){5}/(\\{id}|\\$count|\\$ref)(/\\$ref)?");

  private final SortedSet<String> found = new TreeSet<>();
  private final String version;

  private SdkOperations(String version) {
    this.version = version;
  }

  /**
   * The operations of a service's collections, of their entities, and of what these lead to, such
   * as {@code GET /beta/identityGovernance/entitlementManagement/catalogs/{id}}.
   */
  static SortedSet<String> under(BaseRequestBuilder service, String version)
      throws ReflectiveOperationException {
    var operations = new SdkOperations(version);
    operations.walk(service);
    return operations.found;
  }

  private void walk(BaseRequestBuilder builder) throws ReflectiveOperationException {
    String path = path(builder);
    if (!NEAR.matcher(path).matches()) {
      return;
    }
    for (Method method : builder.getClass().getMethods()) {
      if (METHODS.contains(method.getName())) {
        found.add(method.getName().toUpperCase(Locale.ROOT) + " /" + version + path);
      }
      if (BaseRequestBuilder.class.isAssignableFrom(method.getReturnType())
          && !method.getName().equals("withUrl")) {
        Object[] arguments = new Object[method.getParameterCount()];
        Arrays.fill(arguments, "any");
        walk((BaseRequestBuilder) method.invoke(builder, arguments));
      }
    }
  }

  private static String path(BaseRequestBuilder builder) throws ReflectiveOperationException {
    Field template = BaseRequestBuilder.class.getDeclaredField("urlTemplate");
    template.setAccessible(true);
    return ((String) template.get(builder))
        .replace("{+baseurl}", "")
        .replaceFirst("(\\{\\?|\\?).*", "")
        .replaceAll("\\{[^}]+}", "{id}");
  }
}
