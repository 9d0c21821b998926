package dev.regrant.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.olingo.commons.api.edm.Edm;
import org.apache.olingo.commons.api.edm.FullQualifiedName;
import org.apache.olingo.commons.api.edm.provider.CsdlAbstractEdmProvider;
import org.apache.olingo.commons.api.edm.provider.CsdlAction;
import org.apache.olingo.commons.api.edm.provider.CsdlComplexType;
import org.apache.olingo.commons.api.edm.provider.CsdlEntityContainer;
import org.apache.olingo.commons.api.edm.provider.CsdlEntityContainerInfo;
import org.apache.olingo.commons.api.edm.provider.CsdlEntitySet;
import org.apache.olingo.commons.api.edm.provider.CsdlEntityType;
import org.apache.olingo.commons.api.edm.provider.CsdlFunction;
import org.apache.olingo.commons.api.edm.provider.CsdlSchema;
import org.apache.olingo.commons.api.edm.provider.CsdlSingleton;
import org.apache.olingo.commons.api.format.ContentType;
import org.apache.olingo.server.api.OData;
import org.apache.olingo.server.api.ServiceMetadata;
import org.apache.olingo.server.api.serializer.ODataSerializer;
import org.apache.olingo.server.api.serializer.SerializerException;
import org.apache.olingo.server.api.serializer.SerializerResult;
import org.jspecify.annotations.Nullable;

/** The model of one version: what queries are parsed by, and what clients are told. Thread-safe. */
final class ODataModel extends CsdlAbstractEdmProvider {
  private static final OData ODATA = OData.newInstance();
  private static final Map<ApiVersion, ODataModel> ALL = new ConcurrentHashMap<>();

  private final CsdlSchema schema;
  private final ServiceMetadata metadata;
  private final Map<ContentType, String> documents = new ConcurrentHashMap<>();

  private ODataModel(CsdlSchema schema) {
    this.schema = schema;
    metadata = ODATA.createServiceMetadata(this, List.of());
  }

  /** The model of a version. */
  static ODataModel of(ApiVersion version) {
    return ALL.computeIfAbsent(version, one -> new ODataModel(Schema.of(one)));
  }

  Edm edm() {
    return metadata.getEdm();
  }

  /** The metadata document, in XML. */
  String xml() {
    return metadata(ContentType.APPLICATION_XML);
  }

  /** The metadata document, in JSON. */
  String json() {
    return metadata(ContentType.APPLICATION_JSON);
  }

  private String metadata(ContentType type) {
    return documents.computeIfAbsent(
        type, one -> written(one, to -> to.metadataDocument(metadata)));
  }

  /**
   * The service document.
   *
   * @param root the address of the version, without a slash at its end
   */
  String service(String root) {
    return written(ContentType.JSON, to -> to.serviceDocument(metadata, root));
  }

  private interface Document {
    SerializerResult write(ODataSerializer to) throws SerializerException;
  }

  private static String written(ContentType type, Document document) {
    try (var content = document.write(ODATA.createSerializer(type)).getContent()) {
      return new String(content.readAllBytes(), UTF_8);
    } catch (SerializerException e) {
      throw new IllegalStateException("the declarations make no metadata", e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
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

  /** Each type by its own name: a query is parsed as one on such a set, wherever it was asked. */
  @Override
  public @Nullable CsdlEntitySet getEntitySet(FullQualifiedName container, String name) {
    return schema.getEntityType(name) == null
        ? null
        : new CsdlEntitySet()
            .setName(name)
            .setType(new FullQualifiedName(schema.getNamespace(), name));
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
