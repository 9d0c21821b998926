package dev.regrant.http;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.olingo.commons.api.edm.EdmPrimitiveTypeKind;
import org.apache.olingo.commons.api.edm.FullQualifiedName;
import org.apache.olingo.commons.api.edm.provider.CsdlAction;
import org.apache.olingo.commons.api.edm.provider.CsdlComplexType;
import org.apache.olingo.commons.api.edm.provider.CsdlEntityContainer;
import org.apache.olingo.commons.api.edm.provider.CsdlEntitySet;
import org.apache.olingo.commons.api.edm.provider.CsdlEntityType;
import org.apache.olingo.commons.api.edm.provider.CsdlFunction;
import org.apache.olingo.commons.api.edm.provider.CsdlNavigationProperty;
import org.apache.olingo.commons.api.edm.provider.CsdlParameter;
import org.apache.olingo.commons.api.edm.provider.CsdlProperty;
import org.apache.olingo.commons.api.edm.provider.CsdlPropertyRef;
import org.apache.olingo.commons.api.edm.provider.CsdlReturnType;
import org.apache.olingo.commons.api.edm.provider.CsdlSchema;
import org.apache.olingo.commons.api.edm.provider.CsdlSingleton;

/**
 * The declarations of one version as an OData schema. Enums are strings in it, since clients
 * compare them with strings; what holds structured values is an open complex type, whose members
 * are not listed.
 */
final class Schema {
  /** The types of the services, by the first segment of the ways to them. */
  private static final Map<String, String> SERVICES =
      Map.of("identityGovernance", "entitlementManagement", "roleManagement", "rbacApplication");

  private static final String SERVICE = "entitlementManagement";

  private final ApiVersion version;
  private final CsdlSchema schema = new CsdlSchema().setNamespace(ODataType.NAMESPACE);
  private final Map<String, CsdlEntityType> entities = new LinkedHashMap<>();
  private final Map<String, CsdlComplexType> structures = new TreeMap<>();
  private final List<CsdlFunction> functions = new ArrayList<>();
  private final Map<String, CsdlAction> actions = new TreeMap<>();

  private Schema(ApiVersion version) {
    this.version = version;
    List<CsdlSingleton> singletons = new ArrayList<>();
    Roots.AREAS.forEach((area, roots) -> singletons.add(area(area, roots)));
    var subscriptions =
        new CsdlEntitySet()
            .setName(SubscriptionsApi.ROOT.name().canonical())
            .setType(add(SubscriptionsApi.SUBSCRIPTION));
    actions(SubscriptionsApi.ROOT);
    schema
        .setEntityTypes(List.copyOf(entities.values()))
        .setComplexTypes(List.copyOf(structures.values()))
        .setFunctions(functions)
        .setActions(List.copyOf(actions.values()))
        .setEntityContainer(
            new CsdlEntityContainer()
                .setName("GraphService")
                .setEntitySets(List.of(subscriptions))
                .setSingletons(singletons));
  }

  static CsdlSchema of(ApiVersion version) {
    return new Schema(version).schema;
  }

  private static FullQualifiedName qualified(String name) {
    return new FullQualifiedName(ODataType.NAMESPACE, name);
  }

  /**
   * One of the ways from the root: its first segment, the service, and the service's collections.
   */
  private CsdlSingleton area(String area, List<Root<?>> roots) {
    List<CsdlNavigationProperty> collections = new ArrayList<>();
    for (Root<?> root : roots) {
      var names = names(root);
      names.forEach(name -> collections.add(collection(root, name)));
      if (!names.isEmpty()) {
        functions(root);
        ownReads(root);
        actions(root);
      }
    }
    String service = SERVICES.getOrDefault(area, area);
    entities.put(service, way(service, collections));
    entities.put(
        area,
        way(
            area,
            List.of(
                new CsdlNavigationProperty()
                    .setName(SERVICE)
                    .setType(qualified(service))
                    .setContainsTarget(true))));
    return new CsdlSingleton().setName(area).setType(qualified(area));
  }

  private static CsdlEntityType way(String name, List<CsdlNavigationProperty> to) {
    return new CsdlEntityType()
        .setName(name)
        .setKey(id())
        .setProperties(List.of(idProperty()))
        .setNavigationProperties(to);
  }

  private static List<CsdlPropertyRef> id() {
    return List.of(new CsdlPropertyRef().setName("id"));
  }

  private static CsdlProperty idProperty() {
    return new CsdlProperty()
        .setName("id")
        .setType(EdmPrimitiveTypeKind.String.getFullQualifiedName())
        .setNullable(false);
  }

