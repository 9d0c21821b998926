package dev.regrant.http;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.olingo.commons.api.edm.Edm;
import org.apache.olingo.commons.api.edm.EdmPrimitiveTypeKind;
import org.apache.olingo.commons.api.edm.FullQualifiedName;
import org.apache.olingo.commons.api.edm.provider.CsdlAbstractEdmProvider;
import org.apache.olingo.commons.api.edm.provider.CsdlEntityContainer;
import org.apache.olingo.commons.api.edm.provider.CsdlEntityContainerInfo;
import org.apache.olingo.commons.api.edm.provider.CsdlEntitySet;
import org.apache.olingo.commons.api.edm.provider.CsdlEntityType;
import org.apache.olingo.commons.api.edm.provider.CsdlNavigationProperty;
import org.apache.olingo.commons.api.edm.provider.CsdlProperty;
import org.apache.olingo.commons.api.edm.provider.CsdlPropertyRef;
import org.apache.olingo.commons.core.edm.EdmProviderImpl;
import org.jspecify.annotations.Nullable;

/**
 * The declarations of one version as Olingo's model, for its parser. Enums are strings in it, since
 * clients compare them with strings.
 */
final class ODataModel extends CsdlAbstractEdmProvider {
  private static final String NAMESPACE = "microsoft.graph";
  private static final FullQualifiedName CONTAINER =
      new FullQualifiedName(NAMESPACE, "GraphService");

  private final Map<String, CsdlEntityType> types = new HashMap<>();

  private ODataModel() {}

  /** The model of everything that can be reached from {@code roots}. */
  static Edm of(ApiVersion version, List<EntityType<?>> roots) {
    var model = new ODataModel();
    roots.forEach(root -> model.add(version, root));
    return new EdmProviderImpl(model);
  }

  private void add(ApiVersion version, EntityType<?> type) {
    if (types.containsKey(type.name())) {
      return;
    }
    var csdl =
        new CsdlEntityType()
            .setName(type.name())
            .setKey(List.of(new CsdlPropertyRef().setName("id")))
            .setProperties(
                type.properties().stream()
                    .flatMap(one -> property(version, one).stream())
                    .toList());
    types.put(type.name(), csdl);
    List<CsdlNavigationProperty> navigations = new ArrayList<>();
    for (Navigation<?, ?> navigation : type.navigations()) {
      var name = navigation.name().in(version);
      if (name.isPresent()) {
        var target = navigation.type().get();
        navigations.add(
            new CsdlNavigationProperty()
                .setName(name.get())
                .setType(new FullQualifiedName(NAMESPACE, target.name()))
                .setCollection(navigation.isMany()));
        add(version, target);
      }
    }
    csdl.setNavigationProperties(navigations);
  }

  private static Optional<CsdlProperty> property(ApiVersion version, Property<?> property) {
    var type =
        switch (property.kind()) {
          case TEXT, CHOICE, STATUS, ENUM, STRUCTURE, STRUCTURES, TEXTS ->
              EdmPrimitiveTypeKind.String;
          case BOOLEAN -> EdmPrimitiveTypeKind.Boolean;
          case INTEGER -> EdmPrimitiveTypeKind.Int32;
          case TIME -> EdmPrimitiveTypeKind.DateTimeOffset;
        };
    return property
        .name()
        .in(version)
        .map(name -> new CsdlProperty().setName(name).setType(type.getFullQualifiedName()));
  }

  @Override
  public @Nullable CsdlEntityType getEntityType(FullQualifiedName name) {
    return types.get(name.getName());
  }

  @Override
  public @Nullable CsdlEntitySet getEntitySet(FullQualifiedName container, String name) {
    return types.containsKey(name) ? set(name) : null;
  }

  @Override
  public CsdlEntityContainer getEntityContainer() {
    return new CsdlEntityContainer()
        .setName(CONTAINER.getName())
        .setEntitySets(types.keySet().stream().map(ODataModel::set).toList());
  }

  private static CsdlEntitySet set(String name) {
    return new CsdlEntitySet().setName(name).setType(new FullQualifiedName(NAMESPACE, name));
  }

  @Override
  public CsdlEntityContainerInfo getEntityContainerInfo(@Nullable FullQualifiedName name) {
    return new CsdlEntityContainerInfo().setContainerName(CONTAINER);
  }
}
