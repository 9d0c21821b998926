package dev.regrant.http;

import java.util.List;
import org.apache.olingo.commons.api.edm.FullQualifiedName;
import org.apache.olingo.commons.api.edm.provider.CsdlAbstractEdmProvider;
import org.apache.olingo.commons.api.edm.provider.CsdlAction;
import org.apache.olingo.commons.api.edm.provider.CsdlComplexType;
import org.apache.olingo.commons.api.edm.provider.CsdlEntityContainer;
import org.apache.olingo.commons.api.edm.provider.CsdlEntityContainerInfo;
import org.apache.olingo.commons.api.edm.provider.CsdlEntityType;
import org.apache.olingo.commons.api.edm.provider.CsdlFunction;
import org.apache.olingo.commons.api.edm.provider.CsdlSchema;
import org.apache.olingo.commons.api.edm.provider.CsdlSingleton;
import org.jspecify.annotations.Nullable;

/** A schema that is there as a whole, part by part as Olingo asks for it. */
final class SchemaProvider extends CsdlAbstractEdmProvider {
  private final CsdlSchema schema;

  SchemaProvider(CsdlSchema schema) {
    this.schema = schema;
  }

  @Override
  public List<CsdlSchema> getSchemas() {
    return List.of(schema);
  }

  @Override
  public @Nullable CsdlEntityType getEntityType(FullQualifiedName name) {
    return schema.getEntityType(name.getName());
  }

  @Override
  public @Nullable CsdlComplexType getComplexType(FullQualifiedName name) {
    return schema.getComplexType(name.getName());
  }

  @Override
  public List<CsdlAction> getActions(FullQualifiedName name) {
    return schema.getActions(name.getName());
  }

  @Override
  public List<CsdlFunction> getFunctions(FullQualifiedName name) {
    return schema.getFunctions(name.getName());
  }

  @Override
  public CsdlEntityContainer getEntityContainer() {
    return schema.getEntityContainer();
  }

  @Override
  public @Nullable CsdlSingleton getSingleton(FullQualifiedName container, String name) {
    return schema.getEntityContainer().getSingleton(name);
  }

  @Override
  public CsdlEntityContainerInfo getEntityContainerInfo(@Nullable FullQualifiedName name) {
    return new CsdlEntityContainerInfo()
        .setContainerName(
            new FullQualifiedName(schema.getNamespace(), schema.getEntityContainer().getName()));
  }
}