  private List<String> names(Root<?> root) {
    return Stream.concat(
            root.name().in(version).stream(),
            root.alsoOnBeta().filter(other -> version == ApiVersion.BETA).stream())
        .toList();
  }

  private CsdlNavigationProperty collection(Root<?> root, String name) {
    return new CsdlNavigationProperty()
        .setName(name)
        .setType(add(root.type()))
        .setCollection(!root.isSingle())
        .setContainsTarget(true);
  }

  private FullQualifiedName add(EntityType<?> type) {
    if (!entities.containsKey(type.name())) {
      var csdl = new CsdlEntityType().setName(type.name()).setKey(id());
      entities.put(type.name(), csdl);
      csdl.setProperties(
          type.properties().stream().flatMap(one -> property(one).stream()).toList());
      csdl.setNavigationProperties(
          type.navigations().stream().flatMap(one -> navigation(one).stream()).toList());
    }
    return qualified(type.name());
  }

  private Optional<CsdlNavigationProperty> navigation(Navigation<?, ?> navigation) {
    return navigation
        .name()
        .in(version)
        .map(
            name ->
                new CsdlNavigationProperty()
                    .setName(name)
                    .setType(add(navigation.type().get()))
                    .setCollection(navigation.isMany())
                    .setContainsTarget(navigation.isMany()));
  }

  private Optional<CsdlProperty> property(Property<?> property) {
    if (property.name().canonical().equals("id")) {
      return Optional.of(idProperty());
    }
    var kind = property.kind();
    boolean isMany = kind == Property.Kind.STRUCTURES || kind == Property.Kind.TEXTS;
    return property
        .name()
        .in(version)
        .map(
            name ->
                new CsdlProperty()
                    .setName(name)
                    .setType(type(property))
                    .setCollection(isMany)
                    .setNullable(!isMany));
  }

  private FullQualifiedName type(Property<?> property) {
    return switch (property.kind()) {
      case TEXT, TEXTS, CHOICE, STATUS, ENUM -> EdmPrimitiveTypeKind.String.getFullQualifiedName();
      case BOOLEAN -> EdmPrimitiveTypeKind.Boolean.getFullQualifiedName();
      case INTEGER -> EdmPrimitiveTypeKind.Int32.getFullQualifiedName();
      case TIME -> EdmPrimitiveTypeKind.DateTimeOffset.getFullQualifiedName();
      case STRUCTURE, STRUCTURES -> structure(property.name().canonical());
    };
  }

  private FullQualifiedName structure(String property) {
    String name = Structures.of(property).name();
    structures.computeIfAbsent(
        name, unknown -> new CsdlComplexType().setName(unknown).setOpenType(true));
    return qualified(name);
  }

  private static CsdlParameter binding(FullQualifiedName type, boolean isMany) {
    return new CsdlParameter().setName("bindingParameter").setType(type).setCollection(isMany);
  }

  private void functions(Root<?> root) {
    var type = add(root.type());
    for (BoundFunction<?> function : root.functions()) {
      List<CsdlParameter> parameters = new ArrayList<>();
      parameters.add(binding(type, true));
      for (String parameter : function.parameters()) {
        parameters.add(
            new CsdlParameter()
                .setName(parameter)
                .setType(EdmPrimitiveTypeKind.String.getFullQualifiedName())
                .setNullable(false));
      }
      functions.add(
          new CsdlFunction()
              .setName(function.name())
              .setBound(true)
              .setComposable(true)
              .setParameters(parameters)
              .setReturnType(new CsdlReturnType().setType(type).setCollection(true)));
    }
  }

  /** What is read of a collection in a way of its own. */
  private void ownReads(Root<?> root) {
    var type = add(root.type());
    for (String action : root.actions().keySet()) {
      if (action.startsWith("GET/") && !action.contains("{id}")) {
        functions.add(
            new CsdlFunction()
                .setName(action.substring("GET/".length()))
                .setBound(true)
                .setParameters(List.of(binding(type, true)))
                .setReturnType(new CsdlReturnType().setType(type).setCollection(true)));
      }
    }
  }

  /** What is posted to an entity by a name that leads nowhere. */
  private void actions(Root<?> root) {
    var type = add(root.type());
    for (String action : root.actions().keySet()) {
      String name = action.replaceFirst("^POST/\\{id}/", "");
      if (!name.equals(action)
          && !name.contains("/")
          && root.type().navigations().stream()
              .noneMatch(one -> one.name().canonical().equals(name))) {
        actions.put(
            root.type().name() + "/" + name,
            new CsdlAction()
                .setName(name)
                .setBound(true)
                .setParameters(List.of(binding(type, false))));
      }
    }
  }
}
