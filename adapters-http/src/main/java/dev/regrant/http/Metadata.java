package dev.regrant.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.olingo.commons.api.edm.EdmPrimitiveTypeKind;
import org.apache.olingo.commons.api.edm.FullQualifiedName;
import org.apache.olingo.commons.api.edm.provider.CsdlAction;
import org.apache.olingo.commons.api.edm.provider.CsdlComplexType;
import org.apache.olingo.commons.api.edm.provider.CsdlEntityContainer;
import org.apache.olingo.commons.api.edm.provider.CsdlEntityType;
import org.apache.olingo.commons.api.edm.provider.CsdlFunction;
import org.apache.olingo.commons.api.edm.provider.CsdlNavigationProperty;
import org.apache.olingo.commons.api.edm.provider.CsdlParameter;
import org.apache.olingo.commons.api.edm.provider.CsdlProperty;
import org.apache.olingo.commons.api.edm.provider.CsdlPropertyRef;
import org.apache.olingo.commons.api.edm.provider.CsdlReturnType;
import org.apache.olingo.commons.api.edm.provider.CsdlSchema;
import org.apache.olingo.commons.api.edm.provider.CsdlSingleton;
import org.apache.olingo.commons.api.format.ContentType;
import org.apache.olingo.server.api.OData;
import org.apache.olingo.server.api.ServiceMetadata;
import org.apache.olingo.server.api.serializer.ODataSerializer;
import org.apache.olingo.server.api.serializer.SerializerException;
import org.apache.olingo.server.api.serializer.SerializerResult;

/**
 * What can be had in one version, told to clients that build their calls from that: OData's {@code
 * $metadata} and service document. All of it follows from the declarations that answers follow
 * from. What holds structured values is an open complex type, whose members are not listed.
 */
final class Metadata {
  private static final OData ODATA = OData.newInstance();
  static final String NAMESPACE = "microsoft.graph";

  /** Graph's names of what properties hold. */
  private static final Map<String, String> STRUCTURES =
      Map.ofEntries(
          Map.entry("schedule", "entitlementManagementSchedule"),
          Map.entry("answers", "accessPackageAnswer"),
          Map.entry("customExtensionCalloutInstances", "customExtensionCalloutInstance"),
          Map.entry("customExtensionHandlerInstances", "customExtensionHandlerInstance"),
          Map.entry("verifiedCredentialsData", "verifiedCredentialData"),
          Map.entry("specificAllowedTargets", "subjectSet"),
          Map.entry("expiration", "expirationPattern"),
          Map.entry("requestorSettings", "accessPackageAssignmentRequestorSettings"),
          Map.entry("requestApprovalSettings", "accessPackageAssignmentApprovalSettings"),
          Map.entry("automaticRequestSettings", "accessPackageAutomaticRequestSettings"),
          Map.entry("reviewSettings", "accessPackageAssignmentReviewSettings"),
          Map.entry("notificationSettings", "accessPackageNotificationSettings"),
          Map.entry("questions", "accessPackageQuestion"),
          Map.entry("customExtensionStageSettings", "customExtensionStageSetting"),
          Map.entry("attributes", "accessPackageResourceAttribute"),
          Map.entry("identitySources", "identitySource"),
          Map.entry("reviewedBy", "identity"),
          Map.entry("rolePermissions", "unifiedRolePermission"));

  /** The two ways from the root to all collections, by the first segment. */
  private static final Map<String, String> SERVICES =
      Map.of("identityGovernance", "entitlementManagement", "roleManagement", "rbacApplication");

  private static final String SERVICE = "entitlementManagement";

  private final ApiVersion version;
  private final CsdlSchema schema = new CsdlSchema().setNamespace(NAMESPACE);
  private final Map<String, CsdlEntityType> entities = new LinkedHashMap<>();
  private final Map<String, CsdlComplexType> structures = new TreeMap<>();
  private final List<CsdlFunction> functions = new ArrayList<>();
  private final Map<String, CsdlAction> actions = new TreeMap<>();

  private Metadata(ApiVersion version) {
    this.version = version;
    List<CsdlSingleton> singletons = new ArrayList<>();
    SERVICES.forEach((area, service) -> singletons.add(area(area, service)));
    schema
        .setEntityTypes(List.copyOf(entities.values()))
        .setComplexTypes(List.copyOf(structures.values()))
        .setFunctions(functions)
        .setActions(List.copyOf(actions.values()))
        .setEntityContainer(
            new CsdlEntityContainer().setName("GraphService").setSingletons(singletons));
  }

  /** Writes the documents of a version. Thread-safe. */
  static final class Documents {
    private final ServiceMetadata metadata;
    private final String xml;
    private final String json;

    Documents(ApiVersion version) {
      metadata =
          ODATA.createServiceMetadata(new SchemaProvider(new Metadata(version).schema), List.of());
      xml = written(ContentType.APPLICATION_XML, to -> to.metadataDocument(metadata));
      json = written(ContentType.APPLICATION_JSON, to -> to.metadataDocument(metadata));
    }

    /** The description of all that there is. */
    Answer description(boolean asJson) {
      return Answer.text(
          asJson ? Answer.PLAIN : "application/xml;charset=utf-8", asJson ? json : xml);
    }

    /**
     * The service document.
     *
     * @param root the address of the version, without a slash at its end
     */
    Answer service(String root) {
      return Answer.text(
          Answer.ENTITY, written(ContentType.JSON, to -> to.serviceDocument(metadata, root)));
    }
  }

  private interface Document {
    SerializerResult write(ODataSerializer to) throws SerializerException;
  }

  private static String written(ContentType type, Document document) {
    try {
      return text(document.write(ODATA.createSerializer(type)).getContent());
    } catch (SerializerException e) {
      throw new IllegalStateException("the declarations make no metadata", e);
    }
  }

  private static String text(InputStream content) {
    try (content) {
      return new String(content.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static FullQualifiedName qualified(String name) {
    return new FullQualifiedName(NAMESPACE, name);
  }

  /**
   * One of the ways from the root: its first segment, the service, and the service's collections.
   */
  private CsdlSingleton area(String area, String service) {
    List<CsdlNavigationProperty> collections = new ArrayList<>();
    for (Root<?> root : Roots.AREAS.getOrDefault(area.toLowerCase(Locale.ROOT), List.of())) {
      names(root).forEach(name -> collections.add(collection(root, name)));
      functions(root);
      actions(root);
    }
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

  private Collection<String> names(Root<?> root) {
    List<String> names = new ArrayList<>();
    root.name().in(version).ifPresent(names::add);
    if (version == ApiVersion.BETA) {
      root.alsoOnBeta().filter(other -> !names.contains(other)).ifPresent(names::add);
    }
    return names;
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
    String name = STRUCTURES.getOrDefault(property, property);
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
